/* The spellings of a formula's words: blanks, names, subscripts, superscripts and operators as people, LaTeX and other languages write them,
 * each brought to the one spelling of the grammar. */
#ifndef EXPRESSION_SPELLING_H
#define EXPRESSION_SPELLING_H

#include "base/arena.h"
#include "expression/operation.h"

#include <stdbool.h>

/* Past blanks of every kind: ASCII's, no-break and narrow ones, invisible operators, and LaTeX's spaces and sizes of brackets (\left, \,). */
const char *spelling_skip_blanks(const char *at);

/* Whether a name begins here. The words of the grammar (and, or, mod, not, if, else) are names in this sense, too. */
bool spelling_starts_name(const char *at);

/* Whether a command of LaTeX stands here that begins an operand and is no name: \frac, \sqrt, \lfloor, \{. */
bool spelling_opens_command(const char *at);

/* A name as it is typed and as the grammar has it. */
struct spelled_name {
    const char *name;  /* x_1, x₁, X1 and x_{1} are x1; Sin, np.sin and \sin are sin; Pi, π and \pi are pi */
    const char *index; /* of x_i and xᵢ: "i"; else null */
    const char *end;   /* past its text */
    bool command;      /* typed with LaTeX's backslash, */
    bool upright;      /* in the braces of \operatorname or the like */
};
struct spelled_name spelling_name(struct arena *arena, const char *at);

/* Whether exactly this word stands here, and no longer name. */
bool spelling_is_word(const char *at, const char *word);

/* The infix operator that stands here; null if there is none. */
const struct infix_row *spelling_infix(const char *at);

/* The length of the sign of a power that stands here, ^, ** or .^; 0 if there is none. */
size_t spelling_power_sign(const char *at);

/* The superscripts that stand here (², ⁻¹, ⁿ), written on the line; null if there are none. *end is past them. */
const char *spelling_superscripts(struct arena *arena, const char *at, const char **end);

/* Whether a name may stand for a number, so that a bracket behind it is a factor and not its operands: a letter, a letter with a number, or the
 * name of a constant or Greek letter, which is no function's. */
bool spelling_names_number(const char *name);

/* Whether a function of the tables goes by this name. */
bool spelling_is_function(const char *name);

/* Whether it is the name of a Greek letter, or one: theta, pi, θ. */
bool spelling_is_greek(const char *name);

/* Names of the grammar's own calls, sum, prod, diff and pick, by index; null past the last. */
const char *spelling_reserved(size_t index);
bool spelling_is_reserved(const char *name);

/* A name in which the signs of multiplication and the brackets were left out, written with them: xy is x*y, sinx is sin(x), xcos is x*cos.
 * `called`: a bracket follows, which belongs to the function at its end. Null if it cannot be so divided. */
const char *spelling_divide(struct arena *arena, const char *name, bool called);

/* The first `length` bytes of a formula's text with names replaced, each `from` by its `to`. */
const char *spelling_rename(struct arena *arena, const char *text, size_t length, const char *const *from, const char *const *to, size_t count);

/* The names of one letter in a text that are no coordinate, in order, at most `most`; their number, or 0 where coordinates stand beside them. */
size_t spelling_foreign_letters(struct arena *arena, const char *text, const char **letters, size_t most);

/* The text with the one letter in it that is numbered, as w1, w_2, w[0] or x0, as the coordinates x1, x2, … from the least number on, which is 0 or 1.
 * Null if there is none, several, or others beside it. */
const char *spelling_number_letters(struct arena *arena, const char *text);

/* Whether a name may be that of a constant: a letter or the name of a Greek one, with a number or without. */
bool spelling_is_constant(const char *name);

/* Past what goes on behind the operand of a function without brackets: a power, letters of other alphabets. Where there is nothing, `at`. */
const char *spelling_operand_goes_on(struct arena *arena, const char *at);

/* Whether an operand of a text without cells (A1) has a sign before it and a power behind it: -x^2, which spreadsheets read in another way. */
bool spelling_raises_sign(struct arena *arena, const char *text);

/* Whether the name is a word of a sentence, which is no constant: x^2 for x > 0. */
bool spelling_is_preposition(const char *name);

/* Whether the name is an imaginary unit in a text (null: none): i or j right behind a number, 1j; I where calls have square brackets, Exp[I x]. */
bool spelling_is_imaginary(const char *text, const char *name);

/* The text with every index that is a number, as in x[0], one greater: Python counts from 0. */
const char *spelling_count_from_one(struct arena *arena, const char *text);

#endif
