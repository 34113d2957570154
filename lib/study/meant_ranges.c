/* A range begins behind a word, a comma or a bracket, and the text ends with it. What it says is left to the rewritings of intervals (meant.h), once the
 * coordinate's name and the words before it are taken off. */
#include "study/meant_ranges.h"

#include "base/buffer.h"
#include "base/text.h"
#include "expression/excerpt.h"
#include "study/kind.h"
#include "study/meant_rewritings.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MOST_BYTES = 400, MOST_TRIES = 16 };

/* Words and signs that introduce a range, or stand between the coordinate and it; one that ends in a letter is a word of its own. */
static const char *const introductions[] = {"for",       "on",     "in",     "over",          "where",  "with",   "if",       "when",     "from",
                                            "between",   "within", "as",     "the",           "range",  "domain", "interval", "ranging",  "ranges",
                                            "goes",      "going",  "values", "restricted to", "für",    "auf",    "von",      "zwischen", "im",
                                            "Intervall", "mit",    "pour",   "sur",           "de",     "entre",  "dans",     "para",     "en",
                                            "desde",     "per",    "da",     "\\text{for}",   "\\quad", "\\in",   "∈",        ",",        ";",
                                            "==",        "=",      ":"};

/* Past the spelling that stands at the text's beginning, as a word of its own if it ends in a letter; null if it does not stand there. */
static const char *past(struct excerpt text, const char *spelling)
{
    const char *behind = text.at + strlen(spelling);
    const bool word = isalpha((unsigned char)spelling[strlen(spelling) - 1]);
    return excerpt_starts(text, spelling) && !(word && behind < text.end && (isalnum((unsigned char)*behind) || *behind == '_')) ? behind : NULL;
}

static const char *past_introduction(struct excerpt text)
{
    for (size_t i = 0; i < sizeof introductions / sizeof *introductions; i++) {
        const char *behind = past(text, introductions[i]);
        if (behind)
            return behind;
    }
    return NULL;
}

/* Past the name of a coordinate, which is told. */
static const char *past_name(struct excerpt text, int *coordinate)
{
    static const char *const names[][5] = {{"x", "X", "x1", "x_1", "x₁"}, {"y", "Y", "x2", "x_2", "x₂"}};
    for (size_t i = 0; i < 10; i++) {
        const char *behind = past(text, names[i / 5][i % 5]);
        if (behind && (behind == text.end || !isalnum((unsigned char)*behind)) && !strchr("_(^*/+", behind < text.end ? *behind : ' ')) {
            *coordinate = (int)(i / 5);
            return behind;
        }
    }
    return NULL;
}

static struct excerpt without_introductions(struct excerpt text)
{
    for (const char *behind; (behind = past_introduction(text = excerpt_trim(text)));)
        text.at = behind;
    return text;
}

static bool read_interval(struct arena *arena, void *context, const char *value, struct error *error)
{
    const struct argument argument = {"x", value, value};
    struct interval interval;
    return kind_rows[KIND_INTERVAL].read(arena, context, &argument, &interval, error);
}

/* What is said of a size: |x| < 1 as ±1. */
static struct excerpt as_signed(struct arena *arena, struct excerpt text, int *coordinate)
{
    const char *behind = excerpt_starts(text, "|") ? past_name((struct excerpt){text.at + 1, text.end}, coordinate) : NULL;
    if (!behind || !excerpt_starts((struct excerpt){behind, text.end}, "|"))
        return text;
    const char *sign = behind + 1 + strspn(behind + 1, " "),
               *size = meant_replaced(arena, sign, (const char *const[]){"≤", "\\leq", "\\le", NULL}, "<=");
    size = arena_format(arena, "±%.*s", (int)strlen(size), size + (*size == '<') + (*size && size[1] == '='));
    return (struct excerpt){size, strchr(size, 0)};
}

/* {x, -1, 1}, (x, -1, 1) and [x=-1:1] without their brackets. */
static struct excerpt without_brackets(struct excerpt text)
{
    int coordinate;
    return text.at < text.end && strchr("([{", *text.at) && excerpt_past_bracket(text.at, text.end) == text.end &&
                   past_name(excerpt_trim((struct excerpt){text.at + 1, text.end}), &coordinate)
               ? excerpt_trim((struct excerpt){text.at + 1, text.end - 1})
               : text;
}

