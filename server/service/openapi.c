/* Rows become paths, parameters and schemas; the same tree is printed as JSON and as YAML, once each, for it depends on the tables alone. */
#include "server/service/openapi.h"

#include "base/heap.h"
#include "base/memory.h"
#include "server/exchange/exchange.h"
#include "server/exchange/version.h"
#include "server/formats/format.h"
#include "server/service/openapi_fixed.h"
#include "server/service/openapi_parts.h"
#include "server/service/routes.h"
#include "server/text/json.h"
#include "server/text/yaml.h"
#include "study/picture.h"

#include <pthread.h>
#include <string.h>

/* A fixed part, its quotes put right. */
static struct value *fixed(struct arena *arena, const char *text)
{
    char *json = arena_copy(arena, text, strlen(text));
    for (char *at = json; *at; at++)
        *at = *at == '\'' ? '"' : *at;
    struct value *value = json_read(arena, json);
    return value ? value : value_object(arena);
}

/* Another operation of the path last added, or the first of a new one. */
static struct value *operation_add(struct arena *arena, struct value *paths, const char *path, const char *method, const char *id, const char *tag,
                                   const char *summary, const char *description)
{
    struct value *item =
        paths->children.last && !strcmp(paths->children.last->name, path) ? paths->children.last : openapi_object(arena, paths, path);
    struct value *operation = openapi_object(arena, item, method);
    value_add_text(arena, operation, "operationId", id);
    value_add_text(arena, value_add(arena, operation, "tags", VALUE_LIST), NULL, tag);
    value_add_text(arena, operation, "summary", summary);
    value_add_text(arena, operation, "description", description);
    return operation;
}

/* A parameter that is part of the path; returns the list of what it may be, to be filled in, if `choices`, else null. */
static struct value *path_parameter_add(struct arena *arena, struct value *parameters, const char *name, bool choices)
{
    struct value *row = value_add(arena, parameters, NULL, VALUE_OBJECT);
    value_add_text(arena, row, "name", name);
    value_add_text(arena, row, "in", "path");
    value_add_boolean(arena, row, "required", true);
    struct value *schema = openapi_object(arena, row, "schema");
    value_add_text(arena, schema, "type", "string");
    return choices ? value_add(arena, schema, "enum", VALUE_LIST) : NULL;
}

static void add_format_parameter(struct arena *arena, struct value *parameters)
{
    struct value *list = path_parameter_add(arena, parameters, "format", true);
    for (size_t i = 0; i < format_count; i++)
        value_add_text(arena, list, NULL, formats[i]->extension);
}

/* The pictures' parameters, which every study has. */
static void add_picture_parameters(struct arena *arena, struct value *parameters)
{
    for (size_t i = 0; i < picture_parameter_count; i++)
        openapi_reference(arena, parameters, NULL, arena_format(arena, "parameters/%s", picture_parameters[i].name));
}

/* The ways to say in what format an answer is to be: each is a path of its own, so that what comes back has one type where one is asked for. */
enum way { WAY_SUFFIX, WAY_JSON, WAY_NEGOTIATED, WAYS };
static const struct {
    const char *suffix, *name; /* of the path, of the operation's identifier */
} ways[WAYS] = {[WAY_SUFFIX] = {".{format}", ""}, [WAY_JSON] = {".json", "-json"}, [WAY_NEGOTIATED] = {"", "-negotiated"}};

/* The headers of a 200; what was asked with a body has no validator. */
static void add_answer_headers(struct arena *arena, struct value *response, bool has_body)
{
    static const char *const names[] = {"ETag", "Cache-Control", "Vary"};
    struct value *headers = openapi_object(arena, response, "headers");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!has_body || !strcmp(names[i], "Cache-Control"))
            openapi_reference(arena, headers, names[i], arena_format(arena, "headers/%s", names[i]));
}

