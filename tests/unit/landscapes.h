/* Landscapes as tests name them: by formulas that are known to be sound, and by the names of tests/reference. Include it behind cmocka.h. */
#ifndef TESTS_LANDSCAPES_H
#define TESTS_LANDSCAPES_H

#include "landscape/landscape.h"

#include <string.h>

/* The landscape of a formula or of a catalogue's name. */
static inline struct landscape *resolve(struct arena *arena, const char *f, size_t dimension)
{
    struct landscape *landscapes;
    struct error error = {0};
    size_t count;
    if (!landscape_resolve(arena, f, dimension, 0, NULL, 0, &landscapes, &count, &error))
        fail_msg("%s: %s", f, error.detail);
    return landscapes;
}

/* rosenbrock_n and ackley2 are rosenbrock and ackley here: one definition serves every dimension. */
static inline const char *our_name(struct arena *arena, const char *name)
{
    const size_t length = strlen(name);
    return catalogue_find(name) ? name : arena_copy(arena, name, length - (name[length - 1] == '2' ? 1 : 2));
}

#endif
