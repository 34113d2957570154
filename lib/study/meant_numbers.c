/* Numbers as they are written elsewhere. */
#include "study/meant_rewritings.h"

#include "base/buffer.h"
#include "base/text.h"
#include "study/meant_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Whether groups of three digits follow a first of one to three, each behind `separator`, and nothing else but a fraction. */
static bool is_grouped(const char *text, char separator)
{
    size_t digits = strspn(text += *text == '-' || *text == '+', "0123456789"), groups = 0;
    if (!digits || digits > 3)
        return false;
    for (text += digits; *text == separator; text += 4, groups++)
        if (strspn(text + 1, "0123456789") != 3)
            return false;
    return groups && (!*text || (*text == '.' && separator != '.'));
}

/* 1 000, 1_000, 1'000, 1,000 and, of whole numbers, 1.000: the digits alone. */
const char *meant_ungrouped(struct arena *arena, const struct parameter *parameter, const char *text)
{
    for (const char *separator = parameter->kind == KIND_INTEGER ? " _,." : " _,"; *separator; separator++)
        if (is_grouped(text, *separator))
            return meant_replaced(arena, text, (const char *const[]){(const char[]){*separator, 0}, NULL}, "");
    return NULL;
}

/* 0,5 */
const char *meant_with_point(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    const char *comma = strchr(text, ',');
    if (!comma || strchr(comma + 1, ',') || strchr(text, '.') || strspn(text, "+-0123456789,eE") != strlen(text) || !isdigit((unsigned char)comma[1]))
        return NULL;
    return meant_replaced(arena, text, (const char *const[]){",", NULL}, ".");
}

/* 0,05 and 0,1: a comma before a nought and digits, or behind a nought alone, as a point. */
const char *meant_with_decimals(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    struct buffer out = {.arena = arena};
    bool changed = false;
    for (const char *at = text, *piece = text; *at; at++) {
        const bool before = at > text && isdigit((unsigned char)at[-1]), behind = *at == ',' && isdigit((unsigned char)at[1]);
        const bool decimals = before && behind && ((at[1] == '0' && isdigit((unsigned char)at[2])) || (at - piece == 1 && *piece == '0'));
        buffer_character(&out, decimals ? '.' : *at);
        changed = changed || decimals;
        piece = strchr(",; ", *at) ? at + 1 : piece;
    }
    return changed ? buffer_string(&out) : NULL;
}

/* 2:5, 2..5, range(2, 6): the whole numbers, of which the last is left out where it is Python's. A list has no other ranges. */
const char *meant_counted(struct arena *arena, const struct parameter *parameter, const char *text)
{
    enum { MOST = 20 };
    static const char *const signs[] = {"..", "…", " to ", "-", NULL};
    const bool python = text_starts_with(text, "range(");
    const char *ends = python ? arena_copy(arena, text + 6, strcspn(text + 6, ")")) : text;
    ends = meant_replaced(arena, ends, python ? (const char *const[]){",", NULL} : signs, ":");
    char *rest;
    const long first = strtol(ends, &rest, 10);
    rest += strspn(rest, " ");
    const long last = *rest == ':' ? strtol(rest + 1, &rest, 10) - python : first;
    struct buffer out = {.arena = arena};
    (void)parameter;
    if (*rest || last <= first || last - first >= MOST)
        return NULL;
    for (long i = first; i <= last; i++)
        buffer_format(&out, "%s%ld", i > first ? "," : "", i);
    return buffer_string(&out);
}

/* 20x20 and 20,20: the number of each side, where one is wanted of both. */
const char *meant_squared(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const signs[] = {"×", "x", "X", "*", NULL};
    (void)parameter;
    const char *sides = meant_replaced(arena, text, signs, ","), *comma = strchr(sides, ',');
    const char *first = comma ? meant_trimmed(arena, sides, comma) : "", *second = comma ? meant_trimmed(arena, comma + 1, strchr(comma, 0)) : "";
    return *first && !strcmp(first, second) ? first : NULL;
}

/* 0,5:1,5 */
const char *meant_with_points(struct arena *arena, const struct parameter *parameter, const char *text)
{
    const char *colon = strchr(text, ':');
    if (!colon || strchr(colon + 1, ':'))
        return NULL;
    const char *low = meant_trimmed(arena, text, colon), *high = meant_trimmed(arena, colon + 1, strchr(colon, 0));
    const char *low_read = meant_with_point(arena, parameter, low), *high_read = meant_with_point(arena, parameter, high);
    return low_read || high_read ? arena_format(arena, "%s:%s", low_read ? low_read : low, high_read ? high_read : high) : NULL;
}

/* Words that stand for numbers elsewhere. */
const char *meant_as_number(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const numbers[][3] = {{"batch", "full", "0"}, {"batch", "all", "0"}, {"batch", "none", "0"}, {"batch", "full_batch", "0"}};
    (void)arena;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!strcmp(parameter->name, numbers[i][0]) && !strcmp(text, numbers[i][1]))
            return numbers[i][2];
    return NULL;
}

/* 10 %, 640px and 5 epochs: with the unit as a factor. */
const char *meant_without_unit(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const struct {
        const char *unit, *factor;
    } units[] = {{"%", "/100"}, {"px", ""}, {"pixels", ""}, {"pt", ""}, {"k", "*1000"}, {"K", "*1000"}, {"M", "*1000000"}, {"°", ""}, {"deg", ""}};
    text += !strcmp(parameter->name, "scale") && *text == '@'; /* @2x */
    const size_t number = strspn(text, "+-.0123456789eE");
    const char *unit = text + number + strspn(text + number, " ");
    for (size_t i = 0; number && i < sizeof units / sizeof *units; i++)
        if (!strcmp(unit, units[i].unit))
            return arena_format(arena, "%.*s%s", (int)number, text, units[i].factor);
    const bool own = !strcmp(unit, parameter->name) || (!strcmp(parameter->name, "scale") && !strcmp(unit, "x")) ||
                     (!strcmp(parameter->name, "dim") && (!strcmp(unit, "d") || !strcmp(unit, "D")));
    return number && own ? arena_copy(arena, text, number) : NULL;
}
