/* What the files of the study of constraints share: the question and its answer. */
#ifndef STUDY_CONSTRAINED_H
#define STUDY_CONSTRAINED_H

#include "analysis/penalty.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/transformation.h"

enum { CONSTRAINED_MAP = 121, CONSTRAINED_ROUNDS = 50 };
enum constrained_method { METHOD_KKT, METHOD_PENALTY, METHOD_AUGMENTED };

struct constrained_parameters {
    struct picture picture;
    const char *f;
    struct repeated subject; /* struct constraint_text */
    struct interval x, y;
    int method; /* enum constrained_method */
    struct coordinates start;
    long rounds;
    double penalty, growth;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *functions; /* f, then what is at most 0, or 0 */
    size_t count;                /* of constraints */
    bool equality[KKT_MOST_CONSTRAINTS];
    double (*box)[2];
    double work; /* of the values of all functions */
};

struct constrained_result {
    struct kkt_found *found;
    struct penalty_round *rounds; /* of a method other than METHOD_KKT, the start first */
    size_t round_count;
    const struct kkt_point *nearest; /* the KKT point nearest to its end; null: none is known */
};

/* "x² + y² − 4 ≤ 0". */
const char *constrained_words(struct arena *arena, const struct constrained_parameters *parameters, size_t constraint);

/* "penalty method": the name of what takes rounds. */
const char *constrained_method_word(const struct constrained_parameters *parameters);

/* How many of the points are listed as `kind` of those that have multipliers. */
size_t constrained_count(const struct kkt_found *found, enum critical_kind kind);

void constrained_describe(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
void constrained_tell(const void *parameters, const void *result, struct buffer *sentence);
void constrained_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);
bool constrained_scripted(const void *parameters, const void *result, struct error *error);
bool constrained_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
