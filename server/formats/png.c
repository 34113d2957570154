/* Pixels, for everything. The costs of all formats were fitted to what tests/soak/greedy.py measures. */
#include "server/formats/format.h"

const struct format png_format = {
    .extension = "png",
    .media_type = "image/png",
    .content_type = "image/png",
    .picture = true,
    .figure = true,
    .drawn = FIGURE_PNG,
    .fixed_cost = 3e6,
    FORMAT_PAINTING_COSTS,
    .pixel_cost = 8,
    .write = format_write_picture,
};
