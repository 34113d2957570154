/* Losses of a network: a kind is a row. The loss of a batch is the mean over its examples. */
#ifndef NETWORK_LOSS_H
#define NETWORK_LOSS_H

#include "network/layer.h"

/* One chunk of examples: the network's outputs and what they should be. */
struct loss_run {
    size_t examples, lanes, outputs;
    struct signal *out;
    /* [examples][targets of the kind][lanes]: the class, or the outputs wanted. */
    const double *target;
    size_t target_stride;
    double share;    /* of one example in the mean: 1 / examples of the batch */
    double *loss;    /* [lanes], added to */
    double *scratch; /* as many as the kind says */
};

struct loss_kind {
    const char *name, *title, *formula;
    bool classes;                                                     /* a target is the number of a class, else a number for each output */
    size_t (*scratch)(size_t examples, size_t outputs, size_t lanes); /* doubles that it needs for so many examples; null: none */
    void (*gradient)(struct loss_run *run);                           /* adds to the loss; writes out->gradient unless it is null */
    /* Writes out->gradient_tangent from out->value and out->tangent, for the examples that `gradient` was last run for: the scratch is as that left it. */
    void (*gradient_tangent)(struct loss_run *run);
};

/* The losses: a name here mounts the row loss_NAME everywhere. */
#define LOSSES(ROW) ROW(cross_entropy) ROW(squared) ROW(half_squared)
#define LOSS_DECLARED(name) extern const struct loss_kind loss_##name;
LOSSES(LOSS_DECLARED)

/* The choices of a parameter: 0 is auto, else 1 + the index in loss_kinds. */
#define LOSS_CHOICE(name) "|" #name
#define LOSS_CHOICES "auto" LOSSES(LOSS_CHOICE)

/* The table of losses. */
extern const struct loss_kind *const loss_kinds[];
extern const size_t loss_kind_count;

#endif
