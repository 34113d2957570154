/* Rows become paths, parameters and schemas; the same tree is printed as JSON and as YAML. It is made once and kept, for it depends on
 * the tables alone. */
#include "server/service/openapi.h"

#include "server/exchange/exchange.h"
#include "server/exchange/version.h"
#include "server/formats/format.h"
#include "server/service/openapi_fixed.h"
#include "server/service/routes.h"
#include "server/text/json.h"
#include "server/text/yaml.h"
#include "study/picture.h"

#include <math.h>
#include <stdlib.h>
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

static struct value *object_in(struct arena *arena, struct value *parent, const char *name)
{
    return value_add(arena, parent, name, VALUE_OBJECT);
}

static void add_reference(struct arena *arena, struct value *parent, const char *name, const char *to)
{
    value_add_text(arena, object_in(arena, parent, name), "$ref", arena_format(arena, "#/components/%s", to));
}

static bool is_numeric(enum parameter_kind kind)
{
    return kind == KIND_INTEGER || kind == KIND_REAL || kind == KIND_OPTIONAL;
}

/* A value as it would be typed, as the type its schema gives it; left out if a number is typed as an expression. */
static void add_typed(struct arena *arena, struct value *parent, const char *name, enum parameter_kind kind, const char *typed)
{
    if (!typed)
        return;
    if (kind == KIND_BOOLEAN) {
        value_add_boolean(arena, parent, name, !strcmp(typed, "1") || !strcmp(typed, "true"));
    } else if (is_numeric(kind)) {
        char *end;
        const double number = strtod(typed, &end);
        if (!*end)
            value_add_number(arena, parent, name, number);
    } else {
        value_add_text(arena, parent, name, typed);
    }
}

static void add_choices(struct arena *arena, struct value *schema, const char *choices)
{
    struct value *list = value_add(arena, schema, "enum", VALUE_LIST);
    for (const char *at = choices; *at;) {
        const size_t length = strcspn(at, "|");
        value_add_text(arena, list, NULL, arena_copy(arena, at, length));
        at += length + (at[length] != 0);
    }
}

static void fill_schema(struct arena *arena, struct value *schema, const struct parameter *parameter)
{
    const enum parameter_kind kind = parameter->kind;
    const bool ranged = parameter->least != 0 || parameter->most != 0;
    value_add_text(arena, schema, "type",
                   kind == KIND_INTEGER   ? "integer"
                   : is_numeric(kind)     ? "number"
                   : kind == KIND_BOOLEAN ? "boolean"
                                          : "string");
    if (kind == KIND_CHOICE)
        add_choices(arena, schema, parameter->choices);
    if (is_numeric(kind) && ranged && isfinite(parameter->least))
        value_add_number(arena, schema, "minimum", parameter->least);
    if (is_numeric(kind) && ranged && isfinite(parameter->most))
        value_add_number(arena, schema, "maximum", parameter->most);
    if (kind == KIND_REALS && ranged) {
        value_add_number(arena, schema, "x-item-minimum", parameter->least);
        value_add_number(arena, schema, "x-item-maximum", parameter->most);
    }
    if (kind == KIND_COLOUR)
        value_add_text(arena, schema, "pattern", "^(#?[0-9a-fA-F]{6}|transparent)$");
    add_typed(arena, schema, "default", kind, parameter->initial);
    if (parameter->unit)
        value_add_text(arena, schema, "x-unit", parameter->unit);
}

struct value *openapi_parameter(struct arena *arena, const struct parameter *parameter)
{
    struct value *row = value_object(arena);
    value_add_text(arena, row, "name", parameter->name);
    value_add_text(arena, row, "in", "query");
    value_add_boolean(arena, row, "required", parameter->required);
    value_add_text(arena, row, "description", parameter->help);
    value_add_text(arena, row, "x-kind", parameter_kind_id(parameter->kind));
    if (parameter->primary)
        value_add_boolean(arena, row, "x-primary", true);
    struct value *schema = object_in(arena, row, "schema");
    if (parameter->repeatable) {
        value_add_text(arena, schema, "type", "array");
        schema = object_in(arena, schema, "items");
        value_add_text(arena, row, "style", "form");
        value_add_boolean(arena, row, "explode", true);
    }
    fill_schema(arena, schema, parameter);
    if (parameter->repeatable)
        add_typed(arena, value_add(arena, row, "example", VALUE_LIST), NULL, parameter->kind, parameter->example);
    else
        add_typed(arena, row, "example", parameter->kind, parameter->example);
    return row;
}

