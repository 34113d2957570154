/* Answers that are computed: a study asked with the client's arguments, or a named figure, which is a stored query that the
 * client's arguments are laid over. Everything that can be refused is refused before the work is done. */
#include "server/service/routes.h"

#include "base/text.h"
#include "server/exchange/identity.h"
#include "server/exchange/problem.h"
#include "server/formats/format.h"
#include "study/picture.h"

#include <string.h>

/* Settles what is to be sent: by suffix, else by Accept; false if it was refused instead. */
static bool settle_format(struct exchange *exchange)
{
    struct error error = {0};
    if (exchange->format)
        return true;
    if (exchange->suffix) {
        error_set(&error, ERROR_UNKNOWN, "'%s' is not a format that this can be had in", exchange->suffix);
        error_blame(&error, "format", exchange->suffix);
        text_shorten(error.allowed, sizeof error.allowed, format_list(exchange->arena));
        const char *nearest = NULL;
        for (size_t i = 0; i < format_count; i++)
            text_nearest(exchange->suffix, formats[i]->extension, &nearest);
        if (nearest)
            text_shorten(error.nearest, sizeof error.nearest, nearest);
        exchange_refuse_for(exchange, 404, &error);
        return false;
    }
    exchange->negotiated = true;
    exchange->format = format_negotiate(exchange->request->accept);
    if (exchange->format)
        return true;
    struct buffer types = {.arena = exchange->arena};
    for (size_t i = 0; i < format_count; i++)
        buffer_format(&types, i ? ", %s" : "%s", formats[i]->media_type);
    error_set(&error, ERROR_INVALID, "none of the media types that Accept names can be had");
    error_blame(&error, "Accept", query_visible(exchange->arena, exchange->request->accept, strlen(exchange->request->accept)));
    text_shorten(error.allowed, sizeof error.allowed, buffer_string(&types));
    exchange_refuse_for(exchange, 406, &error);
    return false;
}

/* One error for each parameter that `names` (a sentence like "samples or dim") mentions. */
static void blame_all(struct exchange *exchange, const struct question *question, const char *names, const struct error *error,
                      struct error_list *errors)
{
    const struct value *query = question_query(exchange->arena, question);
    for (const char *at = names; *at;) {
        const size_t length = strcspn(at, " ,");
        const struct value *value = length ? value_find(query, arena_copy(exchange->arena, at, length)) : NULL;
        if (value) {
            struct buffer text = {.arena = exchange->arena};
            if (value->kind == VALUE_NUMBER)
                buffer_number(&text, value->number);
            else if (value->kind == VALUE_TEXT)
                buffer_text(&text, value->text);
            struct error *item = error_list_next(errors);
            *item = *error;
            error_blame(item, value->name, buffer_string(&text));
        }
        at += length + (at[length] != 0);
    }
    if (!errors->count)
        *error_list_next(errors) = *error;
}

enum verdict questions_refuse(struct exchange *exchange, int status, const struct question *question, const char *lower, const struct error *error)
{
    struct error_list *errors = error_list_make(exchange->arena);
    blame_all(exchange, question, lower, error, errors);
    return exchange_refuse(exchange, status, errors);
}

/* Operations of drawing a picture, whatever its numbers took to compute. */
static const double most_drawing = 1e9;

/* Refuses work and pictures over the limits, naming what to lower; true if it did. `cost` is that of the answer. */
static bool refuse_excess(struct exchange *exchange, const struct question *question, double cost)
{
    const struct service_limits *limits = exchange->limits;
    const double pixels = exchange->format->picture ? question_pixels(question) : 0;
    const double motion = format_motion_cost(exchange->format, question), drawing = cost - question_cost(question) - motion;
    const double length = format_length(exchange->format, question), memory = format_memory(exchange->format, question);
    const char *lower = NULL;
    struct error error = {0};
    if (!(cost <= limits->cost)) {
        lower = motion > cost / 2 ? "frames, width, height or scale" : question->study->lower;
        error_set(&error, ERROR_TOO_MUCH, "this asks for about %.2g operations; at most %.2g are done for one answer: lower %s", cost, limits->cost,
                  lower);
    } else if (!(length <= (double)limits->response_bytes)) {
        lower = question->study->lower;
        error_set(&error, ERROR_TOO_MUCH, "the answer would have about %.3g bytes; at most %zu are sent: lower %s", length, limits->response_bytes,
                  lower);
    } else if (!(memory <= (double)limits->arena_bytes)) {
        lower = question->study->lower;
        error_set(&error, ERROR_TOO_MUCH, "this takes about %.0f bytes of memory; at most %zu are taken for one answer: lower %s", memory,
                  limits->arena_bytes, lower);
    } else if (exchange->format->picture && !(drawing <= most_drawing)) {
        lower = "width, height, scale, samples";
        error_set(&error, ERROR_TOO_MUCH,
                  "drawing this takes about %.2g operations; at most %.2g, about a second, are done for one picture: lower width, height, scale or "
                  "samples",
                  drawing, most_drawing);
    } else if (!(pixels <= limits->pixels)) {
        lower = "width, height, scale";
        error_set(&error, ERROR_TOO_MUCH, "the picture would have about %.3g pixels; at most %.3g are drawn: lower width, height or scale", pixels,
                  limits->pixels);
    }
    if (!lower)
        return false;
    questions_refuse(exchange, 422, question, lower, &error);
    return true;
}

