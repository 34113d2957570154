/* The writer of the formats that are pictures, and when they move. */
#include "server/formats/format.h"

#include "server/text/query.h"
#include "study/picture.h"
#include "study/script.h"

static bool has_live_text(const struct format *format)
{
    return format->live_text;
}

static bool has_motion(const struct format *format)
{
    return format->moving || format->may_move;
}

/* Parameters of pictures that some formats have alone. What other formats are of the figure refuse them, as they would be of no effect. */
static const struct own_parameter {
    const char *name;
    bool (*asked)(const struct picture *picture);
    bool (*has)(const struct format *format);
    const char *refusal;
} own_parameters[] = {
    {"text", picture_has_live_text, has_live_text, "text=live is an option of svg: ask for that format, or leave text out"},
    {"motion", picture_has_motion, has_motion,
     "motion=1 is an option of svg and pdf, and gif, webp and apng move without it: ask for one of these, or leave motion out"},
    {"frames", picture_has_frames, has_motion,
     "frames are those of pictures that move, svg, pdf, gif, webp and apng: ask for one of these, or leave frames out"},
    {"duration", picture_has_duration, has_motion,
     "the duration is that of pictures that move, svg, pdf, gif, webp and apng: ask for one of these, or leave duration out"},
    {"loop", picture_has_loop, has_motion,
     "pictures that move are shown again, svg, pdf, gif, webp and apng: ask for one of these, or leave loop out"},
};
enum { OWN_PARAMETERS = sizeof own_parameters / sizeof *own_parameters };

/* The parameter that asks for what the format cannot draw; null: none does. */
static const struct own_parameter *lacking(const struct format *format, const struct question *question)
{
    for (size_t i = 0; i < OWN_PARAMETERS; i++)
        if (format->figure && own_parameters[i].asked(question->parameters) && !own_parameters[i].has(format))
            return &own_parameters[i];
    return NULL;
}

const char *format_query(struct arena *arena, const struct format *format, const char *raw)
{
    for (size_t i = 0; i < OWN_PARAMETERS; i++)
        if (!own_parameters[i].has(format))
            raw = query_without(arena, raw, own_parameters[i].name);
    return raw;
}

bool format_fits(const struct format *format, const struct question *question, const void *result)
{
    struct error error = {0};
    return question && !lacking(format, question) && (!format->moving || question_frame(question) > 0) &&
           (!format->program || question_has_script(question, result, &error));
}

bool format_refuse(const struct format *format, const struct question *question, struct error *error)
{
    const struct own_parameter *own = lacking(format, question);
    if (own)
        return error_set(error, ERROR_INVALID, "%s", own->refusal);
    if (!format->program)
        return question_refuse_motion(question, error);
    question_has_script(question, NULL, error); /* says why not */
    return false;
}

bool format_is_moving(const struct format *format, const struct question *question)
{
    const struct picture *picture = question->parameters;
    return !picture->moment.given && (format->moving || (format->may_move && picture->motion));
}

bool format_shows_time(const struct format *format, const struct question *question)
{
    const struct picture *picture = question->parameters;
    return format->picture && (picture->moment.given || format_is_moving(format, question));
}

bool format_write_picture(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error)
{
    struct figure figure = {0};
    question_figure(body->arena, answer->question, answer->result, &figure);
    figure.in_motion = format_is_moving(format, answer->question);
    return figure_render(&figure, format->drawn, body, error);
}