static struct value *operation_add(struct arena *arena, struct value *paths, const char *path, const char *id, const char *tag, const char *summary)
{
    struct value *operation = object_in(arena, object_in(arena, paths, path), "get");
    value_add_text(arena, operation, "operationId", id);
    value_add_text(arena, value_add(arena, operation, "tags", VALUE_LIST), NULL, tag);
    value_add_text(arena, operation, "summary", summary);
    return operation;
}

/* A parameter that is part of the path; returns the list of what it may be, to be filled in, if `choices`, else null. */
static struct value *path_parameter_add(struct arena *arena, struct value *parameters, const char *name, bool choices)
{
    struct value *row = value_add(arena, parameters, NULL, VALUE_OBJECT);
    value_add_text(arena, row, "name", name);
    value_add_text(arena, row, "in", "path");
    value_add_boolean(arena, row, "required", true);
    struct value *schema = object_in(arena, row, "schema");
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
        add_reference(arena, parameters, NULL, arena_format(arena, "parameters/%s", picture_parameters[i].name));
}

/* The 200 of an answer that can be had in every format; `schema` names the component for JSON. */
static void add_answer_response(struct arena *arena, struct value *responses, const char *schema)
{
    static const char *const names[] = {"ETag", "Cache-Control", "Vary"};
    struct value *response = object_in(arena, responses, "200");
    value_add_text(arena, response, "description", "The answer, in the format asked for.");
    struct value *headers = object_in(arena, response, "headers");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add_reference(arena, headers, names[i], arena_format(arena, "headers/%s", names[i]));
    struct value *content = object_in(arena, response, "content");
    for (size_t i = 0; i < format_count; i++) {
        struct value *media = object_in(arena, content, formats[i]->media_type);
        if (formats[i] == &json_format)
            add_reference(arena, media, "schema", arena_format(arena, "schemas/%s", schema));
        else if (formats[i]->compressible)
            value_add_text(arena, object_in(arena, media, "schema"), "type", "string");
    }
}

/* What may come of asking for an answer; a format in the path may not exist, one in Accept may not be had. */
static void add_answer_responses(struct arena *arena, struct value *operation, const char *schema, bool format_in_path)
{
    static const char *const statuses[] = {"304", "400", "404", "406", "414", "422", "429", "503"};
    struct value *responses = object_in(arena, operation, "responses");
    add_answer_response(arena, responses, schema);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (strcmp(statuses[i], format_in_path ? "406" : "404"))
            add_reference(arena, responses, statuses[i], arena_format(arena, "responses/%s", statuses[i]));
}

static void add_study(struct arena *arena, struct value *paths, const struct study *study, bool format_in_path)
{
    struct value *operation =
        operation_add(arena, paths, arena_format(arena, "/v1/%s%s", study->name, format_in_path ? ".{format}" : ""),
                      arena_format(arena, "%s%s", study->name, format_in_path ? "" : "-negotiated"), "studies", study->question);
    value_add_text(arena, operation, "description", study->help);
    value_add_text(arena, operation, "x-example", study->example);
    struct value *parameters = value_add(arena, operation, "parameters", VALUE_LIST);
    if (format_in_path)
        add_format_parameter(arena, parameters);
    for (size_t i = 0; i < study->parameter_count; i++)
        json_attach(arena, parameters, NULL, openapi_parameter(arena, &study->parameters[i]));
    add_picture_parameters(arena, parameters);
    add_answer_responses(arena, operation, study->name, format_in_path);
}

static void add_figures(struct arena *arena, struct value *paths)
{
    struct value *operation = operation_add(arena, paths, "/v1/figures/{id}.{format}", "figure", "figures",
                                            "A named figure: a stored query, over which the parameters of its study may be laid.");
    struct value *parameters = value_add(arena, operation, "parameters", VALUE_LIST);
    struct value *ids = path_parameter_add(arena, parameters, "id", true);
    for (size_t i = 0; i < named_figure_count; i++)
        value_add_text(arena, ids, NULL, named_figures[i].id);
    add_format_parameter(arena, parameters);
    add_picture_parameters(arena, parameters);
    add_answer_responses(arena, operation, "Answer", true);
}