/* The 200 of an answer in every format, or as JSON alone; `schema` names the component for JSON, and that with -csv behind it the component of a study's CSV. */
static void add_answer_response(struct arena *arena, struct value *responses, const char *schema, enum way way, bool has_body)
{
    struct value *response = openapi_object(arena, responses, "200");
    value_add_text(arena, response, "description", way == WAY_JSON ? "The answer." : "The answer, in the format asked for.");
    add_answer_headers(arena, response, has_body);
    struct value *content = openapi_object(arena, response, "content");
    for (size_t i = 0; i < format_count; i++) {
        if (way == WAY_JSON && formats[i] != &json_format)
            continue;
        struct value *media = openapi_object(arena, content, formats[i]->media_type);
        if (formats[i] == &json_format)
            openapi_reference(arena, media, "schema", arena_format(arena, "schemas/%s", schema));
        else if (!strcmp(formats[i]->media_type, "text/csv") && strcmp(schema, "Answer"))
            openapi_reference(arena, media, "schema", arena_format(arena, "schemas/%s-csv", schema));
        else if (formats[i]->compressible)
            value_add_text(arena, openapi_object(arena, media, "schema"), "type", "string");
    }
}

/* What may come of asking for an answer: a format in the path may not exist, one in Accept may not be had. */
static void add_answer_responses(struct arena *arena, struct value *operation, const char *schema, enum way way, bool has_body)
{
    static const struct {
        const char *status;
        bool address, body; /* whether it may come of a question that is an address, and of one with a body */
    } rows[] = {{"304", true, false}, {"400", true, true},  {"404", true, true}, {"406", true, true}, {"411", false, true}, {"413", false, true},
                {"414", true, true},  {"415", false, true}, {"422", true, true}, {"429", true, true}, {"503", true, true}};
    struct value *responses = openapi_object(arena, operation, "responses");
    add_answer_response(arena, responses, schema, way, has_body);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const bool other_way = (way != WAY_SUFFIX && !strcmp(rows[i].status, "404")) || (way != WAY_NEGOTIATED && !strcmp(rows[i].status, "406"));
        if ((has_body ? rows[i].body : rows[i].address) && !other_way)
            openapi_reference(arena, responses, rows[i].status, arena_format(arena, "responses/%s", rows[i].status));
    }
}

static const char *study_path(struct arena *arena, const struct study *study, enum way way)
{
    return arena_format(arena, "/v1/%s%s", study->name, ways[way].suffix);
}

/* A study's question and parameters, which of the first way stand in the operation; the others refer to components. */
static struct value *add_question(struct arena *arena, struct value *paths, const struct study *study, enum way way)
{
    struct value *operation = operation_add(arena, paths, study_path(arena, study, way), "get",
                                            arena_format(arena, "%s%s", study->name, ways[way].name), "studies", study->question, study->help);
    value_add_text(arena, operation, "x-example", study->example);
    if (study->tiles)
        value_add_boolean(arena, operation, "x-tiles", true);
    struct value *parameters = value_add(arena, operation, "parameters", VALUE_LIST);
    if (way == WAY_SUFFIX)
        add_format_parameter(arena, parameters);
    for (size_t i = 0; i < study->parameter_count; i++)
        if (way == WAY_SUFFIX)
            json_attach(arena, parameters, NULL, openapi_parameter(arena, study, &study->parameters[i]));
        else
            openapi_reference(arena, parameters, NULL, arena_format(arena, "parameters/%s.%s", study->name, study->parameters[i].name));
    add_picture_parameters(arena, parameters);
    return operation;
}

static void add_study(struct arena *arena, struct value *paths, const struct study *study, enum way way)
{
    add_answer_responses(arena, add_question(arena, paths, study, way), study->name, way, false);
}

/* The same question asked with a body. */
static void add_posted_study(struct arena *arena, struct value *paths, const struct study *study, enum way way)
{
    static const char *const types[] = {"application/json", "application/x-www-form-urlencoded"};
    struct value *operation =
        operation_add(arena, paths, study_path(arena, study, way), "post", arena_format(arena, "%s-posted%s", study->name, ways[way].name), "studies",
                      arena_format(arena, "The same with the parameters as a body: %s", study->question),
                      "For what an address is too short for. The parameters and answers are those of GET; an answer has no validator and is not to "
                      "be kept.");
    if (way == WAY_SUFFIX)
        add_format_parameter(arena, value_add(arena, operation, "parameters", VALUE_LIST));
    struct value *body = openapi_object(arena, operation, "requestBody");
    value_add_boolean(arena, body, "required", true);
    struct value *content = openapi_object(arena, body, "content");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        openapi_reference(arena, openapi_object(arena, content, types[i]), "schema", arena_format(arena, "schemas/%s-parameters", study->name));
    add_answer_responses(arena, operation, study->name, way, true);
}

