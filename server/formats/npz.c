/* NumPy's archive: a ZIP file (APPNOTE 6.3) of stored arrays in the format NPY 1.0 (numpy.lib.format). numpy.load reads the columns by their
 * names, the grid as "grid/x", "grid/y" and "grid/z"[row of y][column of x], the columns of run i as "i/name" with the runs' names in `runs`; and `address`, the
 * canonical address of the answer. What is undefined is a not-a-number, texts are arrays of strings. */
#include "server/formats/format.h"

#include "base/number.h"
#include "base/text.h"

#include <libdeflate.h>
#include <math.h>
#include <string.h>

enum { MAX_ARRAYS = 1 << 12, UTF8_NAMES = 0x0800, FIRST_OF_JANUARY_1980 = 0x0021 };

struct stored_array {
    const char *name;
    size_t at; /* of its local header */
    uint32_t length, checksum;
};

struct archive {
    struct buffer *body;
    struct stored_array *entries;
    size_t count;
};

static void append_little_endian(struct buffer *body, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buffer_character(body, (char)(value >> 8 * i));
}

/* What local and central headers have in common: version 2.0, flags, stored, time, date, checksum, lengths. */
static void append_description(struct buffer *body, const struct stored_array *entry)
{
    append_little_endian(body, 20, 2);
    append_little_endian(body, UTF8_NAMES, 2);
    append_little_endian(body, 0, 4);
    append_little_endian(body, FIRST_OF_JANUARY_1980, 2);
    append_little_endian(body, entry->checksum, 4);
    append_little_endian(body, entry->length, 4);
    append_little_endian(body, entry->length, 4);
    append_little_endian(body, (uint32_t)strlen(entry->name), 2);
    append_little_endian(body, 0, 2);
}

