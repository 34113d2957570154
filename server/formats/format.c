/* The rows, and the writers that are a call or two; JSON and CSV have files of their own. */
#include "server/formats/format.h"

#include "server/text/negotiate.h"
#include "server/text/query.h"

#include <string.h>

static bool write_picture(const struct answer *answer, enum figure_format format, struct buffer *body, struct error *error)
{
    struct figure figure = {0};
    question_figure(body->arena, answer->question, answer->result, &figure);
    return figure_render(&figure, format, body, error);
}

static bool write_png(const struct answer *answer, struct buffer *body, struct error *error)
{
    return write_picture(answer, FIGURE_PNG, body, error);
}

static bool write_svg(const struct answer *answer, struct buffer *body, struct error *error)
{
    return write_picture(answer, FIGURE_SVG, body, error);
}

static bool write_pdf(const struct answer *answer, struct buffer *body, struct error *error)
{
    return write_picture(answer, FIGURE_PDF, body, error);
}

static bool write_txt(const struct answer *answer, struct buffer *body, struct error *error)
{
    (void)error;
    answer->question->study->tell(answer->question->parameters, answer->result, body);
    buffer_character(body, '\n');
    return true;
}

/* The costs were fitted to what tests/soak/greedy.py measures. */
const struct format formats[] = {
    {"png", "image/png", "image/png", true, false, 5e6, 150, 25, write_png},
    {"svg", "image/svg+xml", "image/svg+xml", true, true, 5e6, 150, 5, write_svg},
    {"pdf", "application/pdf", "application/pdf", true, false, 8e6, 200, 5, write_pdf},
    {"json", "application/json", "application/json", false, true, 1e6, 150, 0, format_write_json},
    {"csv", "text/csv", "text/csv; charset=utf-8; header=present", false, true, 1e6, 200, 0, format_write_csv},
    {"txt", "text/plain", "text/plain; charset=utf-8", false, true, 1e6, 0, 0, write_txt},
};
const size_t format_count = sizeof formats / sizeof *formats;
const struct format *const format_png = &formats[0], *const format_json = &formats[3];

double format_cost(const struct format *format, const struct question *question)
{
    double cost = question_cost(question) + format->fixed_cost + format->number_cost * question_numbers(question);
    if (format->picture)
        cost += question_drawing(question) + format->pixel_cost * question_pixels(question);
    return cost;
}

const struct format *format_find(const char *extension)
{
    for (size_t i = 0; i < format_count; i++)
        if (!strcmp(formats[i].extension, extension))
            return &formats[i];
    return NULL;
}

const struct format *format_negotiate(const char *accept)
{
    const bool wants_picture = accept_names(accept, "text/html") || accept_names(accept, "image/");
    const struct format *best = NULL;
    double best_quality = 0;
    for (size_t i = 0; i < format_count; i++) {
        const double quality = accept_quality(accept, formats[i].media_type);
        const bool preferred = quality == best_quality && best && &formats[i] == format_json && !wants_picture;
        if (quality > best_quality || preferred) {
            best = &formats[i];
            best_quality = quality;
        }
    }
    return best;
}

const char *format_list(struct arena *arena)
{
    struct buffer list = {.arena = arena};
    for (size_t i = 0; i < format_count; i++)
        buffer_format(&list, i ? ", %s" : "%s", formats[i].extension);
    return buffer_string(&list);
}

const char *answer_url(struct arena *arena, const struct question *question, const char *extension)
{
    struct buffer url = {.arena = arena};
    buffer_format(&url, "/v1/%s.%s", question->study->name, extension);
    char separator = '?';
    for (const char *pair = question->canonical; *pair;) {
        const size_t length = strcspn(pair, "\n");
        buffer_character(&url, separator);
        query_encode(&url, arena_copy(arena, pair, length));
        separator = '&';
        pair += length + (pair[length] == '\n');
    }
    return buffer_string(&url);
}