/* The place of a tile: a whole number from 0 on. */
static void tile_place_add(struct arena *arena, struct value *parameters, const char *name, const char *help, double most)
{
    struct value *row = value_add(arena, parameters, NULL, VALUE_OBJECT);
    value_add_text(arena, row, "name", name);
    value_add_text(arena, row, "in", "path");
    value_add_boolean(arena, row, "required", true);
    value_add_text(arena, row, "description", help);
    value_add_number(arena, row, "example", 0);
    struct value *schema = openapi_object(arena, row, "schema");
    value_add_text(arena, schema, "type", "integer");
    value_add_number(arena, schema, "minimum", 0);
    if (most > 0)
        value_add_number(arena, schema, "maximum", most);
}

static void add_tiles(struct arena *arena, struct value *paths, const struct study *study)
{
    static const char *const statuses[] = {"304", "400", "404", "422", "429", "503"};
    struct value *operation =
        operation_add(arena, paths, arena_format(arena, "/v1/%s/{z}/{x}/{y}.png", study->name), "get", arena_format(arena, "%s-tile", study->name),
                      "studies", "A part of the map as a picture of 256 times 256 pixels without axes.",
                      "The whole map is the tile 0/0/0; each is divided into four of the next depth. A pixel is the sample at its left and upper "
                      "edge, with settings "
                      "that are exact down to the last depth, and has the colour of the map of the whole.");
    struct value *parameters = value_add(arena, operation, "parameters", VALUE_LIST);
    tile_place_add(arena, parameters, "z", "The depth: the map is 2^z tiles wide and high.", STUDY_TILE_MAX_DEPTH);
    tile_place_add(arena, parameters, "x", "The column, counted from the left, below 2^z.", 0);
    tile_place_add(arena, parameters, "y", "The row, counted from the top, below 2^z.", 0);
    for (size_t i = 0; i < study->parameter_count; i++)
        openapi_reference(arena, parameters, NULL, arena_format(arena, "parameters/%s.%s", study->name, study->parameters[i].name));
    struct value *responses = openapi_object(arena, operation, "responses"), *response = openapi_object(arena, responses, "200");
    value_add_text(arena, response, "description", "The tile.");
    add_answer_headers(arena, response, false);
    openapi_object(arena, openapi_object(arena, response, "content"), png_format.media_type);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        openapi_reference(arena, responses, statuses[i], arena_format(arena, "responses/%s", statuses[i]));
}

static void add_figures(struct arena *arena, struct value *paths)
{
    struct value *operation = operation_add(arena, paths, "/v1/figures/{id}.{format}", "get", "figure", "figures",
                                            "A named figure: a stored query, over which the parameters of its study may be laid.",
                                            "The answer is that of the study, with the figure's title as long as only its looks are changed.");
    struct value *parameters = value_add(arena, operation, "parameters", VALUE_LIST);
    struct value *ids = path_parameter_add(arena, parameters, "id", true);
    for (size_t i = 0; i < named_figure_count; i++)
        value_add_text(arena, ids, NULL, named_figures[i].id);
    add_format_parameter(arena, parameters);
    add_picture_parameters(arena, parameters);
    add_answer_responses(arena, operation, "Answer", WAY_SUFFIX, false);
}

/* The 200 of a list or an entry, and the empty schema of its JSON, to be filled in. */
static struct value *json_response_add(struct arena *arena, struct value *responses, const char *description)
{
    struct value *response = openapi_object(arena, responses, "200");
    value_add_text(arena, response, "description", description);
    return openapi_object(arena, openapi_object(arena, openapi_object(arena, response, "content"), "application/json"), "schema");
}