/* An array: its bytes behind a header that is a Python dictionary, padded to a multiple of 64. */
static void append_array(struct archive *archive, const char *name, const char *type, const char *shape, const struct buffer *data)
{
    enum { PREAMBLE = 10, ALIGNMENT = 64 };
    struct buffer *body = archive->body, array = {.arena = body->arena};
    const char *header = arena_format(body->arena, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type, shape);
    const size_t length = (PREAMBLE + strlen(header) + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
    buffer_reserve(&array, length + data->length);
    buffer_bytes(&array, "\x93NUMPY\x01", 7);
    buffer_character(&array, 0);
    append_little_endian(&array, (uint32_t)(length - PREAMBLE), 2);
    buffer_text(&array, header);
    while (array.length < length - 1)
        buffer_character(&array, ' ');
    buffer_character(&array, '\n');
    buffer_bytes(&array, data->data, data->length);

    struct stored_array *entry = &archive->entries[archive->count++];
    *entry = (struct stored_array){.name = arena_format(body->arena, "%s.npy", name),
                                   .at = body->length,
                                   .length = (uint32_t)array.length,
                                   .checksum = libdeflate_crc32(0, array.data, array.length)};
    buffer_bytes(body, "PK\x03\x04", 4);
    append_description(body, entry);
    buffer_text(body, entry->name);
    buffer_bytes(body, array.data, array.length);
}

/* Doubles as they stand in memory, which is little-endian on every processor that this runs on (base/exact.c). */
static void append_numbers(struct archive *archive, const char *name, const double *numbers, size_t count, const char *shape)
{
    struct buffer data = {.arena = archive->body->arena};
    buffer_reserve(&data, count * sizeof *numbers);
    for (size_t i = 0; i < count; i++) {
        const double number = isfinite(numbers[i]) ? number_of_answer(numbers[i]) : NAN;
        buffer_bytes(&data, &number, sizeof number);
    }
    append_array(archive, name, "<f8", shape, &data);
}

/* Strings of one length, in UTF-32, as NumPy has them. */
static void append_texts(struct archive *archive, const char *name, const char *const *texts, size_t count, const char *shape)
{
    struct arena *arena = archive->body->arena;
    struct buffer data = {.arena = arena};
    size_t longest = 1;
    for (size_t i = 0; i < count; i++) {
        size_t length = 0;
        for (const char *at = texts[i]; *at; length++)
            text_next(&at);
        longest = length > longest ? length : longest;
    }
    for (size_t i = 0; i < count; i++) {
        const char *at = texts[i];
        for (size_t k = 0; k < longest; k++)
            append_little_endian(&data, *at ? text_next(&at) : 0, 4);
    }
    append_array(archive, name, arena_format(arena, "<U%zu", longest), shape, &data);
}

static const char *length_of(struct arena *arena, size_t count)
{
    return arena_format(arena, "(%zu,)", count);
}

/* The columns, their names behind a prefix. */
static void append_columns(struct archive *archive, const struct study_columns *columns, const char *prefix)
{
    struct arena *arena = archive->body->arena;
    for (size_t i = 0; i < columns->count && archive->count < MAX_ARRAYS; i++) {
        const struct study_column *column = &columns->items[i];
        const char *name = arena_format(arena, "%s%s", prefix, column->name), *shape = length_of(arena, column->count);
        if (column->texts)
            append_texts(archive, name, column->texts, column->count, shape);
        else
            append_numbers(archive, name, column->numbers, column->count, shape);
    }
}

static void append_grid(struct archive *archive, const struct study_grid *grid)
{
    struct arena *arena = archive->body->arena;
    append_numbers(archive, "grid/x", grid->x, grid->columns, length_of(arena, grid->columns));
    append_numbers(archive, "grid/y", grid->y, grid->rows, length_of(arena, grid->rows));
    append_numbers(archive, "grid/z", grid->z, grid->rows * grid->columns, arena_format(arena, "(%zu, %zu)", grid->rows, grid->columns));
}

static void append_runs(struct archive *archive, const struct study_run *runs, size_t count)
{
    struct arena *arena = archive->body->arena;
    const char **names = ARENA_NEW(arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        names[i] = runs[i].name;
    append_texts(archive, "runs", names, count, length_of(arena, count));
    for (size_t i = 0; i < count; i++)
        append_columns(archive, &runs[i].columns, arena_format(arena, "%zu/", i));
}

/* The directory of the archive, which stands at its end. */
static void append_directory(struct archive *archive)
{
    struct buffer *body = archive->body;
    const size_t start = body->length;
    for (size_t i = 0; i < archive->count; i++) {
        buffer_bytes(body, "PK\x01\x02", 4);
        append_little_endian(body, 20, 2);
        append_description(body, &archive->entries[i]);
        append_little_endian(body, 0, 4); /* comment, disk */
        append_little_endian(body, 0, 4); /* attributes */
        append_little_endian(body, 0, 2);
        append_little_endian(body, (uint32_t)archive->entries[i].at, 4);
        buffer_text(body, archive->entries[i].name);
    }
    const size_t length = body->length - start;
    buffer_bytes(body, "PK\x05\x06", 4);
    append_little_endian(body, 0, 4);
    append_little_endian(body, (uint32_t)archive->count, 2);
    append_little_endian(body, (uint32_t)archive->count, 2);
    append_little_endian(body, (uint32_t)length, 4);
    append_little_endian(body, (uint32_t)start, 4);
    append_little_endian(body, 0, 2);
}

static bool write(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error)
{
    (void)format, (void)error;
    struct study_description *description = ARENA_NEW(body->arena, struct study_description, 1);
    question_describe(body->arena, answer->question, answer->result, description);
    struct archive archive = {body, ARENA_NEW(body->arena, struct stored_array, MAX_ARRAYS + 8), 0};
    const char *address = answer_url(body->arena, answer->question, "npz");
    append_columns(&archive, &description->columns, "");
    if (description->grid.rows)
        append_grid(&archive, &description->grid);
    if (description->run_count)
        append_runs(&archive, description->runs, description->run_count);
    append_texts(&archive, "address", &address, 1, "()");
    append_directory(&archive);
    return true;
}

const struct format npz_format = {
    .extension = "npz",
    .media_type = "application/x-npz",
    .content_type = "application/x-npz",
    .fixed_cost = 5e5,
    .number_cost = 40,
    .cell_cost = 40,
    .number_bytes = 8,
    .cell_bytes = 8,
    .write = write,
};
