/* Vectors, for the web. */
#include "server/formats/format.h"

const struct format svg_format = {
    .extension = "svg",
    .media_type = "image/svg+xml",
    .content_type = "image/svg+xml",
    .picture = true,
    .figure = true,
    .compressible = true,
    .may_move = true,
    .live_text = true,
    .drawn = FIGURE_SVG,
    .fixed_cost = 1e6,
    .number_cost = 130,
    .cell_cost = 70,
    .coloured_cost = 55,
    .piece_cost = 700,
    .frame_pixel_cost = 1,
    .write = format_write_picture,
};
