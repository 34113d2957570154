/* Vectors, for print. */
#include "server/formats/format.h"

const struct format pdf_format = {
    .extension = "pdf",
    .media_type = "application/pdf",
    .content_type = "application/pdf",
    .picture = true,
    .figure = true,
    .may_move = true,
    .drawn = FIGURE_PDF,
    .fixed_cost = 2e6,
    .number_cost = 180,
    .cell_cost = 80,
    .coloured_cost = 130,
    .piece_cost = 5000,
    .frame_pixel_cost = 1,
    .write = format_write_picture,
};
