/* What the files of the study of gradients through depth share: the question and its answer. */
#ifndef STUDY_DEPTH_H
#define STUDY_DEPTH_H

#include "analysis/network.h"
#include "study/picture.h"
#include "study/study.h"

struct depth_parameters {
    struct picture picture;
    struct calls network;
    long depth, units, seeds, seed;

    /* Resolved: */
    struct network *networks;
};

/* Over the seeds, by layer: [depth + 1] each. */
struct depth_curve {
    double *gradient, *low, *high, *weights, *size;
    double decades; /* of gradient lost from one layer to the one before it */
};

struct depth_result {
    double *layer;
    struct depth_curve *curves;
};

/* A network as it was asked for: "tanh(init=xavier)". */
const char *depth_network_name(struct arena *arena, const struct depth_parameters *parameters, size_t i);

/* Whether a gradient stays within a few powers of ten, all the way back; such networks have a panel of their own beside others. */
enum { DEPTH_KEPT = 3 };
bool depth_draws_apart(const struct depth_parameters *parameters, const struct depth_result *result);

void depth_tell(const void *parameters, const void *result, struct buffer *sentence);
void depth_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);

struct script;
bool depth_scripted(const void *parameters, const void *result, struct error *error);
bool depth_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