static void add_collection(struct arena *arena, struct value *paths, const struct collection *collection)
{
    struct value *operation =
        operation_add(arena, paths, arena_format(arena, "/v1/%s", collection->name), "get", arena_format(arena, "list-%s", collection->name),
                      "collections", collection->help, "All entries, each with its name and what is known of it.");
    struct value *schema = json_response_add(arena, openapi_object(arena, operation, "responses"), "The list.");
    value_add_text(arena, schema, "type", "object");
    value_add_text(arena, value_add(arena, schema, "required", VALUE_LIST), NULL, collection->name);
    struct value *list = openapi_object(arena, openapi_object(arena, schema, "properties"), collection->name);
    value_add_text(arena, list, "type", "array");
    openapi_reference(arena, list, "items", "schemas/Item");

    operation =
        operation_add(arena, paths, arena_format(arena, "/v1/%s/{name}", collection->name), "get", arena_format(arena, "entry-%s", collection->name),
                      "collections", arena_format(arena, "One %s of that list.", collection->member), "The entry as it stands in the list.");
    path_parameter_add(arena, value_add(arena, operation, "parameters", VALUE_LIST), "name", false);
    struct value *responses = openapi_object(arena, operation, "responses");
    value_add_text(arena, json_response_add(arena, responses, "The entry."), "$ref", "#/components/schemas/Item");
    openapi_reference(arena, responses, "404", "responses/404");
}

static void attach_all(struct arena *arena, struct value *object, const struct value *members)
{
    for (const struct value *member = members->children.first; member; member = member->next)
        json_attach(arena, object, member->name, member);
}

/* The parameters of pictures as components, and the object they stand in. */
static struct value *add_shared_parameters(struct arena *arena, struct value *components)
{
    struct value *parameters = openapi_object(arena, components, "parameters");
    for (size_t i = 0; i < picture_parameter_count; i++)
        json_attach(arena, parameters, picture_parameters[i].name, openapi_parameter(arena, NULL, &picture_parameters[i]));
    return parameters;
}

static void add_parameters(struct arena *arena, struct value *components)
{
    struct value *parameters = add_shared_parameters(arena, components);
    for (size_t i = 0; i < study_count; i++)
        for (size_t k = 0; k < studies[i]->parameter_count; k++)
            json_attach(arena, parameters, arena_format(arena, "%s.%s", studies[i]->name, studies[i]->parameters[k].name),
                        openapi_parameter(arena, studies[i], &studies[i]->parameters[k]));
}

static void add_components(struct arena *arena, struct value *document)
{
    struct value *components = openapi_object(arena, document, "components");
    add_parameters(arena, components);
    struct value *schemas = fixed(arena, openapi_fixed_schemas);
    attach_all(arena, schemas, fixed(arena, openapi_fixed_list_schemas));
    openapi_add_answer_schema(arena, schemas, NULL);
    openapi_add_body_schema(arena, schemas, NULL);
    for (size_t i = 0; i < study_count; i++) {
        openapi_add_answer_schema(arena, schemas, studies[i]);
        openapi_add_body_schema(arena, schemas, studies[i]);
    }
    json_attach(arena, components, "schemas", schemas);
    json_attach(arena, components, "headers", fixed(arena, openapi_fixed_headers));
    json_attach(arena, components, "responses", fixed(arena, openapi_fixed_responses));
}

/* Whatever is asked for, its address may be too long. */
static void add_refusals(struct arena *arena, const struct value *paths)
{
    for (const struct value *path = paths->children.first; path; path = path->next)
        for (const struct value *operation = path->children.first; operation; operation = operation->next) {
            struct value *responses = (struct value *)value_find(operation, "responses");
            if (!value_find(responses, "414"))
                openapi_reference(arena, responses, "414", "responses/414");
        }
}