/* The text as one range; null if it is none. */
static const char *one_range(struct arena *arena, struct excerpt text, int *coordinate)
{
    static const char *const above[] = {"≥", ">=", "⩾", ">", "\\geq", "\\ge", NULL}, *const below[] = {"\\leq", "\\le", NULL};
    *coordinate = -1;
    text = as_signed(arena, without_brackets(without_introductions(text)), coordinate);
    const char *behind = past_name(text, coordinate);
    if (behind)
        text = without_introductions((struct excerpt){behind, text.end});
    const char *sign = NULL;
    for (const char *at = text.at; !behind && at < text.end; at++) /* -1 < x < 1 */
        if (strchr("<>=", *at) || (unsigned char)*at >= 0x80) {
            sign = at;
            past_name(excerpt_trim((struct excerpt){at + 1, text.end}), coordinate);
        }
    const char *range = excerpt_copy(arena, text);
    if (sign)
        range = meant_replaced(arena, meant_replaced(arena, range, above, "<"), below, "<=");
    if (!*range || past(text, "z") || !strpbrk(range, "0123456789pπ") || memchr(range, '\n', strlen(range)))
        return NULL;
    const char *step = strchr(range, ':'), *end = step ? strchr(step + 1, ':') : NULL;
    if (end && !strchr(end + 1, ':')) /* lo:step:hi, as programs have it */
        range = arena_format(arena, "%.*s:%s:%.*s", (int)(step - range), range, end + 1, (int)(end - step - 1), step + 1);
    const struct parameter parameter = {.name = "x", .kind = KIND_INTERVAL};
    struct error ignored = {0};
    return read_interval(arena, (void *)&parameter, range, &ignored) ? range
                                                                     : meant_value(arena, &parameter, range, read_interval, (void *)&parameter);
}

/* The text as ranges with something between them; how many, 0 if it is none. */
static size_t read_ranges(struct arena *arena, struct excerpt text, struct meant_ranges *ranges, size_t count)
{
    static const char *const separators[] = {",", ";", " and ", " und ", " et ", " y ", "×", "x", "*", "\\times", ")", "]", "}"};
    if (count == MEANT_MOST_RANGES || excerpt_trim(text).at == excerpt_trim(text).end)
        return 0;
    if (!count && text.end - text.at > 2 && !memcmp(text.end - 2, "^2", 2)) { /* [-1,1]^2 */
        const char *interval = one_range(arena, (struct excerpt){text.at, text.end - 2}, &ranges->items[0].coordinate);
        for (int i = 0; interval && i < MEANT_MOST_RANGES; i++) {
            ranges->items[i].coordinate = i;
            ranges->items[i].interval = interval;
        }
        return interval ? MEANT_MOST_RANGES : 0;
    }
    if ((ranges->items[count].interval = one_range(arena, text, &ranges->items[count].coordinate)))
        return count + 1;
    int depth = 0;
    for (const char *at = text.at; at < text.end; at++) {
        depth += strchr("([{", *at) ? 1 : strchr(")]}", *at) ? -1 : 0;
        for (size_t i = 0; i < sizeof separators / sizeof *separators && !depth; i++) {
            const char *end = at + (strchr(")]}", *separators[i]) ? 1 : 0), *behind = at + strlen(separators[i]);
            if (!excerpt_starts((struct excerpt){at, text.end}, separators[i]) || behind >= text.end)
                continue;
            if ((ranges->items[count].interval = one_range(arena, (struct excerpt){text.at, end}, &ranges->items[count].coordinate))) {
                const size_t all = read_ranges(arena, (struct excerpt){behind, text.end}, ranges, count + 1);
                if (all)
                    return all;
            }
        }
    }
    return 0;
}

/* Whether a range may begin here: at a word or sign that introduces one, a bracket, or a name with a sign behind it. */
static bool may_begin(struct excerpt text)
{
    int coordinate;
    const char *behind = past_name(text, &coordinate);
    const struct excerpt rest = behind ? excerpt_trim((struct excerpt){behind, text.end}) : text;
    return behind ? past_introduction(rest) != NULL : past_introduction(text) || strchr("([{|", *text.at);
}

