/* CSV as in RFC 4180 with a header line, but lines end in a bare newline, as the tools that read it on a command line expect. A grid is the
 * columns x, y, z; runs come one under the other behind a leading column `run`; what is undefined is an empty field. */
#include "server/formats/format.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

static void append_text(struct buffer *body, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        buffer_text(body, text);
        return;
    }
    buffer_character(body, '"');
    for (; *text; text++) {
        if (*text == '"')
            buffer_character(body, '"');
        buffer_character(body, *text);
    }
    buffer_character(body, '"');
}

static void append_number(struct buffer *body, double number)
{
    if (isfinite(number))
        buffer_number(body, number_of_answer(number));
}

/* The field of a column in some row; empty past its end, and where there is no column. */
static void append_field(struct buffer *body, const struct study_column *column, size_t row)
{
    if (!column || row >= column->count)
        return;
    if (column->texts)
        append_text(body, column->texts[row]);
    else
        append_number(body, column->numbers[row]);
}

static size_t row_count(const struct study_columns *columns)
{
    size_t rows = 0;
    for (size_t i = 0; i < columns->count; i++)
        rows = columns->items[i].count > rows ? columns->items[i].count : rows;
    return rows;
}

static const struct study_column *column_find(const struct study_columns *columns, const char *name)
{
    for (size_t i = 0; i < columns->count; i++)
        if (!strcmp(columns->items[i].name, name))
            return &columns->items[i];
    return NULL;
}

static void write_grid(const struct study_grid *grid, struct buffer *body)
{
    buffer_text(body, "x,y,z\n");
    for (size_t row = 0; row < grid->rows; row++) {
        for (size_t column = 0; column < grid->columns; column++) {
            append_number(body, grid->x[column]);
            buffer_character(body, ',');
            append_number(body, grid->y[row]);
            buffer_character(body, ',');
            append_number(body, grid->z[row * grid->columns + column]);
            buffer_character(body, '\n');
        }
    }
}

static void write_columns(const struct study_columns *columns, struct buffer *body)
{
    for (size_t i = 0; i < columns->count; i++) {
        if (i)
            buffer_character(body, ',');
        append_text(body, columns->items[i].name);
    }
    buffer_character(body, '\n');
    for (size_t row = 0, rows = row_count(columns); row < rows; row++) {
        for (size_t i = 0; i < columns->count; i++) {
            if (i)
                buffer_character(body, ',');
            append_field(body, &columns->items[i], row);
        }
        buffer_character(body, '\n');
    }
}

/* Runs need not have the same columns: the header names all, in the order they first come up. */
static void write_runs(const struct study_run *runs, size_t count, struct buffer *body)
{
    struct study_columns all = {.arena = body->arena};
    for (size_t run = 0; run < count; run++)
        for (size_t i = 0; i < runs[run].columns.count; i++)
            if (!column_find(&all, runs[run].columns.items[i].name))
                study_columns_append(&all, runs[run].columns.items[i]);
    buffer_text(body, "run");
    for (size_t i = 0; i < all.count; i++) {
        buffer_character(body, ',');
        append_text(body, all.items[i].name);
    }
    buffer_character(body, '\n');
    const struct study_column **found = ARENA_NEW(body->arena, const struct study_column *, all.count);
    for (size_t run = 0; run < count; run++) {
        for (size_t i = 0; i < all.count; i++)
            found[i] = column_find(&runs[run].columns, all.items[i].name);
        for (size_t row = 0, rows = row_count(&runs[run].columns); row < rows; row++) {
            append_text(body, runs[run].name);
            for (size_t i = 0; i < all.count; i++) {
                buffer_character(body, ',');
                append_field(body, found[i], row);
            }
            buffer_character(body, '\n');
        }
    }
}

static bool write(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error)
{
    (void)format, (void)error;
    struct study_description *description = ARENA_NEW(body->arena, struct study_description, 1);
    question_describe(body->arena, answer->question, answer->result, description);
    if (description->grid.rows)
        write_grid(&description->grid, body);
    else if (description->run_count)
        write_runs(description->runs, description->run_count, body);
    else
        write_columns(&description->columns, body);
    return true;
}

const struct format csv_format = {
    .extension = "csv",
    .media_type = "text/csv",
    .content_type = "text/csv; charset=utf-8; header=present",
    .compressible = true,
    .fixed_cost = 5e5,
    .number_cost = 150,
    .cell_cost = 400,
    .number_bytes = 20,
    .cell_bytes = 60,
    .write = write,
};
