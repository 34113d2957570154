#include "data/table.h"
#include "base/contract.h"

#include "base/random.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 64, MAX_COLUMNS = DATA_MAX_INPUTS + 1 };
enum { PERMUTATION = 4 }; /* the stream of the order */

/* A file under way: what is left of it, and the line that was read last. */
struct reader {
    struct arena *arena;
    struct bytes rest;
    size_t line;
    struct data_table *table;
    const char **words;             /* [lines]: the targets as they stand, with their lines for the message */
    size_t *word_lines, first_word; /* index of the first that is no number; SIZE_MAX: none */
    struct error *error;
};

/* The next line without its end, in arena memory; null behind the last, or with an error set where it is no text. */
static char *next_line(struct reader *reader)
{
    struct bytes *rest = &reader->rest;
    if (rest->start == rest->end)
        return NULL;
    const unsigned char *end = memchr(rest->start, '\n', (size_t)(rest->end - rest->start));
    size_t length = (size_t)((end ? end : rest->end) - rest->start);
    char *line = arena_copy(reader->arena, (const char *)rest->start, length);
    rest->start = end ? end + 1 : rest->end;
    reader->line++;
    if (strlen(line) != length || !text_is_utf8(line, length)) {
        error_set(reader->error, ERROR_INVALID, "line %zu: this is no text in UTF-8", reader->line);
        return NULL;
    }
    if (length && line[length - 1] == '\r')
        line[length - 1] = 0; /* a line end of Windows */
    return line;
}

/* "line 7, column 3 (width): ", followed by the sentence. Always false. */
static bool refuse(struct reader *reader, size_t line, size_t column, const char *sentence)
{
    const char *const *names = reader->table->names;
    const char *name = names && column < reader->table->inputs + 1 && names[column] ? arena_format(reader->arena, " (%s)", names[column]) : "";
    return error_set(reader->error, ERROR_INVALID, "line %zu, column %zu%s: %s", line, column + 1, name, sentence);
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t';
}

/* One field from *at, which moves past its end; in place. False with an error set where quotes are not as they should be. */
static bool read_field(struct reader *reader, char **at, size_t column, char **field)
{
    char *from = *at;
    while (is_blank(*from))
        from++;
    if (*from != '"') {
        char *end = from + strcspn(from, ","), *last = end;
        while (last > from && is_blank(last[-1]))
            last--;
        *at = *end ? end + 1 : NULL;
        *last = 0;
        *field = from;
        return true;
    }
    char *into = *field = ++from;
    while (*from && (*from != '"' || from[1] == '"')) {
        from += *from == '"';
        *into++ = *from++;
    }
    if (!*from)
        return refuse(reader, reader->line, column, "a quote is opened and not closed in the same line");
    for (from++; is_blank(*from);)
        from++;
    if (*from && *from != ',')
        return refuse(reader, reader->line, column, "there is text behind the closing quote");
    *at = *from ? from + 1 : NULL;
    *into = 0;
    return true;
}

/* The fields of a line; *count may be one more than `most`, which says that there are more. */
static bool split(struct reader *reader, char *line, char **fields, size_t most, size_t *count)
{
    *count = 0;
    for (char *at = line; at; (*count)++) {
        char *field;
        if (!read_field(reader, &at, *count, &field))
            return false;
        if (*count == most) {
            ++*count;
            return true;
        }
        fields[*count] = field;
    }
    return true;
}

/* Whether all of the text is one decimal number: no hexadecimal one, no infinity. */
static bool is_number(const char *text, double *value)
{
    char *end;
    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    *value = strtod(text, &end);
    return !*end;
}

static bool is_in_range(double value)
{
    return fabs(value) <= DATA_MAX_NUMBER;
}