/* Refuses a moving picture of what does not move, and the program of what has none; true if it did. */
static bool refuse_unfit(struct exchange *exchange, const struct question *question)
{
    struct error error = {0};
    struct buffer fitting = {.arena = exchange->arena};
    if (format_fits(exchange->format, question, NULL))
        return false;
    for (size_t i = 0; i < format_count; i++)
        if (format_fits(formats[i], question, NULL))
            buffer_format(&fitting, "%s%s", fitting.length ? ", " : "", formats[i]->extension);
    format_refuse(exchange->format, question, &error);
    error_blame(&error, "format", exchange->format->extension);
    text_shorten(error.allowed, sizeof error.allowed, buffer_string(&fitting));
    exchange_refuse_for(exchange, 400, &error);
    return true;
}

enum verdict questions_refuse_fault(struct exchange *exchange, enum arena_fault fault)
{
    const struct question *question = &exchange->question;
    const bool late = fault == ARENA_CANCELLED;
    const char *lower =
        exchange->format->picture ? arena_format(exchange->arena, "%s, width, height or scale", question->study->lower) : question->study->lower;
    struct error error = {0};
    if (late)
        error_set(&error, ERROR_TIME,
                  "this took longer than the %g seconds that one answer may take: lower %s, or try again when there is less to do",
                  exchange->limits->seconds, lower);
    else
        error_set(&error, ERROR_TOO_MUCH, "this takes more than the %zu bytes of memory that one answer may use: lower %s",
                  exchange->limits->arena_bytes, lower);
    return questions_refuse(exchange, late ? 503 : 422, question, lower, &error);
}

/* Whether tiles of what is asked are answered, the first of them at least. */
static bool has_tiles(const struct service_limits *limits, const struct question *question)
{
    const struct study_tiles *tiles = question->study->tiles;
    const void *parameters = question->parameters;
    struct error error = {0};
    return tiles && tiles->check(parameters, &(struct study_tile){0}, &error) && tiles->cost(parameters) <= limits->cost &&
           tiles->memory(parameters) <= (double)limits->arena_bytes;
}

/* Runs the study and writes the body; false with the error set. */
static bool compute(struct exchange *exchange, const struct question *question, struct content *content, struct error *error)
{
    struct answer answer = {.question = question,
                            .formats = formats,
                            .format_count = format_count,
                            .max_address = exchange->limits->target_length,
                            .has_tiles = has_tiles(exchange->limits, question)};
    void *result = NULL;
    struct buffer body = {.arena = exchange->arena};
    if (format_shows_time(exchange->format, question))
        question_keep_time(question);
    if (!question_answer(exchange->arena, question, &result, error))
        return false;
    exchange_passed(exchange, PHASE_COMPUTE);
    answer.result = result;
    if (!exchange->format->write(exchange->format, &answer, &body, error))
        return false;
    exchange_passed(exchange, PHASE_RENDER);
    if (body.length > exchange->limits->response_bytes)
        return error_set(error, ERROR_TOO_MUCH, "the answer has %zu bytes; at most %zu are sent: lower %s", body.length,
                         exchange->limits->response_bytes, question->study->lower);
    content->body = buffer_string(&body);
    content->length = body.length;
    return true;
}

