/* A program in Python that computes the answer and draws it. */
#include "server/formats/format.h"

#include "study/script.h"

static bool write(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error)
{
    const char *address = answer_url(body->arena, answer->question, format->extension);
    return question_script(body->arena, answer->question, answer->result, address, body, error) || error_blame(error, "format", format->extension);
}

const struct format py_format = {
    .extension = "py",
    .media_type = "text/x-python",
    .content_type = "text/x-python; charset=utf-8",
    .program = true,
    .compressible = true,
    .fixed_cost = 4e6,
    .write = write,
};
