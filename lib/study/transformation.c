#include "study/transformation.h"

#include "base/text.h"
#include "landscape/transform.h"

#include <string.h>

/* Numbers as they would be typed: `count` of those given, zeros where there are fewer. */
static const char *typed_numbers(struct arena *arena, const double *items, size_t given, size_t count)
{
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        buffer_text(&text, i ? "," : "");
        buffer_number(&text, i < given ? items[i] : 0);
    }
    return buffer_string(&text);
}

static bool refuse(struct error *error, const char *parameter, const char *value, const char *repair, const char *detail)
{
    if (strlen(repair) < sizeof error->nearest)
        text_shorten(error->nearest, sizeof error->nearest, repair);
    error_set(error, ERROR_INVALID, "%s%s%s%s", detail, *error->nearest ? "; did you mean '" : "", error->nearest, *error->nearest ? "'?" : "");
    return error_blame(error, parameter, value);
}

static bool check_shift(struct arena *arena, const struct coordinates *shift, bool repeated, size_t n, struct error *error)
{
    if (!shift->count || shift->count == n || (repeated && shift->count < n))
        return true;
    return refuse(error, "shift", typed_numbers(arena, shift->items, shift->count, shift->count), typed_numbers(arena, shift->items, shift->count, n),
                  arena_format(arena, "the shift has %zu coordinate%s, the landscape %zu", shift->count, shift->count == 1 ? "" : "s", n));
}

static bool check_rotation(struct arena *arena, const struct rotation *rotate, size_t n, struct error *error)
{
    const bool random = rotate->random.callable;
    const char *value = random ? "random" : typed_numbers(arena, rotate->angles, rotate->count, rotate->count);
    if (!random && !rotate->count)
        return true;
    if (n == 1)
        return refuse(error, "rotate", value, "", "a landscape of one coordinate cannot be turned: leave rotate out");
    if (n > TRANSFORM_MOST_TURNED) {
        error_set(error, ERROR_TOO_MUCH, "a rotation of %zu coordinates is more than the %d allowed", n, TRANSFORM_MOST_TURNED);
        return error_blame(error, "rotate", value);
    }
    if (random || rotate->count == 1 || rotate->count == n - 1)
        return true;
    return refuse(error, "rotate", value, typed_numbers(arena, rotate->angles, rotate->count, n > 2 && rotate->count > n - 1 ? n - 1 : 1),
                  n == 2 ? arena_format(arena, "two coordinates have one plane to be turned in, by one angle, not %zu", rotate->count)
                         : arena_format(arena, "%zu coordinates are turned by one angle in all planes, or by %zu, not %zu", n, n - 1, rotate->count));
}

bool transformation_apply(struct arena *arena, const struct typed_transformation *typed, bool repeated, struct landscape *landscapes, size_t count,
                          struct error *error)
{
    const size_t n = landscapes[0].dimension;
    if (!check_rotation(arena, &typed->rotate, n, error) || !check_shift(arena, &typed->shift, repeated, n, error))
        return false;
    double *shift = ARENA_NEW(arena, double, n);
    for (size_t i = 0; i < n && typed->shift.count; i++)
        shift[i] = typed->shift.items[i % typed->shift.count];
    const bool random = typed->rotate.random.callable;
    const struct transformation transformation = {.shift = shift,
                                                  .shift_count = typed->shift.count ? n : 0,
                                                  .angles = typed->rotate.angles,
                                                  .angle_count = typed->rotate.count,
                                                  .random = random,
                                                  .seed = random ? (uint64_t)typed->rotate.random.values[0] : 0};
    return landscape_transform(landscapes, count, &transformation, error) || error_blame(error, typed->shift.count ? "shift" : "rotate", "");
}

static void add_points(struct arena *arena, struct value *object, const char *name, const double *points, size_t count, size_t n)
{
    struct value *list = value_add(arena, object, name, VALUE_LIST);
    for (size_t i = 0; i < count; i++)
        value_add_numbers(arena, list, NULL, points + i * n, n);
}

void transformation_describe(struct arena *arena, const struct landscape *landscape, struct value *facts)
{
    const struct transformed *transformed = landscape->transformed;
    const size_t n = landscape->dimension;
    double value, *points;
    size_t count;
    if (!transformed)
        return;
    struct value *object = value_add(arena, facts, "transformation", VALUE_OBJECT);
    value_add_numbers(arena, object, "shift", transformed->shift, n);
    if (transformed->rotation)
        add_points(arena, object, "rotation", transformed->rotation, n, n);
    struct value *coordinates = value_add(arena, object, "coordinates", VALUE_LIST);
    for (size_t i = 0; i < n; i++)
        value_add_text(arena, coordinates, NULL, landscape_formula(landscape, transformed->coordinates[i], PRINT_TEXT));
    if (landscape_minimum(arena, landscape, &value, &points, &count)) {
        value_add_number(arena, object, "minimum", value);
        add_points(arena, object, "minimizers", points, count, n);
    }
    if (landscape_start(arena, landscape, &points))
        value_add_numbers(arena, object, "start", points, n);
}
