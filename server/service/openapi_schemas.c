/* The schemas that follow from studies: of their parameters, one by one or as a body, and of their answers. */
#include "server/service/openapi_parts.h"

#include "server/text/json.h"
#include "study/effect.h"
#include "study/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct value *openapi_object(struct arena *arena, struct value *parent, const char *name)
{
    return value_add(arena, parent, name, VALUE_OBJECT);
}

void openapi_reference(struct arena *arena, struct value *parent, const char *name, const char *to)
{
    value_add_text(arena, openapi_object(arena, parent, name), "$ref", arena_format(arena, "#/components/%s", to));
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

struct value *openapi_parameter(struct arena *arena, const struct study *study, const struct parameter *parameter)
{
    struct value *row = value_object(arena);
    value_add_text(arena, row, "name", parameter->name);
    value_add_text(arena, row, "in", "query");
    value_add_boolean(arena, row, "required", parameter->required);
    value_add_text(arena, row, "description", effect_help(arena, study, parameter));
    value_add_text(arena, row, "x-kind", parameter_kind_id(parameter->kind));
    if (parameter->primary)
        value_add_boolean(arena, row, "x-primary", true);
    struct value *schema = openapi_object(arena, row, "schema");
    if (parameter->repeatable) {
        value_add_text(arena, schema, "type", "array");
        schema = openapi_object(arena, schema, "items");
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

/* What `query` in a study's JSON holds: every parameter as resolved. */
static void add_query_schema(struct arena *arena, struct value *properties, const struct study *study)
{
    struct value *query = openapi_object(arena, properties, "query");
    value_add_text(arena, query, "type", "object");
    value_add_text(arena, query, "description", "Every parameter as resolved, defaults included.");
    struct value *each = openapi_object(arena, query, "properties");
    const struct parameter *parameter;
    for (size_t i = 0; (parameter = study_parameter(study, i)); i++)
        value_add_text(arena, openapi_object(arena, each, parameter->name), "description", parameter->help);
    value_add_boolean(arena, query, "additionalProperties", false);
}

/* Makes `schema` that of an object with these members, and maybe others. */
static void add_members(struct arena *arena, struct value *schema, const struct study_fact *members, size_t count)
{
    value_add_text(arena, schema, "type", "object");
    struct value *each = openapi_object(arena, schema, "properties");
    for (size_t i = 0; i < count; i++) {
        struct value *member = json_read(arena, members[i].schema);
        member = member ? member : value_object(arena);
        value_add_text(arena, member, "description", members[i].help);
        json_attach(arena, each, members[i].name, member);
    }
}

/* What a line of CSV has beside a study's columns: the run that it is of, or the place and value of a grid's sample. */
static void add_csv_fields(struct arena *arena, struct value *each, const struct study *study)
{
    static const struct study_fact fields[] = {
        {"run", "{\"type\":\"string\"}", "of a comparison: the name of the run, the first column"},
        {"x", "{\"type\":[\"number\",\"null\"]}", "of a grid, which is x, y and z alone: across"},
        {"y", "{\"type\":[\"number\",\"null\"]}", "of a grid: up"},
        {"z", "{\"type\":[\"number\",\"null\"]}", "of a grid: its value there"},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct study_fact *own = study_column_row(study, fields[i].name);
        if (own && !strcmp(own->name, fields[i].name))
            continue;
        struct value *field = json_read(arena, fields[i].schema);
        value_add_text(arena, field, "description", fields[i].help);
        json_attach(arena, each, fields[i].name, field);
    }
}

/* Columns by the rows of the study, or a field of each: those with a number in their names, and those of the question's own, by patterns. */
static void add_columns_schema(struct arena *arena, struct value *columns, const struct study *study, bool fields)
{
    struct value *patterns = NULL;
    value_add_text(arena, columns, "type", "object");
    struct value *each = openapi_object(arena, columns, "properties");
    if (fields)
        add_csv_fields(arena, each, study);
    for (size_t i = 0; i < study->column_count; i++) {
        const struct study_fact *row = &study->columns[i];
        struct value *schema = json_read(arena, row->schema);
        if (fields)
            schema = (struct value *)value_find(schema, "items");
        value_add_text(arena, schema, "description", row->help);
        const size_t stem = strcspn(row->name, "#");
        if (!strcmp(row->name, "*")) {
            json_attach(arena, columns, "additionalProperties", schema);
        } else if (row->name[stem]) {
            patterns = patterns ? patterns : openapi_object(arena, columns, "patternProperties");
            json_attach(arena, patterns, arena_format(arena, "^%.*s[0-9]+$", (int)stem, row->name), schema);
        } else
            json_attach(arena, each, row->name, schema);
    }
    if (!study_column_row(study, "*"))
        value_add_boolean(arena, columns, "additionalProperties", false);
}

/* The CSV: a string whose lines, read with their header, are objects. */
static void add_csv_schema(struct arena *arena, struct value *schemas, const struct study *study)
{
    struct value *schema = openapi_object(arena, schemas, arena_format(arena, "%s-csv", study->name));
    value_add_text(arena, schema, "type", "string");
    value_add_text(arena, schema, "contentMediaType", "text/csv");
    value_add_text(
        arena, schema, "description",
        "A header line with the names of the columns, and a line for each row; what is undefined, or beyond the end of a shorter column, is an "
        "empty field. contentSchema has the rows as objects.");
    struct value *rows = openapi_object(arena, schema, "contentSchema");
    value_add_text(arena, rows, "type", "array");
    add_columns_schema(arena, openapi_object(arena, rows, "items"), study, true);
}

static void add_runs_schema(struct arena *arena, struct value *properties, const struct study *study)
{
    struct value *runs = openapi_object(arena, properties, "runs");
    value_add_text(arena, runs, "type", "array");
    if (!study) {
        openapi_reference(arena, runs, "items", "schemas/Run");
        return;
    }
    struct value *all = value_add(arena, openapi_object(arena, runs, "items"), "allOf", VALUE_LIST);
    value_add_text(arena, value_add(arena, all, NULL, VALUE_OBJECT), "$ref", "#/components/schemas/Run");
    add_members(arena, value_add(arena, all, NULL, VALUE_OBJECT), study->members, study->member_count);
    struct value *typed = value_add(arena, all, NULL, VALUE_OBJECT);
    value_add_text(arena, typed, "type", "object");
    openapi_reference(arena, openapi_object(arena, typed, "properties"), "columns", arena_format(arena, "schemas/%s-columns", study->name));
}

/* The JSON envelope: of one study, or of any when it is null. */
void openapi_add_answer_schema(struct arena *arena, struct value *schemas, const struct study *study)
{
    static const char *const required[] = {"study", "query", "summary", "links"};
    struct value *schema = openapi_object(arena, schemas, study ? study->name : "Answer");
    value_add_text(arena, schema, "type", "object");
    value_add_text(arena, schema, "description", study ? study->question : "The answer of any study.");
    struct value *list = value_add(arena, schema, "required", VALUE_LIST);
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
        value_add_text(arena, list, NULL, required[i]);
    value_add_boolean(arena, schema, "additionalProperties", false);
    struct value *properties = openapi_object(arena, schema, "properties");
    value_add_text(arena, openapi_object(arena, properties, "study"), study ? "const" : "type", study ? study->name : "string");
    if (study)
        add_query_schema(arena, properties, study);
    else
        value_add_text(arena, openapi_object(arena, properties, "query"), "type", "object");
    struct value *summary = openapi_object(arena, properties, "summary");
    value_add_text(arena, summary, "type", "string");
    value_add_text(arena, summary, "description", "The sentence it teaches.");
    if (study)
        add_members(arena, openapi_object(arena, properties, "facts"), study->facts, study->fact_count);
    else
        value_add_text(arena, openapi_object(arena, properties, "facts"), "type", "object");
    if (study) {
        add_columns_schema(arena, openapi_object(arena, schemas, arena_format(arena, "%s-columns", study->name)), study, false);
        add_csv_schema(arena, schemas, study);
    }
    openapi_reference(arena, properties, "columns", study ? arena_format(arena, "schemas/%s-columns", study->name) : "schemas/Columns");
    openapi_reference(arena, properties, "grid", "schemas/Grid");
    add_runs_schema(arena, properties, study);
    openapi_reference(arena, properties, "links", "schemas/Links");
}

/* `study` is null for the rows that all studies have. */
static void add_parameters(struct arena *arena, struct value *schema, const struct study *study, const struct parameter *rows, size_t count)
{
    struct value *properties = openapi_object(arena, schema, "properties");
    for (size_t i = 0; i < count; i++) {
        const struct value *row = openapi_parameter(arena, study, &rows[i]), *own = value_find(row, "schema");
        struct value *property = openapi_object(arena, properties, rows[i].name);
        json_attach(arena, property, "description", value_find(row, "description"));
        for (const struct value *member = own->children.first; member; member = member->next)
            json_attach(arena, property, member->name, member);
    }
}

void openapi_add_body_schema(struct arena *arena, struct value *schemas, const struct study *study)
{
    struct value *schema = openapi_object(arena, schemas, study ? arena_format(arena, "%s-parameters", study->name) : "Picture-parameters");
    if (!study) {
        value_add_text(arena, schema, "type", "object");
        value_add_text(arena, schema, "description", "The parameters of pictures, which every study has.");
        add_parameters(arena, schema, NULL, picture_parameters, picture_parameter_count);
        return;
    }
    value_add_text(arena, schema, "description", arena_format(arena, "The parameters of the question: %s", study->question));
    struct value *all = value_add(arena, schema, "allOf", VALUE_LIST);
    value_add_text(arena, value_add(arena, all, NULL, VALUE_OBJECT), "$ref", "#/components/schemas/Picture-parameters");
    struct value *own = value_add(arena, all, NULL, VALUE_OBJECT);
    value_add_text(arena, own, "type", "object");
    add_parameters(arena, own, study, study->parameters, study->parameter_count);
}
