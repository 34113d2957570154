#include "data/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The next line without its end, in arena memory; null behind the last. */
static char *next_line(struct arena *arena, struct bytes *bytes)
{
    if (bytes->start == bytes->end)
        return NULL;
    const unsigned char *end = memchr(bytes->start, '\n', (size_t)(bytes->end - bytes->start));
    const size_t length = (size_t)((end ? end : bytes->end) - bytes->start);
    char *line = arena_copy(arena, (const char *)bytes->start, length);
    if (length && line[length - 1] == '\r')
        line[length - 1] = 0; /* a line end of Windows */
    bytes->start = end ? end + 1 : bytes->end;
    return line;
}

static size_t count_of(const char *line, char character)
{
    size_t count = 0;
    for (; *line; line++)
        count += *line == character;
    return count;
}

static bool read_row(char *line, size_t number, size_t columns, double *row, struct error *error)
{
    if (count_of(line, ',') + 1 != columns)
        return error_set(error, ERROR_INVALID, "line %zu has %zu fields, the first line %zu", number, count_of(line, ',') + 1, columns);
    char *at = line;
    for (size_t i = 0; i < columns; i++) {
        char *end = strchr(at, ',');
        if (end)
            *end = 0;
        char *stop;
        row[i] = strtod(at, &stop);
        if (stop == at || *stop || !isfinite(row[i]))
            return error_set(error, ERROR_INVALID, "field %zu of line %zu is no finite number: '%.40s'", i + 1, number, at);
        at = end + 1;
    }
    return true;
}

static void read_names(struct arena *arena, char *line, struct data_table *table)
{
    table->names = ARENA_NEW(arena, const char *, table->inputs + 1);
    for (size_t i = 0; i <= table->inputs; i++) {
        const size_t length = strcspn(line, ",");
        table->names[i] = arena_copy(arena, line, length);
        line += length + (i < table->inputs);
    }
}

static size_t lines_of(struct bytes bytes)
{
    size_t count = 0;
    for (const unsigned char *at = bytes.start; at < bytes.end; at++)
        count += *at == '\n';
    return count + 1;
}

bool table_read(struct arena *arena, struct bytes bytes, struct data_table *table, struct error *error)
{
    char *line = next_line(arena, &bytes);
    const size_t lines = lines_of(bytes);
    *table = (struct data_table){.inputs = line ? count_of(line, ',') : 0};
    if (table->inputs < 1 || table->inputs > DATA_MAX_INPUTS)
        return error_set(error, ERROR_INVALID, "there are %zu input columns before the target; 1 to %d are allowed", table->inputs, DATA_MAX_INPUTS);
    if (lines > DATA_MAX_EXAMPLES + 1)
        return error_set(error, ERROR_INVALID, "there are more than %d examples", DATA_MAX_EXAMPLES);
    read_names(arena, line, table);
    table->input = ARENA_NEW(arena, double, lines * table->inputs);
    table->target = ARENA_NEW(arena, double, lines);
    double row[DATA_MAX_INPUTS + 1];
    for (size_t number = 2; (line = next_line(arena, &bytes)); number++) {
        if (!*line)
            continue;
        if (!read_row(line, number, table->inputs + 1, row, error))
            return false;
        memcpy(table->input + table->count * table->inputs, row, table->inputs * sizeof *row);
        table->target[table->count++] = row[table->inputs];
    }
    return table->count > 0 || error_set(error, ERROR_INVALID, "there are no examples");
}

static size_t read_size(const unsigned char *at)
{
    return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
}

void table_read_images(struct arena *arena, struct bytes images, struct bytes labels, struct data_table *table)
{
    enum { IMAGES_HEAD = 16, LABELS_HEAD = 8 };
    *table = (struct data_table){.count = read_size(images.start + 4), .inputs = read_size(images.start + 8) * read_size(images.start + 12)};
    table->input = ARENA_ROOM(arena, double, table->count * table->inputs);
    table->target = ARENA_ROOM(arena, double, table->count);
    for (size_t i = 0; i < table->count * table->inputs; i++)
        table->input[i] = images.start[IMAGES_HEAD + i];
    for (size_t i = 0; i < table->count; i++)
        table->target[i] = labels.start[LABELS_HEAD + i];
}
