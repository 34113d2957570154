#include "study/breaks.h"

#include <math.h>

enum { MANY = 100 };

static const struct {
    const char *name, *one, *many, *fact;
} kinds[BREAK_KINDS] = {
    [BREAK_POLE] = {"pole", "a pole", "poles", "poles"},
    [BREAK_JUMP] = {"jump", "a jump", "jumps", "jumps"},
    [BREAK_EDGE] = {"edge", "an edge of its domain", "edges of its domain", "edges"},
};

double breaks_place(const double gap[2], double width)
{
    const double middle = gap[0] + (gap[1] - gap[0]) / 2;
    return fabs(middle) < 1e-15 * width ? 0 : middle;
}

static size_t count_kind(const struct breaks *breaks, size_t kind)
{
    size_t count = 0;
    for (size_t i = 0; i < breaks->count; i++)
        count += breaks->items[i].kind == kind;
    return count;
}

void breaks_describe(struct arena *arena, struct value *facts, const struct breaks *breaks, size_t coordinates)
{
    struct value *all = value_add(arena, facts, "breaks", VALUE_OBJECT);
    for (size_t kind = 0; kind < BREAK_KINDS; kind++)
        value_add_number(arena, all, kinds[kind].fact, (double)count_kind(breaks, kind));
    struct value *list = value_add(arena, all, "where", VALUE_LIST);
    for (size_t i = 0; i < breaks->count && i < MANY; i++) {
        struct value *entry = value_add(arena, list, NULL, VALUE_OBJECT);
        value_add_text(arena, entry, "kind", kinds[breaks->items[i].kind].name);
        for (size_t k = 0; k < coordinates; k++) {
            double *bounds = ARENA_NEW(arena, double, 2);
            bounds[0] = breaks->items[i].low[k];
            bounds[1] = breaks->items[i].high[k];
            value_add_numbers(arena, entry, k ? "y" : "x", bounds, 2);
        }
    }
    value_add_boolean(arena, facts, "oscillates", breaks->oscillates);
}

void breaks_list(struct buffer *out, const struct breaks *breaks)
{
    size_t left = 0, said = 0;
    for (size_t kind = 0; kind < BREAK_KINDS; kind++)
        left += count_kind(breaks, kind) > 0;
    for (size_t kind = 0; kind < BREAK_KINDS; kind++) {
        const size_t count = count_kind(breaks, kind);
        if (!count)
            continue;
        buffer_text(out, !said ? "" : said + 1 == left ? " and " : ", ");
        if (count == 1)
            buffer_text(out, kinds[kind].one);
        else if (count > MANY) /* then some may have been taken for several, or several for one */
            buffer_format(out, "over %d %s", MANY, kinds[kind].many);
        else
            buffer_format(out, "%zu %s", count, kinds[kind].many);
        said++;
    }
}

void breaks_oscillation(struct buffer *out, const struct breaks *breaks)
{
    if (breaks->oscillates && breaks->rows)
        buffer_format(out, "oscillates faster than %zu × %zu samples show", breaks->columns, breaks->rows);
    else if (breaks->oscillates)
        buffer_format(out, "oscillates faster than %zu samples show", breaks->columns);
}

const char *breaks_note(struct arena *arena, const struct breaks *breaks, const char *list)
{
    struct buffer note = {.arena = arena};
    if (breaks->count) {
        buffer_text(&note, list);
        breaks_list(&note, breaks);
        buffer_text(&note, breaks->oscillates ? "; " : "");
    }
    breaks_oscillation(&note, breaks);
    return note.length ? buffer_string(&note) : NULL;
}