static bool read_names(struct reader *reader, char **fields, size_t count)
{
    struct data_table *table = reader->table;
    const char **names = ARENA_NEW(reader->arena, const char *, count);
    size_t numbers = 0;
    double ignored;
    for (size_t i = 0; i < count; i++) {
        if (!*fields[i])
            return refuse(reader, reader->line, i, "the column has no name");
        if (strlen(fields[i]) > MAX_NAME)
            return refuse(reader, reader->line, i, arena_format(reader->arena, "the name is longer than %d bytes", MAX_NAME));
        for (const char *at = fields[i]; *at; at++)
            if ((unsigned char)*at < ' ' || *at == 0x7f)
                return refuse(reader, reader->line, i, "the name has a control character in it");
        for (size_t k = 0; k < i; k++)
            if (!strcmp(fields[k], fields[i]))
                return refuse(reader, reader->line, i, arena_format(reader->arena, "the name is that of column %zu: '%s'", k + 1, fields[i]));
        names[i] = fields[i];
        numbers += is_number(fields[i], &ignored);
    }
    table->names = names;
    return numbers < count ||
           error_set(reader->error, ERROR_INVALID, "line %zu: its fields are numbers, but the first line must name the columns, the target's last",
                     reader->line);
}

static bool read_head(struct reader *reader)
{
    static const unsigned char mark[] = {0xef, 0xbb, 0xbf};
    char *fields[MAX_COLUMNS] = {0};
    size_t count = 0;
    if (reader->rest.end - reader->rest.start >= 3 && !memcmp(reader->rest.start, mark, sizeof mark))
        reader->rest.start += sizeof mark;
    char *line = next_line(reader);
    if (!line)
        return error_set(reader->error, ERROR_INVALID, "there is no line that names the columns");
    const bool semicolons = strchr(line, ';') && !strchr(line, ','), tabs = strchr(line, '\t') && !strchr(line, ',');
    if (!split(reader, line, fields, MAX_COLUMNS, &count))
        return false;
    if (semicolons || tabs)
        return error_set(reader->error, ERROR_INVALID, "line 1: fields are separated by commas, not by %s", semicolons ? "semicolons" : "tabs");
    if (count < 2 || count > MAX_COLUMNS)
        return error_set(reader->error, ERROR_INVALID, "line 1: there are %s input columns before the target; 1 to %d are allowed",
                         count < 2 ? "no" : "too many", DATA_MAX_INPUTS);
    reader->table->inputs = count - 1;
    return read_names(reader, fields, count);
}

/* The target: its number, and its word in case there are words. */
static bool read_target(struct reader *reader, const char *field)
{
    struct data_table *table = reader->table;
    double *target = &table->target[table->count];
    if (!*field)
        return refuse(reader, reader->line, table->inputs, "the field is blank");
    reader->words[table->count] = field;
    reader->word_lines[table->count] = reader->line;
    const bool number = is_number(field, target);
    if (number && !is_in_range(*target))
        return refuse(reader, reader->line, table->inputs, arena_format(reader->arena, "'%.40s' is beyond ±%g", field, DATA_MAX_NUMBER));
    if (!number && reader->first_word == SIZE_MAX)
        reader->first_word = table->count;
    return number || strlen(field) <= MAX_NAME ||
           refuse(reader, reader->line, table->inputs, arena_format(reader->arena, "the word is longer than %d bytes", MAX_NAME));
}

