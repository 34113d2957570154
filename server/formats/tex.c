/* LaTeX: a document of its own, which pgfplots draws. */
#include "server/formats/format.h"

static bool write(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error)
{
    struct figure figure = {0};
    (void)error;
    question_figure(body->arena, answer->question, answer->result, &figure);
    figure_write_pgfplots(&figure, answer_url(body->arena, answer->question, format->extension), body);
    return true;
}

const struct format tex_format = {
    .extension = "tex",
    .media_type = "application/x-tex",
    .content_type = "application/x-tex; charset=utf-8",
    .figure = true,
    .compressible = true,
    .fixed_cost = 3e6,
    .number_cost = 400,
    .cell_cost = 100,
    .write = write,
};
