/* The writer of the formats that are pictures, and when they move. */
#include "server/formats/format.h"

#include "study/picture.h"
#include "study/script.h"

/* Whether text=live asks for what the format cannot draw. */
static bool lacks_live_text(const struct format *format, const struct question *question)
{
    return format->figure && !format->live_text && picture_has_live_text(question->parameters);
}

bool format_fits(const struct format *format, const struct question *question, const void *result)
{
    struct error error = {0};
    return question && !lacks_live_text(format, question) && (!format->moving || question_frame(question) > 0) &&
           (!format->program || question_has_script(question, result, &error));
}

bool format_refuse(const struct format *format, const struct question *question, struct error *error)
{
    if (lacks_live_text(format, question))
        return error_set(error, ERROR_INVALID, "text=live is an option of svg: ask for that format, or leave text out");
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
