/* /embed?study=…: one picture with its title, the formula that it shows, and a link to where it can be played with, to be framed by any site.
 * What can move does, and a link stops it (motion=0) or starts it again. The page runs no script, has no form and sets no cookie, so that no
 * click can be misled. */
#include "server/pages/page.h"

#include "server/exchange/origin.h"
#include "server/exchange/problem.h"
#include "server/pages/html.h"
#include "server/pages/state.h"
#include "study/picture.h"
#include "study/formula.h"

#include <string.h>

/* The query without `motion`, of which *still tells whether it was 0: the page says itself whether its picture moves. */
static struct query without_motion(struct arena *arena, const struct query *query, bool *still)
{
    const char *motion = query_find(query->arguments, query->count, "motion");
    struct query rest = *query;
    *still = motion && !strcmp(motion, "0");
    rest.arguments = ARENA_NEW(arena, struct argument, query->count + 1);
    rest.count = 0;
    for (size_t i = 0; i < query->count; i++)
        if (strcmp(query->arguments[i].name, "motion") != 0)
            rest.arguments[rest.count++] = query->arguments[i];
    return rest;
}

/* The formula of the argument f, typeset, if it is a single one. */
static void write_formula(struct buffer *page, const struct query *query)
{
    struct error error = {0};
    const char *text = query_find(query->arguments, query->count, "f");
    const struct value *answer = text ? formula_describe(page->arena, text, &error) : NULL;
    const struct value *first = answer ? value_find(answer, "formulas")->children.first : NULL;
    if (first && !first->next)
        buffer_format(page, "<div>%s</div>", value_find(first, "mathml")->text);
}

enum verdict embed_handle(struct exchange *exchange)
{
    struct state state;
    struct arena *arena = exchange->arena;
    bool still;
    const struct query query = without_motion(arena, &exchange->query, &still);
    if (!state_read(arena, &query, &state)) {
        struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
        if (state_problem(arena, &query, errors))
            return exchange_refuse(exchange, problem_status(errors), errors);
        error_set(error_list_next(errors), ERROR_INVALID, "study and what it needs are required, for instance /embed?study=landscape&f=risk");
        error_blame(&errors->items[0], "study", "");
        return exchange_refuse(exchange, 400, errors);
    }
    struct buffer page = {.arena = arena};
    const char *study = state.question.study->name;
    const struct picture *picture = state.question.parameters;
    const bool moves = question_frame(&state.question) > 0 && !picture->moment.given;
    html_format(&page,
                "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n"
                "<title>%s</title>\n"
                "<style>:root{color-scheme:light dark}body{margin:0;font:14px/1.4 sans-serif}figure{margin:0;height:100vh;display:flex;"
                "flex-direction:column}img{flex:1;min-height:0;width:100%%;object-fit:contain}figcaption{padding:.3rem "
                ".6rem}math{display:inline math}a{color:inherit}</style>"
                "</head>\n<body><figure><img src=\"/v1/%s.svg?%s%s%s\" alt=\"%s\">\n",
                state.title, study, state.query, state_unless_given(arena, &state, "theme", "auto"), moves && !still ? "&motion=1" : "",
                html_alternative(arena, state.title));
    buffer_text(&page, "<figcaption>");
    write_formula(&page, &query);
    html_format(&page, "%s", state.title);
    if (moves)
        html_format(&page, " · <a href=\"/embed?study=%s&amp;%s%s\">%s</a>", study, state.query, still ? "" : "&motion=0", still ? "play" : "still");
    html_format(&page, " · <a href=\"%s/?study=%s&amp;%s\" target=\"_blank\" rel=\"noopener\">open</a></figcaption></figure></body></html>\n",
                origin_of(exchange), study, state.query);
    page_allow_frames(exchange);
    return exchange_send(
        exchange,
        &(struct content){
            .type = "text/html; charset=utf-8", .compressible = true, .revalidated = true, .body = buffer_string(&page), .length = page.length});
}
