/* The JSON envelope of every study: study, query, summary, facts, columns, grid, runs, links; absent parts are left out. */
#include "server/formats/format.h"

#include "server/text/json.h"

#include <string.h>

static void add_columns(struct arena *arena, struct value *parent, const struct study_columns *columns)
{
    if (!columns->count)
        return;
    struct value *object = value_add(arena, parent, "columns", VALUE_OBJECT);
    for (size_t i = 0; i < columns->count; i++) {
        const struct study_column *column = &columns->items[i];
        if (column->numbers || !column->texts) {
            value_add_numbers(arena, object, column->name, column->numbers, column->count);
            continue;
        }
        struct value *texts = value_add(arena, object, column->name, VALUE_LIST);
        for (size_t row = 0; row < column->count; row++)
            value_add_text(arena, texts, NULL, column->texts[row]);
    }
}

static void add_grid(struct arena *arena, struct value *parent, const struct study_grid *grid)
{
    if (!grid->rows)
        return;
    struct value *object = value_add(arena, parent, "grid", VALUE_OBJECT);
    value_add_numbers(arena, object, "x", grid->x, grid->columns);
    value_add_numbers(arena, object, "y", grid->y, grid->rows);
    struct value *z = value_add(arena, object, "z", VALUE_LIST);
    for (size_t row = 0; row < grid->rows; row++)
        value_add_numbers(arena, z, NULL, grid->z + row * grid->columns, grid->columns);
}

static void add_runs(struct arena *arena, struct value *parent, const struct study_run *runs, size_t count)
{
    if (!count)
        return;
    struct value *list = value_add(arena, parent, "runs", VALUE_LIST);
    for (size_t i = 0; i < count; i++) {
        struct value *run = value_add(arena, list, NULL, VALUE_OBJECT);
        value_add_text(arena, run, "name", runs[i].name);
        if (runs[i].outcome)
            value_add_text(arena, run, "outcome", runs[i].outcome);
        for (const struct value *more = runs[i].more ? runs[i].more->children.first : NULL; more; more = more->next)
            json_attach(arena, run, more->name, more);
        add_columns(arena, run, &runs[i].columns);
    }
}

static void add_link(struct arena *arena, struct value *links, const char *name, const struct answer *answer, const char *url)
{
    if (strlen(url) <= answer->max_address)
        value_add_text(arena, links, name, url);
}

static void add_links(struct arena *arena, struct value *parent, const struct answer *answer)
{
    struct value *links = value_add(arena, parent, "links", VALUE_OBJECT);
    add_link(arena, links, "self", answer, answer_url(arena, answer->question, json_format.extension));
    for (size_t i = 0; i < answer->format_count; i++)
        if (format_fits(answer->formats[i], answer->question, answer->result))
            add_link(arena, links, answer->formats[i]->extension, answer, answer_url(arena, answer->question, answer->formats[i]->extension));
    if (answer->has_tiles)
        add_link(arena, links, "tile", answer, answer_tile_template(arena, answer->question));
}

struct value *answer_value(struct arena *arena, const struct answer *answer)
{
    const struct study *study = answer->question->study;
    struct study_description *description = ARENA_NEW(arena, struct study_description, 1);
    question_describe(arena, answer->question, answer->result, description);
    struct buffer summary = {.arena = arena};
    study->tell(answer->question->parameters, answer->result, &summary);

    struct value *value = value_object(arena);
    value_add_text(arena, value, "study", study->name);
    json_attach(arena, value, "query", question_query(arena, answer->question));
    value_add_text(arena, value, "summary", buffer_string(&summary));
    if (description->facts)
        json_attach(arena, value, "facts", description->facts);
    add_columns(arena, value, &description->columns);
    add_grid(arena, value, &description->grid);
    add_runs(arena, value, description->runs, description->run_count);
    add_links(arena, value, answer);
    return value;
}

static bool write(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error)
{
    (void)format, (void)error;
    size_t length;
    const char *text = json_text(body->arena, answer_value(body->arena, answer), &length);
    /* The text is the arena's already: an empty body takes it over rather than copying megabytes. */
    *body = (struct buffer){.arena = body->arena, .data = (char *)text, .length = length, .capacity = length + 1};
    return true;
}

const struct format json_format = {
    .extension = "json",
    .media_type = "application/json",
    .content_type = "application/json",
    .compressible = true,
    .fixed_cost = 5e5,
    .number_cost = 150,
    .cell_cost = 150,
    .number_bytes = 20,
    .cell_bytes = 20,
    .write = write,
};
