/* Vectors, for print. */
#include "server/formats/format.h"

const struct format pdf_format = {
    .extension = "pdf",
    .media_type = "application/pdf",
    .content_type = "application/pdf",
    .picture = true,
    .may_move = true,
    .drawn = FIGURE_PDF,
    .fixed_cost = 8e6,
    .number_cost = 200,
    .pixel_cost = 5,
    .frame_pixel_cost = 1,
    .write = format_write_picture,
};
