/* The library's public part: loss landscapes as functions, and the studies of them as sentences, numbers and pictures.
 *
 *     #include <landscape.h>                       cc example.c $(pkg-config --cflags --libs landscape)
 *
 * A *formula* is what `f` takes in an address: a name of the catalogue ("rosenbrock") or a formula ("x*cos(pi*x)"). It gives values, exact
 * gradients and exact Hessians. A *study* is one question asked of a landscape, with the parameters that its address takes; its *answer* is a
 * sentence, columns of numbers, and a picture.
 *
 * Results follow from the arguments alone: the same call gives the same bits on every processor. Calls may be made from several threads, each
 * formula and each answer being used by one thread at a time. Nothing is printed, no signal, locale or allocator setting is touched, and no
 * thread is started. What is asked for too much fails with an error, as does what runs out of memory.
 *
 * What stands here is kept from one minor version to the next; what does not stand here has no name outside the library. */
#ifndef LANDSCAPE_H
#define LANDSCAPE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LANDSCAPE_VERSION "0.1.0"

#define LANDSCAPE_PUBLIC __attribute__((visibility("default")))

/* The version of the library that runs; LANDSCAPE_VERSION is that of the header. */
LANDSCAPE_PUBLIC const char *landscape_version(void);

/* What went wrong. Both texts are ended by a NUL, and empty where there is nothing to say. */
struct landscape_error {
    char parameter[64]; /* at fault */
    char detail[640];   /* a sentence; of a formula that cannot be read, lines with a caret */
};

/* What one formula or answer may take; null, and 0 in a member, stand for 256 MiB and for 5e9 operations of about a nanosecond. */
struct landscape_limits {
    size_t memory; /* bytes */
    double cost;   /* operations, as they are estimated before the work */
};

/* --- Formulas --- */

struct landscape_formula;

/* Reads a formula. `dimension`: its number of coordinates; 0: as the text says, or 2 where it leaves that open. Null with the error filled in
 * (which may be null) if it cannot be read. To be given to landscape_formula_close. */
LANDSCAPE_PUBLIC struct landscape_formula *landscape_formula_open(const char *f, size_t dimension, const struct landscape_limits *limits,
                                                                  struct landscape_error *error);

/* Null is allowed. */
LANDSCAPE_PUBLIC void landscape_formula_close(struct landscape_formula *formula);

LANDSCAPE_PUBLIC size_t landscape_formula_dimension(const struct landscape_formula *formula);

/* The formula as text that reads back; lasts as long as the formula. */
LANDSCAPE_PUBLIC const char *landscape_formula_text(const struct landscape_formula *formula);

/* The interval of a coordinate, from 0, that the catalogue gives; -5 to 5 for formulas that use nothing of it. */
LANDSCAPE_PUBLIC void landscape_formula_domain(const struct landscape_formula *formula, size_t coordinate, double *low, double *high);

/* Evaluates at `count` points of n = dimension coordinates each, points[i * n + k]. Each of the results that is not null is filled in:
 * values[i], gradients[i * n + k] and Hessians hessians[(i * n + j) * n + k]. What is undefined is infinite or not a number. False with the
 * error filled in if memory runs out. */
LANDSCAPE_PUBLIC bool landscape_formula_evaluate(struct landscape_formula *formula, size_t count, const double *points, double *values,
                                                 double *gradients, double *hessians, struct landscape_error *error);

/* --- Studies --- */

/* A parameter as in an address, not percent-encoded: {"x", "-1:2"}. */
struct landscape_argument {
    const char *name, *value;
};

/* The name of a study, from 0 on ("landscape", "descent", …); null behind the last. */
LANDSCAPE_PUBLIC const char *landscape_study_name(size_t index);

struct landscape_answer;

/* Asks a study; its parameters are those of the service's reference. Null with the error filled in (which may be null). To be given to
 * landscape_answer_close. */
LANDSCAPE_PUBLIC struct landscape_answer *landscape_ask(const char *study, const struct landscape_argument *arguments, size_t count,
                                                        const struct landscape_limits *limits, struct landscape_error *error);

/* Null is allowed. */
LANDSCAPE_PUBLIC void landscape_answer_close(struct landscape_answer *answer);

/* What it teaches, in a sentence or a few. Texts and numbers of an answer last as long as the answer. */
LANDSCAPE_PUBLIC const char *landscape_answer_sentence(const struct landscape_answer *answer);

/* A column of the answer's numbers, by index from 0 on: its name, how many numbers there are in *count, and the numbers in *numbers. Null behind
 * the last. Columns of texts are left out. */
LANDSCAPE_PUBLIC const char *landscape_answer_column(const struct landscape_answer *answer, size_t index, size_t *count, const double **numbers);

enum landscape_form { LANDSCAPE_PNG, LANDSCAPE_SVG, LANDSCAPE_PDF };

/* The picture as a file's bytes, their number in *length; null with the error filled in. Fonts are looked for where Debian puts them. */
LANDSCAPE_PUBLIC const void *landscape_answer_draw(struct landscape_answer *answer, enum landscape_form form, size_t *length,
                                                   struct landscape_error *error);

#ifdef __cplusplus
}
#endif

#endif