static bool read_row(struct reader *reader, char **fields)
{
    struct data_table *table = reader->table;
    double *row = table->input + table->count * table->inputs;
    for (size_t i = 0; i < table->inputs; i++) {
        CONTRACT(fields[i]);
        if (!*fields[i])
            return refuse(reader, reader->line, i, "the field is blank");
        if (!is_number(fields[i], &row[i]))
            return refuse(reader, reader->line, i, arena_format(reader->arena, "'%.40s' is no decimal number", fields[i]));
        if (!is_in_range(row[i]))
            return refuse(reader, reader->line, i, arena_format(reader->arena, "'%.40s' is beyond ±%g", fields[i], DATA_MAX_NUMBER));
    }
    CONTRACT(fields[table->inputs]);
    if (!read_target(reader, fields[table->inputs]))
        return false;
    table->count++;
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Targets that are words become the numbers of their classes. */
static bool number_words(struct reader *reader)
{
    struct data_table *table = reader->table;
    const char **sorted = ARENA_NEW(reader->arena, const char *, table->count);
    memcpy(sorted, reader->words, table->count * sizeof *sorted);
    qsort(sorted, table->count, sizeof *sorted, by_bytes);
    for (size_t i = 0; i < table->count; i++)
        if (!i || strcmp(sorted[i], sorted[table->words - 1]) != 0)
            sorted[table->words++] = sorted[i];
    const char *word = reader->words[reader->first_word];
    const size_t line = reader->word_lines[reader->first_word];
    if (table->words > DATA_MAX_CLASSES)
        return refuse(reader, line, table->inputs,
                      arena_format(reader->arena, "'%.40s' is no number; as names of classes the targets are %zu, and %d are allowed", word,
                                   table->words, DATA_MAX_CLASSES));
    if (table->words < 2)
        return refuse(reader, line, table->inputs, arena_format(reader->arena, "every target is '%.40s'; there must be two classes or more", word));
    for (size_t i = 0; i < table->count; i++) {
        const char **found = bsearch(&reader->words[i], sorted, table->words, sizeof *sorted, by_bytes);
        table->target[i] = (double)(found - sorted);
    }
    table->word_names = sorted;
    return true;
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
    struct reader reader = {.arena = arena, .rest = bytes, .table = table, .first_word = SIZE_MAX, .error = error};
    *table = (struct data_table){0};
    if (!read_head(&reader))
        return false;
    const size_t lines = lines_of(reader.rest), most = lines < DATA_MAX_EXAMPLES ? lines : DATA_MAX_EXAMPLES;
    table->input = ARENA_ROOM(arena, double, most * table->inputs);
    table->target = ARENA_ROOM(arena, double, most);
    reader.words = ARENA_ROOM(arena, const char *, most);
    reader.word_lines = ARENA_ROOM(arena, size_t, most);
    char *line, *fields[MAX_COLUMNS] = {NULL};
    while ((line = next_line(&reader))) {
        size_t count;
        if (!line[strspn(line, " \t")])
            continue;
        if (table->count == most)
            return error_set(error, ERROR_INVALID, "line %zu: there are more than %d examples", reader.line, DATA_MAX_EXAMPLES);
        if (!split(&reader, line, fields, table->inputs + 1, &count))
            return false;
        if (count != table->inputs + 1)
            return error_set(error, ERROR_INVALID, "line %zu: it has %s%zu fields, the first line %zu", reader.line,
                             count > table->inputs ? "at least " : "", count, table->inputs + 1);
        if (!read_row(&reader, fields))
            return false;
    }
    if (error->code)
        return false;
    if (!table->count)
        return error_set(error, ERROR_INVALID, "there are no examples");
    return reader.first_word == SIZE_MAX || number_words(&reader);
}

size_t table_classes(const double *target, size_t count, bool gaps)
{
    bool seen[DATA_MAX_CLASSES] = {false};
    size_t greatest = 0, different = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(target[i] >= 0 && target[i] < DATA_MAX_CLASSES) || target[i] != floor(target[i]))
            return 0;
        const size_t class = (size_t)target[i];
        different += !seen[class];
        seen[class] = true;
        greatest = class > greatest ? class : greatest;
    }
    return different > 1 && (gaps || different == greatest + 1) ? greatest + 1 : 0;
}

/* A permutation of 0 … count − 1 (Fisher & Yates). */
static size_t *permutation(const struct data_request *request, size_t count)
{
    size_t *order = ARENA_NEW(request->arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        const size_t k = random_below(request->seed, random_stream(RANDOM_EXAMPLES, PERMUTATION), i, i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    return order;
}

bool table_deal(struct data_request *request, const struct data_table *table, struct error *error)
{
    const size_t all = request->n + request->test;
    if (all > table->count)
        return error_set(error, ERROR_INVALID, "%s has %zu examples: n=%zu and test=%zu are more", request->call->callable->name, table->count,
                         request->n, request->test);
    const size_t *order = permutation(request, table->count);
    for (size_t number = 0; number < all; number++) {
        const size_t from = order[number < request->n ? number : table->count - 1 - (number - request->n)];
        memcpy(request->input + number * request->inputs, table->input + from * request->inputs, request->inputs * sizeof(double));
        request->target[number] = table->target[from];
    }
    request->names = table->names;
    return true;
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
