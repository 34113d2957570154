/* Moves in browsers, in all colours; readers without APNG show the finished figure, which is the PNG's own image. */
#include "server/formats/format.h"

const struct format apng_format = {
    .extension = "apng",
    .media_type = "image/apng",
    .content_type = "image/apng",
    .picture = true,
    .figure = true,
    .moving = true,
    .drawn = FIGURE_APNG,
    .fixed_cost = 5e6,
    FORMAT_PAINTING_COSTS,
    .pixel_cost = 50,
    .frame_pixel_cost = 3,
    .write = format_write_picture,
};
