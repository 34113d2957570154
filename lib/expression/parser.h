/* What the files of the parser share: the cursor over the text, complaints, and the small questions that all of them ask. */
#ifndef EXPRESSION_PARSER_H
#define EXPRESSION_PARSER_H

#include "expression/spelling.h"
#include "expression/syntax.h"

struct parser {
    struct arena *arena;
    const char *text, *at;
    struct error *error;
    struct syntax *(*formula)(struct parser *parser); /* reads a formula of lowest precedence, which every bracket may hold */
    int nesting;
    int brackets;        /* how many brackets are open */
    int bars;            /* how many |…| are open within the innermost bracket */
    const char *defined; /* y of "y =" in front of the formula; null if nothing is */
};

/* Sets the error at a place of the text, with a caret; null, so that `return parser_fail(...)` reads well. */
struct syntax *parser_fail(struct parser *parser, const char *at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Behind parser_fail: the text from start to end would better read so. Null. */
struct syntax *parser_mend(struct parser *parser, const char *start, const char *end, const char *text);

/* Counts one more bracket, sign or power within another; false, with an error, if they are too many. The caller counts down again. */
bool parser_descend(struct parser *parser);

/* The node, if there is one, with its place in the text. */
struct syntax *parser_place(const struct parser *parser, struct syntax *node, const char *start, const char *end);

/* An operation of one operand (b null) or two, at a place. */
struct syntax *parser_operation(const struct parser *parser, enum operation operation, struct syntax *a, struct syntax *b, const char *at);

size_t parser_position(const struct parser *parser, const char *at);
void parser_skip_blanks(struct parser *parser);

/* Passes over every '+' that stands where no operand follows it: before another binary operator, a comma, a closing bracket or the end. */
void parser_skip_stray_plus(struct parser *parser);

/* Past what a reader takes for the operand of a function without brackets: "2x" of "sin 2x + 1", "x^2" of "exp x^2 * y". */
const char *parser_operand_end(struct parser *parser, const char *at);

/* The character at a place, as text. */
const char *parser_character(struct parser *parser, const char *at);

bool parser_is_digit(char c);
bool parser_starts_number(const char *at);

/* Round and half brackets, |…|, {…} and LaTeX's commands at the cursor; null without an error if none of them stands there. */
struct syntax *parser_bracket(struct parser *parser);

/* A name at the cursor with what belongs to it: operands, an index, a power between a function and its bracket. */
struct syntax *parser_name(struct parser *parser);

/* Values in rows behind the name "grid", at the cursor; whether they stand there. */
bool parser_is_grid(const char *name, const char *at);
struct syntax *parser_grid(struct parser *parser, const char *start);

/* Passes over what names the formula or its variables: "y =", "f(x, y) =", "f :=", "lambda x:", "@(x)", "function(x)", "x ->", "(x, y) =>". */
bool parser_definition(struct parser *parser);

/* Whether R's assignment stands at a place, "<- " with a blank behind it, which would be a comparison with a negative: x < -3. Then with the error set. */
bool parser_assigns(struct parser *parser, const char *at);

/* Whether a number of another base stands at a place, 0x10, which would be a product. Then with the error set. */
bool parser_refuses_base(struct parser *parser, const char *at);

/* Whether the formulas read so far, of which the last begins at `start`, are no variables of a function, "x, y -> x*y"; else with the error set. */
bool parser_checks_variables(struct parser *parser, struct syntax *const *list, size_t count, const char *start);

/* Whether the comma at the cursor, behind a formula, separates it from another, and is none of a decimal number; else with the error set. */
bool parser_checks_comma(struct parser *parser, const struct syntax *node);

/* Whether the text is encoded for an address once more than it was decoded, x%5E2, which would be a remainder. Then with the error set. */
bool parser_is_encoded(struct parser *parser);

/* Whether a line ends before the place, outside of all brackets, so that no product was left out there but a second formula begins, or a constant's
 * value. Then with the error set. */
bool parser_breaks_line(struct parser *parser, const char *at);

/* Reads "; a = 2; b = -1" at the cursor, as far as there is any of it, and puts the numbers where the names stand in the trees. False with an error. */
bool parser_constants(struct parser *parser, struct syntax *const *list, size_t count);

#endif