/* The 200 of a list or an entry, and the empty schema of its JSON, to be filled in. */
static struct value *json_response_add(struct arena *arena, struct value *responses, const char *description)
{
    struct value *response = object_in(arena, responses, "200");
    value_add_text(arena, response, "description", description);
    return object_in(arena, object_in(arena, object_in(arena, response, "content"), "application/json"), "schema");
}

static void add_collection(struct arena *arena, struct value *paths, const struct collection *collection)
{
    struct value *operation = operation_add(arena, paths, arena_format(arena, "/v1/%s", collection->name),
                                            arena_format(arena, "list-%s", collection->name), "collections", collection->help);
    struct value *schema = json_response_add(arena, object_in(arena, operation, "responses"), "The list.");
    value_add_text(arena, schema, "type", "object");
    value_add_text(arena, value_add(arena, schema, "required", VALUE_LIST), NULL, collection->name);
    struct value *list = object_in(arena, object_in(arena, schema, "properties"), collection->name);
    value_add_text(arena, list, "type", "array");
    add_reference(arena, list, "items", "schemas/Item");

    operation = operation_add(arena, paths, arena_format(arena, "/v1/%s/{name}", collection->name), arena_format(arena, "entry-%s", collection->name),
                              "collections", arena_format(arena, "One %s of that list.", collection->member));
    path_parameter_add(arena, value_add(arena, operation, "parameters", VALUE_LIST), "name", false);
    struct value *responses = object_in(arena, operation, "responses");
    value_add_text(arena, json_response_add(arena, responses, "The entry."), "$ref", "#/components/schemas/Item");
    add_reference(arena, responses, "404", "responses/404");
}

/* What `query` in a study's JSON holds: every parameter as resolved. */
static void add_query_schema(struct arena *arena, struct value *properties, const struct study *study)
{
    struct value *query = object_in(arena, properties, "query");
    value_add_text(arena, query, "type", "object");
    value_add_text(arena, query, "description", "Every parameter as resolved, defaults included.");
    struct value *each = object_in(arena, query, "properties");
    const struct parameter *parameter;
    for (size_t i = 0; (parameter = study_parameter(study, i)); i++)
        value_add_text(arena, object_in(arena, each, parameter->name), "description", parameter->help);
    value_add_boolean(arena, query, "additionalProperties", false);
}

/* Makes `schema` that of an object with these members, and maybe others. */
static void add_members(struct arena *arena, struct value *schema, const struct study_fact *members, size_t count)
{
    value_add_text(arena, schema, "type", "object");
    struct value *each = object_in(arena, schema, "properties");
    for (size_t i = 0; i < count; i++) {
        struct value *member = json_read(arena, members[i].schema);
        member = member ? member : value_object(arena);
        value_add_text(arena, member, "description", members[i].help);
        json_attach(arena, each, members[i].name, member);
    }
}

static void add_runs_schema(struct arena *arena, struct value *properties, const struct study *study)
{
    struct value *runs = object_in(arena, properties, "runs");
    value_add_text(arena, runs, "type", "array");
    if (!study || !study->member_count) {
        add_reference(arena, runs, "items", "schemas/Run");
        return;
    }
    struct value *all = value_add(arena, object_in(arena, runs, "items"), "allOf", VALUE_LIST);
    value_add_text(arena, value_add(arena, all, NULL, VALUE_OBJECT), "$ref", "#/components/schemas/Run");
    add_members(arena, value_add(arena, all, NULL, VALUE_OBJECT), study->members, study->member_count);
}

