/* Rows of numbers as a parameter: lines or semicolons part them. */
#include "study/kind_table.h"

#include "base/buffer.h"

#include <string.h>

/* Whether lines are as spreadsheets of other countries write them, 0,5;1,5;1: a piece between semicolons of a line without a comma is no row. */
static bool has_semicolons(const char *value)
{
    bool several = strchr(value, '\n') != NULL, found = false;
    for (const char *line = value, *end; several && *line && !found; line = end + (*end != 0)) {
        end = line + strcspn(line, "\r\n");
        const char *piece = line, *stop;
        bool single = false, divided = false;
        for (; piece < end; piece = stop + (stop < end)) {
            stop = piece + strcspn(piece, ";\r\n");
            divided = divided || (stop < end && stop + 1 < end);
            single = single || (stop > piece && !memchr(piece, ',', (size_t)(stop - piece)));
        }
        found = single && divided;
    }
    return found;
}

/* Rows whose numbers have something else than commas between them, and decimal commas, in our spelling; null if they have commas. */
static const char *respelled_table(struct arena *arena, const char *value)
{
    struct buffer ours = {.arena = arena};
    const bool semicolons = has_semicolons(value), blanks = !strpbrk(value, ",;");
    bool changed = semicolons;
    if (!semicolons && !blanks)
        return NULL;
    for (const char *at = value; *at; at++) {
        const size_t run = blanks ? strspn(at, " \t") : 0;
        if (run && ours.length && ours.data[ours.length - 1] != '\n' && at[run] && !strchr("\r\n", at[run])) {
            buffer_character(&ours, ',');
            at += run - 1;
            changed = true;
        } else
            buffer_character(&ours, semicolons && *at == ',' ? '.' : semicolons && *at == ';' ? ',' : *at);
    }
    return changed ? buffer_string(&ours) : NULL;
}

/* Lines become rows between semicolons; lines of nothing but blanks are none. */
bool kind_read_table(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    struct buffer rows = {.arena = arena};
    const size_t typed = strlen(argument->value);
    if ((double)typed > parameter->most)
        return error_set(error, ERROR_INVALID, "the table has %zu bytes; at most %.0f are read", typed, parameter->most);
    const char *respelled = respelled_table(arena, argument->value);
    if (respelled) {
        error_set(error, ERROR_INVALID, "the numbers of a row have decimal points, and commas between them; lines or semicolons part rows");
        error_mend(error, 0, typed, respelled);
        return false;
    }
    for (const char *at = argument->value, *end; *at; at = end + (*end != 0)) {
        end = at + strcspn(at, "\n");
        const char *last = end;
        at += strspn(at, " \t\r");
        while (last > at && strchr(" \t\r", last[-1]))
            last--;
        if (at >= last)
            continue;
        if (rows.length && rows.data[rows.length - 1] != ';')
            buffer_character(&rows, ';');
        for (; at < last; at++) {
            if ((unsigned char)*at < ' ' && *at != '\t')
                return error_set(error, ERROR_INVALID, "the table has a control character (code %d)", *at);
            buffer_character(&rows, *at == '\t' ? ' ' : *at);
        }
    }
    *(const char **)field = buffer_string(&rows);
    return rows.length || error_set(error, ERROR_INVALID, "the table is empty");
}

void kind_write_table(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const char *rows = *(const char *const *)field;
    buffer_text(out, rows ? rows : "");
}
