/* Lists of other languages, and their sums over an index. */
#include "expression/foreign_parts.h"
#include "expression/spelling.h"

#include <string.h>

/* The items of [a, b], {a, b}, c(a, b) or MATLAB's [a b]; 0 if it is none of these. */
size_t foreign_list_items(struct excerpt text, struct excerpt *items)
{
    static const char *const arrays[] = {"c(", "np.array(", "array(", "torch.tensor(", "np.asarray("};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        if (excerpt_starts(text, arrays[i]))
            text.at += strlen(arrays[i]) - 1;
    if (excerpt_starts(text, "([") && text.end[-1] == ')')
        text = excerpt_trim((struct excerpt){text.at + 1, text.end - 1});
    if (text.at == text.end || !strchr("[{(", *text.at) || excerpt_past_bracket(text.at, text.end) != text.end)
        return 0;
    const bool square = *text.at == '[';
    static const char infix[] = "<>=!*/^&|~";
    const struct excerpt within = excerpt_trim((struct excerpt){text.at + 1, text.end - 1});
    const size_t count = excerpt_split(within, ",", items);
    if (count > 1 || !square)
        return count;
    if (excerpt_split(within, " for ", items) > 1)
        return 1;
    const size_t spaced = excerpt_split(within, " ", items);
    for (size_t i = 0; i < spaced; i++)
        if (items[i].at == items[i].end || strchr(infix, *items[i].at) || strchr(infix, items[i].end[-1]) || strchr("+-", items[i].end[-1])) {
            items[0] = within; /* an expression with blanks in it */
            return 1;
        }
    return spaced;
}

/* Whether a name stands in a text only within the brackets of indices, x[i + 1]. */
static bool stands_in_indices(struct rewriting *rewriting, struct excerpt text, const char *name)
{
    struct buffer outside = {.arena = rewriting->arena};
    int depth = 0;
    for (const char *at = text.at; at < text.end; at++) {
        depth += *at == '[' ? 1 : *at == ']' ? -1 : 0;
        if (!depth)
            buffer_character(&outside, *at);
    }
    const char *kept = buffer_string(&outside), *const from[] = {name}, *const to[] = {""};
    return !strcmp(spelling_rename(rewriting->arena, kept, strlen(kept), from, to, 1), kept);
}

/* sum(x[i]**2 for i in range(n)), whose indices count from 0, and sum(v**2 for v in x): of as many terms as range has, or as there are coordinates. */
static const char *summed_each(struct rewriting *rewriting, const char *ours, struct excerpt operand)
{
    struct excerpt parts[EXCERPT_MOST_PARTS], loop[EXCERPT_MOST_PARTS], ends[EXCERPT_MOST_PARTS];
    if (excerpt_starts(operand, "[") && excerpt_past_bracket(operand.at, operand.end) == operand.end)
        operand = excerpt_trim((struct excerpt){operand.at + 1, operand.end - 1});
    if (excerpt_split(operand, " for ", parts) != 2 || excerpt_split(parts[1], " in ", loop) != 2 || !excerpt_is_name(loop[0]))
        return NULL;
    const char *name = excerpt_copy(rewriting->arena, loop[0]), *term = excerpt_copy(rewriting->arena, parts[0]);
    if (excerpt_equals(loop[1], "x")) {
        const char *const from[] = {name}, *const to[] = {"x[i]"};
        return arena_format(rewriting->arena, "%s(i, 1, n, %s)", ours, spelling_rename(rewriting->arena, term, strlen(term), from, to, 1));
    }
    const struct excerpt bounds = {loop[1].at + (excerpt_starts(loop[1], "range(") ? 5 : 0), loop[1].end};
    if (bounds.at == loop[1].at || foreign_list_items(bounds, ends) != 1 || !strchr(term, '[') || !stands_in_indices(rewriting, parts[0], name))
        return NULL;
    return arena_format(rewriting->arena, "%s(%s, 1, %s, %s)", ours, name, rewriting->rewrite(rewriting, ends[0]),
                        rewriting->rewrite(rewriting, parts[0]));
}

/* Sum[term, {k, 1, 3}], Sum(term, (k, 1, 3)), Sum(term, k, 1, 3), sum(term for k in range(1, 4)). */
const char *foreign_sum(struct rewriting *rewriting, const char *ours, const struct excerpt *operands, size_t count)
{
    struct excerpt items[EXCERPT_MOST_PARTS];
    const char *each = count == 1 ? summed_each(rewriting, ours, operands[0]) : NULL;
    if (each)
        return each;
    if (count == 2 && excerpt_split(operands[1], "=", items) == 2 && excerpt_is_name(items[0])) { /* Maple's i=1..3 */
        struct excerpt ends[EXCERPT_MOST_PARTS];
        if (excerpt_split(items[1], "..", ends) != 2)
            return NULL;
        return arena_format(rewriting->arena, "%s(%s, %s, %s, %s)", ours, excerpt_copy(rewriting->arena, items[0]),
                            rewriting->rewrite(rewriting, ends[0]), rewriting->rewrite(rewriting, ends[1]),
                            rewriting->rewrite(rewriting, operands[0]));
    }
    if (count == 2 && strchr("{(", *operands[1].at) && foreign_list_items(operands[1], items) == 2) /* {i, 3} counts from 1 */
        return arena_format(rewriting->arena, "%s(%s, 1, %s, %s)", ours, excerpt_copy(rewriting->arena, items[0]),
                            rewriting->rewrite(rewriting, items[1]), rewriting->rewrite(rewriting, operands[0]));
    if (count == 2 && strchr("{(", *operands[1].at) && foreign_list_items(operands[1], items) == 3)
        return arena_format(rewriting->arena, "%s(%s, %s, %s, %s)", ours, excerpt_copy(rewriting->arena, items[0]),
                            rewriting->rewrite(rewriting, items[1]), rewriting->rewrite(rewriting, items[2]),
                            rewriting->rewrite(rewriting, operands[0]));
    if (count == 4 && excerpt_is_name(operands[1]) && !excerpt_is_name(operands[0]))
        return arena_format(rewriting->arena, "%s(%s, %s, %s, %s)", ours, excerpt_copy(rewriting->arena, operands[1]),
                            rewriting->rewrite(rewriting, operands[2]), rewriting->rewrite(rewriting, operands[3]),
                            rewriting->rewrite(rewriting, operands[0]));
    if (count != 1 || excerpt_split(operands[0], " for ", items) != 2)
        return NULL;
    const struct excerpt term = items[0], loop = items[1];
    const size_t parts = excerpt_split(loop, " in range", items);
    struct excerpt ends[EXCERPT_MOST_PARTS];
    if (parts != 2 || !excerpt_is_name(items[0]) || foreign_list_items(items[1], ends) != 2)
        return NULL;
    return arena_format(rewriting->arena, "%s(%s, %s, (%s) - 1, %s)", ours, excerpt_copy(rewriting->arena, items[0]),
                        rewriting->rewrite(rewriting, ends[0]), rewriting->rewrite(rewriting, ends[1]), rewriting->rewrite(rewriting, term));
}
