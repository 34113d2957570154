/* The table of formats: a line mounts one everywhere. */
#include "server/formats/format.h"

#include "server/text/negotiate.h"
#include "server/text/query.h"
#include "study/picture.h"

#include <string.h>

extern const struct format svg_format, pdf_format, gif_format, webp_format, apng_format, csv_format, txt_format;

const struct format *const formats[] = {&png_format,  &svg_format,  &pdf_format, &gif_format, &webp_format,
                                        &apng_format, &json_format, &csv_format, &txt_format};
const size_t format_count = sizeof formats / sizeof *formats;

bool format_stored_moves(struct arena *arena, const char *name, const char *query)
{
    struct argument *arguments;
    size_t count;
    struct question question;
    const struct study *study = study_find(name, NULL);
    struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
    query_split(arena, query, &arguments, &count);
    return study && question_parse(arena, study, arguments, count, &question, errors) && question_frame(&question) > 0;
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

double format_cost(const struct format *format, const struct question *question)
{
    double cost = question_cost(question) + format->fixed_cost + format->number_cost * question_numbers(question);
    if (format->picture)
        cost += question_drawing(question) + format->pixel_cost * question_pixels(question) + format_motion_cost(format, question);
    return cost;
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