static struct value *make_document(struct arena *arena)
{
    struct value *document = fixed(arena, openapi_fixed_head), *paths = fixed(arena, openapi_fixed_paths);
    value_add_text(arena, (struct value *)value_find(document, "info"), "version", LANDSCAPED_VERSION);
    for (size_t i = 0; i < study_count; i++) {
        for (enum way way = 0; way < WAYS; way++) {
            add_study(arena, paths, studies[i], way);
            add_posted_study(arena, paths, studies[i], way);
        }
        if (studies[i]->tiles)
            add_tiles(arena, paths, studies[i]);
    }
    add_figures(arena, paths);
    attach_all(arena, paths, fixed(arena, openapi_fixed_figure_paths));
    for (size_t i = 0; i < collection_count; i++)
        add_collection(arena, paths, &collections[i]);
    add_refusals(arena, paths);
    json_attach(arena, document, "paths", paths);
    add_components(arena, document);
    return document;
}

/* The part of the document that the page makes its controls of: the studies' questions and their parameters. */
static struct value *make_rows(struct arena *arena)
{
    struct value *document = value_object(arena), *paths = openapi_object(arena, document, "paths");
    for (size_t i = 0; i < study_count; i++)
        add_question(arena, paths, studies[i], WAY_SUFFIX);
    add_shared_parameters(arena, openapi_object(arena, document, "components"));
    return document;
}

static void write_yaml(struct arena *arena, struct buffer *out)
{
    yaml_write(out, make_document(arena));
}

static void write_json(struct arena *arena, struct buffer *out)
{
    size_t length;
    const char *text = json_text(arena, make_document(arena), &length);
    buffer_bytes(out, text, length);
}

static void write_rows(struct arena *arena, struct buffer *out)
{
    size_t length;
    const char *text = json_text(arena, make_rows(arena), &length);
    buffer_bytes(out, text, length);
}

/* A text that is made when it is first asked for, and kept: it takes longer than all else at the start, and most programs that start are not asked. */
struct text {
    void (*write)(struct arena *arena, struct buffer *out);
    struct content content; /* without a body before */
};

static struct text yaml = {write_yaml, {.type = "application/yaml", .compressible = true, .lasting = true}};
static struct text json = {write_json, {.type = "application/json", .compressible = true, .lasting = true}};
static struct text rows = {write_rows, {.type = "application/json", .compressible = true, .lasting = true}};

/* Only the text is kept: the document that it is written from takes five times its memory. */
struct making {
    struct text *text;
    struct arena *draft;
};

static void make(void *context)
{
    struct making *making = context;
    struct buffer out = {.arena = making->draft};
    making->text->write(making->draft, &out);
    char *body = memory_allocate(out.length + 1);
    if (!body)
        return;
    memcpy(body, buffer_string(&out), out.length + 1);
    making->text->content.length = out.length;
    making->text->content.body = body;
}

/* The content, or null if memory runs out; then it is tried again when it is next asked for. */
static const struct content *content_of(struct text *text)
{
    enum { MOST_BYTES = 64 << 20 };
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    if (!text->content.body) {
        struct making making = {text, arena_create(MOST_BYTES)};
        if (making.draft)
            arena_protect(making.draft, make, &making);
        arena_destroy(making.draft);
        heap_started();
    }
    pthread_mutex_unlock(&lock);
    return text->content.body ? &text->content : NULL;
}

static enum verdict send_text(struct exchange *exchange, struct text *text)
{
    const struct content *content = content_of(text);
    struct error error = {0};
    if (content)
        return exchange_send(exchange, content);
    error_set(&error, ERROR_MEMORY, "there is no memory for the description now; please try again");
    error_blame(&error, "path", exchange->request->target);
    return exchange_refuse_for(exchange, 503, &error);
}

const char *openapi_yaml(size_t *length)
{
    const struct content *content = content_of(&yaml);
    *length = content ? content->length : 0;
    return content ? content->body : NULL;
}

enum verdict openapi_handle_json(struct exchange *exchange)
{
    return send_text(exchange, &json);
}

enum verdict openapi_handle_yaml(struct exchange *exchange)
{
    return send_text(exchange, &yaml);
}

enum verdict openapi_handle_rows(struct exchange *exchange)
{
    return send_text(exchange, &rows);
}