static void add_disposition(struct exchange *exchange)
{
    response_add(exchange->response, "Content-Disposition",
                 arena_format(exchange->arena, "inline; filename=\"%s.%s\"", exchange->stem, exchange->format->extension));
    /* An SVG opened by itself is a page: it may style itself and do nothing else. */
    if (exchange->format->picture && exchange->format->drawn == FIGURE_SVG)
        response_add(exchange->response, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
}

static enum verdict finish_question(struct exchange *exchange)
{
    struct content content = {.type = exchange->format->content_type, .compressible = exchange->format->compressible};
    struct error_list *errors = error_list_make(exchange->arena);
    if (!compute(exchange, &exchange->question, &content, error_list_next(errors)))
        return exchange_refuse(exchange, problem_status(errors), errors);
    add_disposition(exchange);
    return exchange_send(exchange, &content);
}

size_t service_question_count(void)
{
    return study_count * format_count;
}

void service_question_names(size_t question, const char **study, const char **format)
{
    *study = studies[(question - 1) / format_count]->name;
    *format = formats[(question - 1) % format_count]->extension;
}

size_t questions_number(const struct study *study, const struct format *format)
{
    size_t row = 0, column = 0;
    while (studies[row] != study)
        row++;
    while (formats[column] != format)
        column++;
    return 1 + row * format_count + column;
}

/* `title`: what the question is called; null: nothing in particular. */
static enum verdict answer_question(struct exchange *exchange, const struct study *study, const char *title, const struct argument *arguments,
                                    size_t count)
{
    struct question *question = &exchange->question;
    struct error_list *errors = error_list_make(exchange->arena);
    if (!question_parse(exchange->arena, study, arguments, count, question, errors))
        return exchange_refuse(exchange, problem_status(errors), errors);
    question->title = title;
    if (refuse_unfit(exchange, question))
        return VERDICT_REFUSED;
    const double cost = format_cost(exchange->format, question);
    if (refuse_excess(exchange, question, cost))
        return VERDICT_REFUSED;
    identity_settle(exchange, answer_url(exchange->arena, question, exchange->format->extension), title ? title : "", false);
    exchange->response->cost = cost;
    exchange->response->question = questions_number(study, exchange->format);
    exchange->rest = finish_question;
    return VERDICT_DEFERRED;
}

enum verdict questions_handle_study(struct exchange *exchange)
{
    const char *nearest = NULL;
    const struct study *study = study_find(exchange->stem, &nearest);
    if (!study)
        return VERDICT_NOT_HERE;
    return settle_format(exchange) ? answer_question(exchange, study, NULL, exchange->query.arguments, exchange->query.count) : VERDICT_REFUSED;
}

static bool is_given(const struct query *query, const char *name)
{
    for (size_t i = 0; i < query->count; i++)
        if (!strcmp(query->arguments[i].name, name))
            return true;
    return false;
}

/* The stored arguments, but for those of a name that the client gives, then the client's. */
static void merge(struct exchange *exchange, const char *stored_query, struct argument **arguments, size_t *count)
{
    struct argument *stored;
    size_t stored_count, used = 0;
    query_split(exchange->arena, stored_query, &stored, &stored_count);
    *arguments = ARENA_NEW(exchange->arena, struct argument, stored_count + exchange->query.count);
    for (size_t i = 0; i < stored_count; i++)
        if (!is_given(&exchange->query, stored[i].name))
            (*arguments)[used++] = stored[i];
    for (size_t i = 0; i < exchange->query.count; i++)
        (*arguments)[used++] = exchange->query.arguments[i];
    *count = used;
}

/* Whether the client changed at most how a named figure looks: with another question its title would be untrue. */
static bool still_shows(const struct query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (!picture_has_parameter(query->arguments[i].name))
            return false;
    return true;
}

enum verdict questions_handle_figure(struct exchange *exchange)
{
    const char *nearest = NULL;
    for (size_t i = 0; i < named_figure_count; i++) {
        const struct named_figure *figure = &named_figures[i];
        if (strcmp(figure->id, exchange->stem)) {
            text_nearest(exchange->stem, figure->id, &nearest);
            continue;
        }
        const char *ignored;
        struct argument *arguments;
        size_t count;
        if (!settle_format(exchange))
            return VERDICT_REFUSED;
        merge(exchange, figure->query, &arguments, &count);
        return answer_question(exchange, study_find(figure->study, &ignored), still_shows(&exchange->query) ? figure->title : NULL, arguments, count);
    }
    struct error error = {0};
    error_set(&error, ERROR_UNKNOWN, "there is no figure of that name; /v1/figures lists them");
    error_blame(&error, "id", exchange->stem);
    if (nearest)
        text_shorten(error.nearest, sizeof error.nearest, nearest);
    return exchange_refuse_for(exchange, 404, &error);
}
