/* Moves everywhere, in up to 256 colours. */
#include "server/formats/format.h"

const struct format gif_format = {
    .extension = "gif",
    .media_type = "image/gif",
    .content_type = "image/gif",
    .picture = true,
    .figure = true,
    .moving = true,
    .drawn = FIGURE_GIF,
    .fixed_cost = 5e6,
    .number_cost = 150,
    .cell_cost = 70,
    .coloured_cost = 55,
    .piece_cost = 2000,
    .painted_cost = 25,
    .pixel_cost = 50,
    .frame_pixel_cost = 3,
    .write = format_write_picture,
};
