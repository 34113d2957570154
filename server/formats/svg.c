/* Vectors, for the web. */
#include "server/formats/format.h"

const struct format svg_format = {
    .extension = "svg",
    .media_type = "image/svg+xml",
    .content_type = "image/svg+xml",
    .picture = true,
    .compressible = true,
    .may_move = true,
    .drawn = FIGURE_SVG,
    .fixed_cost = 5e6,
    .number_cost = 150,
    .pixel_cost = 5,
    .frame_pixel_cost = 1,
    .write = format_write_picture,
};
