/* The table of formats: a line mounts one everywhere. */
#include "server/formats/format.h"

#include "server/text/negotiate.h"
#include "server/text/query.h"
#include "study/picture.h"

#include <math.h>
#include <string.h>

extern const struct format svg_format, pdf_format, gif_format, webp_format, apng_format, csv_format, npz_format, py_format, tex_format, txt_format;

const struct format *const formats[] = {&png_format,  &svg_format, &pdf_format, &gif_format, &webp_format, &apng_format,
                                        &json_format, &csv_format, &npz_format, &py_format,  &tex_format,  &txt_format};
const size_t format_count = sizeof formats / sizeof *formats;

const struct question *format_stored_question(struct arena *arena, const char *name, const char *query)
{
    struct argument *arguments;
    size_t count;
    struct question *question = ARENA_NEW(arena, struct question, 1);
    const struct study *study = study_find(name, NULL);
    struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
    query_split(arena, query, &arguments, &count);
    return study && question_parse(arena, study, arguments, count, question, errors) ? question : NULL;
}

/* All but the first frame, with what lies over and under what moves. */
double format_motion_cost(const struct format *format, const struct question *question)
{
    static const double words = 1.5e6;
    const struct picture *picture = question->parameters;
    if (!format_is_moving(format, question))
        return 0;
    return (double)picture->frames * (words + question_frame(question) + format->frame_pixel_cost * question_pixels(question));
}

/* Pixels that get a colour each: of the page, or of the image that stands for them where the page has no pixels (figure/heatmap.c). */
static double coloured_pixels(const struct format *format, const struct question *question)
{
    const double most = 2e6, finer = 4;
    const struct picture *picture = question->parameters;
    return format->drawn == FIGURE_PNG ? question_pixels(question) : fmin(most, finer * picture->width * picture->height);
}

double format_cost(const struct format *format, const struct question *question)
{
    const double letter_cost = 1e5; /* measured and set many times until all texts have their places */
    const struct study_size size = question_size(question);
    const double written = format->fixed_cost + format->number_cost * size.numbers + format->cell_cost * size.cells;
    const double drawn = size.evaluated + letter_cost * size.letters + format->pixel_cost * question_pixels(question) +
                         format->piece_cost * size.pieces + format->painted_cost * size.painted +
                         format->coloured_cost * size.coloured * coloured_pixels(format, question) + format_motion_cost(format, question);
    return question_cost(question) + written + (format->figure ? drawn : 0);
}

double format_memory(const struct format *format, const struct question *question)
{
    return question_size(question).memory + format_length(format, question);
}

double format_length(const struct format *format, const struct question *question)
{
    const struct study_size size = question_size(question);
    return size.cells > 0 && format->cell_bytes > format->number_bytes ? size.cells * format->cell_bytes
                                                                       : size.numbers * format->number_bytes + size.cells * format->cell_bytes;
}

const struct format *format_find(const char *extension)
{
    for (size_t i = 0; i < format_count; i++)
        if (!strcmp(formats[i]->extension, extension))
            return formats[i];
    return NULL;
}

const struct format *format_negotiate(const char *accept)
{
    const bool wants_picture = accept_names(accept, "text/html") || accept_names(accept, "image/");
    const struct format *best = NULL;
    double best_quality = 0;
    for (size_t i = 0; i < format_count; i++) {
        const double quality = formats[i]->moving ? 0 : accept_quality(accept, formats[i]->media_type);
        const bool preferred = quality == best_quality && best && formats[i] == &json_format && !wants_picture;
        if (quality > best_quality || preferred) {
            best = formats[i];
            best_quality = quality;
        }
    }
    return best;
}

const char *format_list(struct arena *arena)
{
    struct buffer list = {.arena = arena};
    for (size_t i = 0; i < format_count; i++)
        buffer_format(&list, i ? ", %s" : "%s", formats[i]->extension);
    return buffer_string(&list);
}