/* The JSON envelope: of one study, or of any when it is null. */
static void add_answer_schema(struct arena *arena, struct value *schemas, const struct study *study)
{
    static const char *const required[] = {"study", "query", "summary", "links"};
    struct value *schema = object_in(arena, schemas, study ? study->name : "Answer");
    value_add_text(arena, schema, "type", "object");
    value_add_text(arena, schema, "description", study ? study->question : "The answer of any study.");
    struct value *list = value_add(arena, schema, "required", VALUE_LIST);
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
        value_add_text(arena, list, NULL, required[i]);
    value_add_boolean(arena, schema, "additionalProperties", false);
    struct value *properties = object_in(arena, schema, "properties");
    value_add_text(arena, object_in(arena, properties, "study"), study ? "const" : "type", study ? study->name : "string");
    if (study)
        add_query_schema(arena, properties, study);
    else
        value_add_text(arena, object_in(arena, properties, "query"), "type", "object");
    struct value *summary = object_in(arena, properties, "summary");
    value_add_text(arena, summary, "type", "string");
    value_add_text(arena, summary, "description", "The sentence it teaches.");
    if (study)
        add_members(arena, object_in(arena, properties, "facts"), study->facts, study->fact_count);
    else
        value_add_text(arena, object_in(arena, properties, "facts"), "type", "object");
    add_reference(arena, properties, "columns", "schemas/Columns");
    add_reference(arena, properties, "grid", "schemas/Grid");
    add_runs_schema(arena, properties, study);
    add_reference(arena, properties, "links", "schemas/Links");
}

static void attach_all(struct arena *arena, struct value *object, const struct value *members)
{
    for (const struct value *member = members->children.first; member; member = member->next)
        json_attach(arena, object, member->name, member);
}

static void add_components(struct arena *arena, struct value *document)
{
    struct value *components = object_in(arena, document, "components");
    struct value *parameters = object_in(arena, components, "parameters");
    for (size_t i = 0; i < picture_parameter_count; i++)
        json_attach(arena, parameters, picture_parameters[i].name, openapi_parameter(arena, &picture_parameters[i]));
    struct value *schemas = fixed(arena, openapi_fixed_schemas);
    attach_all(arena, schemas, fixed(arena, openapi_fixed_list_schemas));
    add_answer_schema(arena, schemas, NULL);
    for (size_t i = 0; i < study_count; i++)
        add_answer_schema(arena, schemas, studies[i]);
    json_attach(arena, components, "schemas", schemas);
    json_attach(arena, components, "headers", fixed(arena, openapi_fixed_headers));
    json_attach(arena, components, "responses", fixed(arena, openapi_fixed_responses));
}

static struct value *make_document(struct arena *arena)
{
    struct value *document = fixed(arena, openapi_fixed_head), *paths = fixed(arena, openapi_fixed_paths);
    value_add_text(arena, (struct value *)value_find(document, "info"), "version", LANDSCAPED_VERSION);
    for (size_t i = 0; i < study_count; i++) {
        add_study(arena, paths, studies[i], true);
        add_study(arena, paths, studies[i], false);
    }
    add_figures(arena, paths);
    attach_all(arena, paths, fixed(arena, openapi_fixed_figure_paths));
    for (size_t i = 0; i < collection_count; i++)
        add_collection(arena, paths, &collections[i]);
    json_attach(arena, document, "paths", paths);
    add_components(arena, document);
    return document;
}

/* Written once, at start, before any thread asks. */
static struct {
    struct arena *arena;
    struct content json, yaml;
} made;

static void make(void *context)
{
    (void)context;
    const struct value *document = make_document(made.arena);
    struct buffer yaml = {.arena = made.arena};
    made.json.body = json_text(made.arena, document, &made.json.length);
    yaml_write(&yaml, document);
    made.yaml.body = buffer_string(&yaml);
    made.yaml.length = yaml.length;
    made.json.type = "application/json";
    made.yaml.type = "application/yaml";
    made.json.compressible = made.yaml.compressible = true;
}

bool openapi_start(struct error *error)
{
    enum { MOST_BYTES = 64 << 20 };
    if (made.arena)
        return true;
    made.arena = arena_create(MOST_BYTES);
    if (made.arena && arena_protect(made.arena, make, NULL))
        return true;
    arena_destroy(made.arena);
    made.arena = NULL;
    return error_set(error, ERROR_MEMORY, "there is no memory for the OpenAPI document");
}

const char *openapi_yaml(size_t *length)
{
    *length = made.yaml.length;
    return made.yaml.body;
}

enum verdict openapi_handle_json(struct exchange *exchange)
{
    return exchange_send(exchange, &made.json);
}

enum verdict openapi_handle_yaml(struct exchange *exchange)
{
    return exchange_send(exchange, &made.yaml);
}
