/* Excerpts of a text, of which brackets belong together. */
#ifndef EXPRESSION_EXCERPT_H
#define EXPRESSION_EXCERPT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct excerpt {
    const char *at, *end;
};
enum { EXCERPT_MOST_PARTS = 64 };

/* Without blanks at its ends. */
struct excerpt excerpt_trim(struct excerpt text);

/* Whether it begins with the prefix, is the word, or is a name: a letter with letters, digits and low lines behind it. */
bool excerpt_starts(struct excerpt text, const char *prefix);
bool excerpt_equals(struct excerpt text, const char *word);
bool excerpt_is_name(struct excerpt text);

const char *excerpt_copy(struct arena *arena, struct excerpt text);

/* Past the bracket that closes the one at `at`; null if none does. */
const char *excerpt_past_bracket(const char *at, const char *end);

/* Splits at a sign outside of all brackets; how many parts there are, at most EXCERPT_MOST_PARTS, trimmed. */
size_t excerpt_split(struct excerpt text, const char *sign, struct excerpt *parts);

/* Past a name, a number or what stands in brackets at the text's beginning, with the brackets of a call; its beginning if there is none. */
const char *excerpt_operand_end(struct excerpt text);

/* Where a term ends that begins here: before a sign of a sum or comparison, a comma or a bracket that it has not opened. */
const char *excerpt_term_end(struct excerpt text);

#endif
