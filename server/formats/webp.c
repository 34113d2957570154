/* Moves in browsers and most chats, in all colours. */
#include "server/formats/format.h"

const struct format webp_format = {
    .extension = "webp",
    .media_type = "image/webp",
    .content_type = "image/webp",
    .picture = true,
    .figure = true,
    .moving = true,
    .drawn = FIGURE_WEBP,
    .fixed_cost = 5e6,
    FORMAT_PAINTING_COSTS,
    .pixel_cost = 100,
    .frame_pixel_cost = 3,
    .write = format_write_picture,
};
