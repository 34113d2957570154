#include "study/subject.h"

bool subject_resolve(struct arena *arena, const char *f, size_t dimension, size_t suggested, struct landscape **landscape, struct error *error)
{
    size_t count;
    if (!landscape_resolve(arena, f, dimension, suggested, NULL, 0, landscape, &count, error))
        return error_blame(error, "f", f);
    if (count == 1)
        return true;
    error_set(error, ERROR_INVALID, "one landscape is wanted here, not %zu", count);
    return error_blame(error, "f", f);
}

bool subject_takes_start(const struct landscape *landscape, size_t given, bool repeated, struct error *error)
{
    const size_t n = landscape->dimension;
    if (given == n || given == 0 || (given < n && repeated))
        return true;
    error_set(error, ERROR_INVALID, "the start has %zu coordinate%s, the landscape %zu", given, given == 1 ? "" : "s", n);
    return error_blame(error, "start", "");
}

double subject_start(const struct landscape *landscape, const struct coordinates *given, size_t d)
{
    /* Off the corner and off the diagonal, so that no symmetry is met by chance. */
    static const double corner[2] = {0.1, 0.2};
    if (given && given->count)
        return given->items[d % given->count];
    const double *domain = landscape->domain[d];
    return domain[0] + corner[d % 2] * (domain[1] - domain[0]);
}
