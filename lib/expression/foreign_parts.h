/* What the files of foreign.h share. */
#ifndef EXPRESSION_FOREIGN_PARTS_H
#define EXPRESSION_FOREIGN_PARTS_H

#include "base/buffer.h"
#include "expression/excerpt.h"

/* One pass over a text. `rewrite` is that of a part of it: operands, cells. */
struct rewriting {
    struct arena *arena;
    bool changed; /* something foreign was in it */
    bool full;    /* a part came out longer than FOREIGN_MOST_BYTES, which no repair is: operands that stand several times in a template double */
    bool sheet;   /* it is a formula of a spreadsheet */
    bool decimal; /* its numbers have a decimal comma */
    int depth;
    const char *(*rewrite)(struct rewriting *rewriting, struct excerpt text);
};

enum { FOREIGN_MOST_BYTES = 2000 };

/* A call in ours, by its name in small letters and what stands in its brackets; null if it is none of the known. */
const char *foreign_call(struct rewriting *rewriting, const char *name, struct excerpt within, bool square);

/* The number that stands here, into `out`; past it. */
const char *foreign_number(struct rewriting *rewriting, struct excerpt text, struct buffer *out);

/* Whether a comma stands between digits where it separates nothing: outside of brackets and of operands, and none that may be one of thousands. */
bool foreign_has_decimal_comma(struct arena *arena, struct excerpt text);

/* The items of [a, b], {a, b}, c(a, b), np.array([a, b]) or MATLAB's [a b]; 0 if it is none of these. */
size_t foreign_list_items(struct excerpt text, struct excerpt *items);

/* Sums and products of other languages by `ours`, sum or prod: Sum[term, {k, 1, 3}], sum(term for k in range(1, 4)). Null if it is none of these. */
const char *foreign_sum(struct rewriting *rewriting, const char *ours, const struct excerpt *operands, size_t count);

/* Our name of a function of one operand, tan for tg; null if it is none of the known. */
const char *foreign_name(struct rewriting *rewriting, const char *name);

/* where(c1, a1, where(c2, a2, … rest)); of `count` pairs, values[k] where conditions[k]. A condition that is none ends them. */
const char *foreign_choose(struct rewriting *rewriting, const struct excerpt *values, const struct excerpt *conditions, size_t count,
                           const char *rest);

/* Forms of a whole text: x // Sin, Sin @ x, x |> sin, #^2 &, a // b, a %/% b, a .\ b, if (c) a else b, a*x^2 where a = 2. Null if it is none. */
const char *foreign_whole(struct rewriting *rewriting, struct excerpt text);

/* The text without what stands around a formula and is none of it: quotes, "f <- ", "def f(x): return ", "const f = x => ", braces of a body, "plot ", a
 * comment at the end. */
struct excerpt foreign_stripped(struct rewriting *rewriting, struct excerpt text);

/* Past a comment within a formula, (* … *) or / * … * /; null if none stands here. */
const char *foreign_comment(struct excerpt text);

/* The text with methods as calls, (x - 1).pow(2).exp() as exp(pow(x - 1, 2)). What x.sum() takes of an array, a coordinate has not: that stays. */
const char *foreign_plain(struct rewriting *rewriting, struct excerpt text);

/* What a spreadsheet means by the sign, number or cell that stands here, into `out`; past it, or null if it means what others mean. */
const char *foreign_sheet(struct rewriting *rewriting, struct excerpt text, struct buffer *out);

/* {a \over b} into `out`; past it, or null. */
const char *foreign_over(struct rewriting *rewriting, struct excerpt text, struct buffer *out);

/* What begins with a backslash and is known, into `out`; past it, or null. */
const char *foreign_command(struct rewriting *rewriting, struct excerpt text, struct buffer *out);

#endif
