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
    FORMAT_PAINTING_COSTS,
    .pixel_cost = 50,
    .frame_pixel_cost = 3,
    .write = format_write_picture,
};
