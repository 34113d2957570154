/* The networks that can be asked for: a row each, read as calls: mlp(hidden=16;16,activation=tanh). */
#ifndef NETWORK_NETWORKS_H
#define NETWORK_NETWORKS_H

#include "expression/call.h"
#include "network/model.h"

struct network_kind {
    struct callable callable;
    const char *title, *help, *source;
    bool images; /* inputs must be images */
    void (*design)(struct arena *arena, const struct call *call, struct architecture *architecture);
};
extern const struct network_kind network_kinds[];
extern const size_t network_kind_count;

/* The table of networks as calls are read by. */
const struct callable *network_kind_at(size_t index);

/* What a network is made for: the examples' inputs, as an image where they are one (else 0 rows), its outputs and loss. */
struct network_task {
    size_t inputs, outputs;
    size_t image_rows, image_columns;
    const struct loss_kind *loss;
};

/* The model that the call describes, for derivatives up to `order`. */
bool network_model(struct arena *arena, const struct call *call, const struct network_task *task, int order, struct model *model,
                   struct error *error);

/* The call for people, appended: "64-32-10, tanh, layer norm". */
void network_describe(const struct call *call, const struct network_task *task, struct buffer *out);

#endif
