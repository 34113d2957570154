/* Lists of what there is: studies, named figures, and the collections of names that parameters take. */
#include "server/service/routes.h"

#include "base/text.h"
#include "server/exchange/problem.h"
#include "server/exchange/version.h"
#include "server/formats/format.h"
#include "server/text/json.h"
#include "server/text/negotiate.h"

#include <string.h>

enum verdict listing_send(struct exchange *exchange, const struct value *value)
{
    if (!exchange->suffix) {
        exchange->negotiated = true;
        if (!(accept_quality(exchange->request->accept, "application/json") > 0)) {
            struct error error = {0};
            error_set(&error, ERROR_INVALID, "this path can be had as application/json only");
            error_blame(&error, "Accept", exchange->request->accept);
            return exchange_refuse_for(exchange, 406, &error);
        }
    }
    struct content content = {.type = "application/json", .compressible = true};
    content.body = json_text(exchange->arena, value, &content.length);
    return exchange_send(exchange, &content);
}

/* Lists are JSON, so that ".json" may be left out; another suffix is a path there is not. */
static bool is_list_path(const struct exchange *exchange)
{
    return !exchange->suffix || exchange->format == &json_format;
}

static void add_links(struct arena *arena, struct value *parent, const char *path, const char *query, const struct question *question)
{
    struct value *links = value_add(arena, parent, "links", VALUE_OBJECT);
    for (size_t i = 0; i < format_count; i++)
        if (format_fits(formats[i], question, NULL))
            value_add_text(arena, links, formats[i]->extension,
                           arena_format(arena, "%s.%s%s%s", path, formats[i]->extension, query ? "?" : "", query ? query : ""));
}

static void add_study(struct arena *arena, struct value *list, const struct study *study)
{
    struct value *item = value_add(arena, list, NULL, VALUE_OBJECT);
    value_add_text(arena, item, "name", study->name);
    value_add_text(arena, item, "question", study->question);
    value_add_text(arena, item, "help", study->help);
    struct buffer query = {.arena = arena};
    query_encode_stored(&query, study->example);
    add_links(arena, item, arena_format(arena, "/v1/%s", study->name), buffer_string(&query),
              format_stored_question(arena, study->name, study->example));
}

enum verdict listing_handle_index(struct exchange *exchange)
{
    struct arena *arena = exchange->arena;
    struct value *index = value_object(arena);
    value_add_text(arena, index, "service", "landscaped");
    value_add_text(arena, index, "version", LANDSCAPED_VERSION);
    struct value *list = value_add(arena, index, "studies", VALUE_LIST);
    for (size_t i = 0; i < study_count; i++)
        add_study(arena, list, studies[i]);
    list = value_add(arena, index, "collections", VALUE_LIST);
    for (size_t i = 0; i < collection_count; i++) {
        struct value *item = value_add(arena, list, NULL, VALUE_OBJECT);
        value_add_text(arena, item, "name", collections[i].name);
        value_add_text(arena, item, "member", collections[i].member);
        value_add_text(arena, item, "help", collections[i].help);
        value_add_text(arena, item, "link", arena_format(arena, "/v1/%s", collections[i].name));
    }
    value_add_text(arena, index, "figures", "/v1/figures");
    value_add_text(arena, index, "openapi", "/openapi.yaml");
    return listing_send(exchange, index);
}

enum verdict listing_handle_figures(struct exchange *exchange)
{
    struct arena *arena = exchange->arena;
    struct value *answer = value_object(arena), *list = value_add(arena, answer, "figures", VALUE_LIST);
    for (size_t i = 0; i < named_figure_count; i++) {
        const struct named_figure *figure = &named_figures[i];
        struct value *item = value_add(arena, list, NULL, VALUE_OBJECT);
        value_add_text(arena, item, "id", figure->id);
        value_add_text(arena, item, "section", figure->section);
        value_add_text(arena, item, "title", figure->title);
        value_add_text(arena, item, "caption", figure->caption);
        value_add_text(arena, item, "study", figure->study);
        value_add_text(arena, item, "query", figure->query);
        add_links(arena, item, arena_format(arena, "/v1/figures/%s", figure->id), NULL, format_stored_question(arena, figure->study, figure->query));
    }
    return listing_send(exchange, answer);
}

static const struct collection *collection_find(const char *name)
{
    for (size_t i = 0; i < collection_count; i++)
        if (!strcmp(collections[i].name, name))
            return &collections[i];
    return NULL;
}

bool listing_is_collection(const char *name)
{
    return collection_find(name) != NULL;
}

enum verdict listing_handle_collection(struct exchange *exchange)
{
    const struct collection *collection = collection_find(exchange->stem);
    if (!is_list_path(exchange))
        return VERDICT_NOT_HERE;
    struct value *answer = value_object(exchange->arena);
    json_attach(exchange->arena, answer, collection->name, collection_list(exchange->arena, collection));
    return listing_send(exchange, answer);
}

enum verdict listing_handle_item(struct exchange *exchange)
{
    const struct collection *collection = collection_find(exchange->query.segments[1]);
    if (!collection || !is_list_path(exchange))
        return VERDICT_NOT_HERE;
    const struct value *item = collection_item(exchange->arena, collection, exchange->stem);
    if (item)
        return listing_send(exchange, item);
    struct error error = {0};
    const char *nearest = collection_nearest(collection, exchange->stem);
    error_set(&error, ERROR_UNKNOWN, "there is no %s of that name; /v1/%s lists them", collection->member, collection->name);
    error_blame(&error, collection->member, exchange->stem);
    if (nearest)
        text_shorten(error.nearest, sizeof error.nearest, nearest);
    return exchange_refuse_for(exchange, 404, &error);
}
