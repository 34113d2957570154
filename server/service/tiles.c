/* Tiles: parts of a study's map as pictures without axes, one of 2^z times 2^z, so that it can be zoomed in. Kept and revalidated as answers are. */
#include "server/service/routes.h"

#include "base/text.h"
#include "server/exchange/identity.h"
#include "server/exchange/problem.h"
#include "study/picture.h"

#include <inttypes.h>
#include <string.h>

/* A whole number as it is written, at most `most`. */
static bool read_place(const char *text, uint64_t most, uint64_t *number)
{
    *number = 0;
    const size_t length = strlen(text);
    if (!length || length > 12 || strspn(text, "0123456789") != length || (length > 1 && *text == '0'))
        return false;
    for (size_t i = 0; i < length; i++)
        *number = 10 * *number + (uint64_t)(text[i] - '0');
    return *number <= most;
}

/* Reads z, x and y; false if there is no such tile, and the error says which are. */
static bool read_tile(const struct exchange *exchange, struct study_tile *tile, struct error *error)
{
    static const char *const names[] = {"z", "x", "y"};
    const char *const texts[] = {exchange->query.segments[2], exchange->query.segments[3], exchange->stem};
    uint64_t numbers[3], most = STUDY_TILE_MAX_DEPTH;
    for (size_t k = 0; k < 3; k++) {
        if (!read_place(texts[k], most, &numbers[k])) {
            error_set(error, ERROR_UNKNOWN, "there is no such tile: %s is a whole number from 0 to %" PRIu64, names[k], most);
            return error_blame(error, names[k], texts[k]);
        }
        most = k ? most : (UINT64_C(1) << numbers[0]) - 1;
    }
    *tile = (struct study_tile){(unsigned)numbers[0], numbers[1], numbers[2]};
    return true;
}

/* What is of pictures with axes has no effect here. */
static bool refuse_looks(struct exchange *exchange)
{
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    for (size_t i = 0; i < exchange->query.count; i++)
        if (picture_has_parameter(exchange->query.arguments[i].name)) {
            struct error *error = error_list_next(errors);
            error_set(error, ERROR_INVALID, "a tile is %d pixels each way and has neither axes nor title: leave it out", STUDY_TILE_SIDE);
            error_blame(error, exchange->query.arguments[i].name, exchange->query.arguments[i].value);
        }
    if (errors->count)
        exchange_refuse(exchange, 400, errors);
    return errors->count > 0;
}

static bool refuse_excess(struct exchange *exchange, const struct question *question)
{
    const struct service_limits *limits = exchange->limits;
    const struct study *study = question->study;
    const double cost = study->tiles->cost(question->parameters), memory = study->tiles->memory(question->parameters);
    struct error error = {0};
    if (!(cost <= limits->cost))
        error_set(&error, ERROR_TOO_MUCH, "this tile asks for about %.2g operations; at most %.2g are done for one answer: lower %s", cost,
                  limits->cost, study->lower);
    else if (!(memory <= (double)limits->arena_bytes))
        error_set(&error, ERROR_TOO_MUCH, "this tile takes about %.0f bytes of memory; at most %zu are taken for one answer: lower %s", memory,
                  limits->arena_bytes, study->lower);
    else
        return false;
    questions_refuse(exchange, 422, question, study->lower, &error);
    return true;
}

static enum verdict finish(struct exchange *exchange)
{
    const struct question *question = &exchange->question;
    struct content content = {.type = exchange->format->content_type, .compressible = exchange->format->compressible};
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    struct buffer body = {.arena = exchange->arena};
    if (!question->study->tiles->paint(exchange->arena, question->parameters, &exchange->tile, &body, error_list_next(errors)))
        return exchange_refuse(exchange, problem_status(errors), errors);
    exchange_passed(exchange, PHASE_COMPUTE);
    exchange_passed(exchange, PHASE_RENDER);
    content.body = buffer_string(&body);
    content.length = body.length;
    return exchange_send(exchange, &content);
}

static enum verdict answer_tile(struct exchange *exchange, const struct study *study)
{
    struct question *question = &exchange->question;
    const struct query *query = &exchange->query;
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    if (!question_parse(exchange->arena, study, query->arguments, query->count, question, errors))
        return exchange_refuse(exchange, problem_status(errors), errors);
    if (refuse_looks(exchange))
        return VERDICT_REFUSED;
    struct error error = {0};
    if (!study->tiles->check(question->parameters, &exchange->tile, &error))
        return exchange_refuse_for(exchange, 400, &error);
    if (refuse_excess(exchange, question))
        return VERDICT_REFUSED;
    const char *url = answer_url(exchange->arena, question, exchange->format->extension);
    identity_settle(exchange,
                    arena_format(exchange->arena, "/v1/%s/%u/%" PRIu64 "/%" PRIu64 ".png%s", study->name, exchange->tile.depth, exchange->tile.column,
                                 exchange->tile.row, strchrnul(url, '?')),
                    "", false);
    exchange->response->cost = study->tiles->cost(question->parameters);
    exchange->response->question = questions_number(study, exchange->format);
    exchange->rest = finish;
    return VERDICT_DEFERRED;
}

enum verdict tiles_handle(struct exchange *exchange)
{
    const char *nearest = NULL;
    const struct study *study = study_find(exchange->query.segments[1], &nearest);
    struct error error = {0};
    if (!study || !study->tiles)
        return VERDICT_NOT_HERE;
    if (exchange->format != &png_format) {
        error_set(&error, ERROR_UNKNOWN, "tiles are had as png alone: the path ends in .png");
        error_blame(&error, "format", exchange->suffix ? exchange->suffix : "");
        text_shorten(error.allowed, sizeof error.allowed, png_format.extension);
        return exchange_refuse_for(exchange, 404, &error);
    }
    if (!read_tile(exchange, &exchange->tile, &error))
        return exchange_refuse_for(exchange, 404, &error);
    return answer_tile(exchange, study);
}
