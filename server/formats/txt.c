/* The sentence alone. */
#include "server/formats/format.h"

static bool write(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error)
{
    (void)format, (void)error;
    answer->question->study->tell(answer->question->parameters, answer->result, body);
    buffer_character(body, '\n');
    return true;
}

const struct format txt_format = {
    .extension = "txt",
    .media_type = "text/plain",
    .content_type = "text/plain; charset=utf-8",
    .compressible = true,
    .fixed_cost = 5e5,
    .write = write,
};
