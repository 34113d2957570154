/* /embed?study=…: one picture, which moves where it can, its title and a link to where it can be played with, to be framed by any site. It runs
 * no script, has no form and sets no cookie, so that no click can be misled. */
#include "server/pages/page.h"

#include "server/exchange/origin.h"
#include "server/pages/html.h"
#include "server/pages/state.h"

enum verdict embed_handle(struct exchange *exchange)
{
    struct state state;
    struct arena *arena = exchange->arena;
    if (!state_read(arena, &exchange->query, &state)) {
        struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
        error_set(error_list_next(errors), ERROR_INVALID, "study and what it needs are required, for instance /embed?study=landscape&f=risk");
        error_blame(&errors->items[0], "study", "");
        return exchange_refuse(exchange, 400, errors);
    }
    struct buffer page = {.arena = arena};
    const char *study = state.question.study->name;
    html_format(&page,
                "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n"
                "<title>%s</title>\n"
                "<style>:root{color-scheme:light dark}body{margin:0;font:14px/1.4 sans-serif}figure{margin:0;height:100vh;display:flex;"
                "flex-direction:column}img{flex:1;min-height:0;width:100%%;object-fit:contain}figcaption{padding:.3rem .6rem}a{color:inherit}</style>"
                "</head>\n<body><figure><img src=\"/v1/%s.svg?%s&amp;theme=auto%s\" alt=\"%s\">\n",
                state.title, study, state.query, question_frame(&state.question) > 0 ? "&motion=1" : "", html_alternative(arena, state.title));
    html_format(&page,
                "<figcaption>%s · <a href=\"%s/?study=%s&amp;%s\" target=\"_blank\" rel=\"noopener\">open</a></figcaption></figure></body></html>\n",
                state.title, origin_of(exchange), study, state.query);
    page_allow_frames(exchange);
    return exchange_send(
        exchange,
        &(struct content){
            .type = "text/html; charset=utf-8", .compressible = true, .revalidated = true, .body = buffer_string(&page), .length = page.length});
}
