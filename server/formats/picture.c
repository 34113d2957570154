/* The writer of the formats that are pictures. */
#include "server/formats/format.h"

bool format_write_picture(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error)
{
    struct figure figure = {0};
    question_figure(body->arena, answer->question, answer->result, &figure);
    return figure_render(&figure, format->drawn, body, error);
}