/* What a call of a program that draws has in its brackets: Plot[…], fplot(…). */
static struct excerpt drawn(struct arena *arena, struct excerpt text)
{
    static const char *const names[] = {"plot",  "plot3d", "splot",    "plot2d", "contourplot", "densityplot", "ezplot",
                                        "fplot", "fsurf",  "fcontour", "fmesh",  "curve",       "draw"};
    const char *end = text.at;
    while (end < text.end && isalnum((unsigned char)*end))
        end++;
    char *name = arena_copy(arena, text.at, (size_t)(end - text.at));
    for (char *at = name; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i])) {
            const struct excerpt rest = excerpt_trim((struct excerpt){end, text.end});
            const bool called = rest.at < rest.end && strchr("([", *rest.at) && excerpt_past_bracket(rest.at, rest.end) == rest.end;
            return called ? excerpt_trim((struct excerpt){rest.at + 1, rest.end - 1}) : end < text.end && *end == ' ' ? rest : text;
        }
    return text;
}

bool meant_with_ranges(struct arena *arena, const char *text, meant_ranges_reader *read, void *context, struct meant_ranges *ranges)
{
    const size_t length = strnlen(text, MOST_BYTES + 1);
    if (length > MOST_BYTES)
        return false;
    const struct excerpt whole = drawn(arena, excerpt_trim((struct excerpt){text, text + length}));
    size_t tries = 0;
    if (whole.at < whole.end && *whole.at == '[') { /* gnuplot's [-1:1] x**2 */
        const char *behind = whole.at, *next;
        for (int i = 0; i < MEANT_MOST_RANGES && behind < whole.end && *behind == '[' && (next = excerpt_past_bracket(behind, whole.end)); i++)
            behind = next + strspn(next, " ");
        ranges->formula = excerpt_copy(arena, (struct excerpt){behind, whole.end});
        ranges->count = read_ranges(arena, (struct excerpt){whole.at, behind}, ranges, 0);
        return ranges->count && *ranges->formula && read(arena, context, ranges);
    }
    const bool signed_blanks = !memchr(text, ' ', length); /* of a form: x^2+from+-1+to+1 */
    const char *blanks = signed_blanks ? meant_replaced(arena, excerpt_copy(arena, whole), (const char *const[]){"+", NULL}, " ") : whole.at;
    int depth = 0;
    for (const char *at = whole.at + 1; at < whole.end && tries < MOST_TRIES; at++) {
        depth += strchr("([{", at[-1]) ? 1 : strchr(")]}", at[-1]) ? -1 : 0;
        const bool plus = signed_blanks && at[-1] == '+';
        if (!strchr(" ,;])", at[-1]) && !strchr(",;[{", *at) && !plus)
            continue;
        const struct excerpt head = excerpt_trim((struct excerpt){whole.at, at - (at[-1] == ',' || at[-1] == ';' || plus)});
        const struct excerpt rest = {blanks + (at - whole.at), blanks + (whole.end - whole.at)};
        if (depth || head.at == head.end || *at == ' ' || !may_begin(rest))
            continue;
        tries++;
        ranges->formula = excerpt_copy(arena, head);
        ranges->count = read_ranges(arena, rest, ranges, 0);
        if (ranges->count && read(arena, context, ranges))
            return true;
    }
    return false;
}

bool meant_tell_ranges(struct arena *arena, const struct meant_ranges *ranges, struct error *error)
{
    static const char *const names[] = {"x", "y"};
    struct buffer told = {.arena = arena};
    bool fits = strlen(ranges->formula) < sizeof error->repair;
    for (size_t i = 0; i < ranges->count; i++)
        fits = fits && strlen(ranges->items[i].interval) < sizeof error->also[i].value;
    for (size_t i = 0; i < ranges->count && fits; i++) {
        const char *name = names[ranges->items[i].coordinate];
        strcpy(error->also[i].parameter, name);
        strcpy(error->also[i].value, ranges->items[i].interval);
        buffer_format(&told, "%s%s=%s", i ? " and " : "", name, ranges->items[i].interval);
    }
    if (!fits)
        return false;
    strcpy(error->repair, ranges->formula);
    snprintf(error->detail, sizeof error->detail, "a range is no part of a formula: write %s=%s beside %s", error->parameter, ranges->formula,
             buffer_string(&told));
    text_trim_partial(error->detail);
    return true;
}
