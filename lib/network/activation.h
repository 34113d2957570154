/* The activations of networks, and the options that a network of random layers has beside its activation. */
#ifndef NETWORK_ACTIVATION_H
#define NETWORK_ACTIVATION_H

#include "expression/call.h"

/* A row each: name and options, the function as the language has it and written out, and the initialisation that suits it. */
struct activation {
    struct callable callable;
    const char *title, *formula, *written_out, *remark;
    bool he; /* by default He's initialisation; else Xavier's */
    const char *source;
};
extern const struct activation activations[];
extern const size_t activation_count;

/* The table of activations as calls are read by: tanh(init=xavier,normalization=layer,residual=1). */
const struct callable *activation_at(size_t index);

/* The options of every row, and what `init` may be. */
enum { ACTIVATION_INIT, ACTIVATION_DEVIATION, ACTIVATION_NORMALIZATION, ACTIVATION_RESIDUAL };
enum { INIT_AUTO, INIT_XAVIER, INIT_HE };

#endif
