/* Has the box searched, counts in a second way, and says what the two are worth together. */
#include "analysis/critical_points.h"

#include "analysis/stationary.h"
#include "analysis/winding.h"
#include "base/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Operations that the cells may take, each some 5 ns. */
static const double cells_budget = 1e6;

const char *critical_completeness_name(enum critical_completeness completeness)
{
    static const char *const names[] = {"no", "not_contradicted", "proved"};
    return names[completeness];
}

/* Whether the point is in the box, which it is brought into if it is out by rounding. */
static bool inside(const double (*box)[2], size_t n, double *at)
{
    for (size_t k = 0; k < n; k++) {
        const double slack = 1e-12 * (box[k][1] - box[k][0]);
        if (!(at[k] >= box[k][0] - slack && at[k] <= box[k][1] + slack))
            return false;
    }
    for (size_t k = 0; k < n; k++)
        at[k] = fmin(fmax(at[k], box[k][0]), box[k][1]);
    return true;
}

static int by_value(const void *a, const void *b)
{
    const struct critical_point *p = a, *q = b;
    if (p->value != q->value)
        return p->value < q->value ? -1 : 1;
    for (size_t k = 0; k < p->dimension; k++)
        if (p->at[k] != q->at[k])
            return p->at[k] < q->at[k] ? -1 : 1;
    return 0;
}

/* The winding number round the box, where it is certain. */
static void count_turns(struct stationary *search, const double (*box)[2], struct critical_points *found)
{
    const struct landscape *landscape = search->landscape;
    enum { MOST_PIECES = 20000 };
    const node_id nodes[3] = {landscape->value, landscape->gradient[0], landscape->gradient[1]};
    struct rectangle rim = {{box[0][0], box[1][0]}, {box[0][1], box[1][1]}, 0, false};
    winding_count(interval_compile(search->arena, landscape->graph, nodes, 3, 2), MOST_PIECES, &rim);
    found->counted = rim.turns;
    found->counted_known = rim.known;
}

static const char *share_open(const struct stationary *search)
{
    const double percent = 100 * search->undecided;
    return percent < 1e-3    ? "less than 0.001 % of the box"
           : percent >= 99.5 ? "all of the box" /* cells reach over its rim */
                             : arena_format(search->arena, percent < 1 ? "%.1g %% of the box" : "%.0f %% of the box", percent);
}

static const char *signed_text(struct arena *arena, long number)
{
    return arena_format(arena, "%s%ld", number < 0 ? "−" : "", labs(number));
}

static const char *counted(struct arena *arena, size_t number)
{
    struct buffer text = {.arena = arena};
    buffer_count(&text, number);
    return buffer_string(&text);
}

/* Rounded to hundreds. */
static const char *in_hundreds(struct arena *arena, size_t number)
{
    const size_t hundreds = (number + 50) / 100 * 100;
    return counted(arena, hundreds ? hundreds : number);
}

/* Of a list that is full. */
static const char *more_than_kept(const struct stationary *search)
{
    struct arena *arena = search->arena;
    const char *more = arena_format(arena, "there are more points than the %s that one search keeps: ", counted(arena, CRITICAL_MOST_POINTS));
    return search->left_out ? arena_format(arena,
                                           "%sNewton's method came to some %s more, and a grid of starts finds but a part of so many; a smaller box "
                                           "shows them all",
                                           more, in_hundreds(arena, search->left_out))
                            : arena_format(arena, "%sa smaller box shows them all", more);
}

/* What a search has found of itself to be missing; null: nothing. */
static const char *known_missing(const struct stationary *search)
{
    if (search->overfull)
        return more_than_kept(search);
    if (search->crowded)
        return "there are more corners than one search looks at, as where they fill whole curves: these are not all";
    if (search->level_corners)
        return "there are whole curves of corners along which the landscape is level: of their points only some are listed";
    if (search->looks < 1)
        return "the kinds of its degenerate points take more work to tell than one search does: these are not all, nor are the curves of them";
    if (search->more_chains)
        return arena_format(search->arena, "there are more than %d curves of critical points, and no more are traced", CRITICAL_MOST_CHAINS);
    if (search->count < search->made)
        return arena_format(search->arena,
                            "it is made of functions of one coordinate each, and of the %zu points that theirs make doubles tell %zu only",
                            search->made, search->count);
    if (search->more_stretches)
        return arena_format(search->arena, "there are more than %d level stretches, and no more are told of", CRITICAL_MOST_STRETCHES);
    if (search->unresolved)
        return "there are more degenerate points than one search looks at: these are not all";
    if (search->surfaces)
        return "there are curves or surfaces of critical points, whose points are not listed";
    if (search->dimension > 2 && !search->apart && !search->idle)
        return arena_format(search->arena, "Newton's method found new points from the last of its %zu starts, too", search->starts);
    if (search->dimension > 2 && search->corners)
        return "at corners, where there is no gradient, points are looked for in one and two dimensions only";
    return NULL;
}

/* Newton's method and the count, in three and more dimensions. */
static void conclude_space(struct stationary *search, struct critical_points *found, long indices)
{
    struct arena *arena = search->arena;
    const char *starts = arena_format(arena, "the last %zu of %zu starts of Newton's method found nothing new", search->idle, search->starts);
    const bool agree = indices == found->counted;
    found->complete = found->counted_known && !agree ? CRITICAL_INCOMPLETE : CRITICAL_NOT_CONTRADICTED;
    found->evidence = !found->counted_known ? starts
                      : agree ? arena_format(arena, "%s, and the signs (−1)^index sum to %s, as the slopes on the sides of the box demand", starts,
                                             signed_text(arena, indices))
                              : arena_format(arena, "the signs (−1)^index sum to %s, but the slopes on the sides of the box demand %s",
                                             signed_text(arena, indices), signed_text(arena, found->counted));
}

/* What the finest grid found, where it was not the last that could find something. */
static const char *said_late(const struct stationary *search)
{
    return search->late ? arena_format(search->arena, ", in which Newton's method found %zu more from the finest of its grids, %zu × %zu places",
                                       search->late, search->side, search->side)
                        : "";
}

/* The cells and the winding number, in the plane. */
static void conclude_plane(struct stationary *search, struct critical_points *found, long indices)
{
    struct arena *arena = search->arena;
    if (search->singular) {
        found->evidence = arena_format(arena,
                                       "interval arithmetic leaves %s open, where the landscape may have poles, jumps or no value: "
                                       "these add to the winding number as well",
                                       share_open(search));
    } else if (indices != found->counted) {
        found->complete = CRITICAL_INCOMPLETE;
        found->evidence = arena_format(arena, "the indices of the points sum to %s, but the winding number of the gradient round the box is %s",
                                       signed_text(arena, indices), signed_text(arena, found->counted));
    } else if (search->contradicted_parts) {
        found->complete = CRITICAL_INCOMPLETE;
        found->evidence = arena_format(arena,
                                       "in %zu parts of the box the indices of the points do not sum to the winding number of the gradient "
                                       "round the part",
                                       search->contradicted_parts);
    } else {
        found->evidence = arena_format(arena,
                                       "the indices of the points sum to %s, as the winding number of the gradient round the box demands; interval "
                                       "arithmetic leaves %s open%s",
                                       signed_text(arena, indices), share_open(search), said_late(search));
    }
}

/* What the cells and the count make of the list. */
static void conclude(struct stationary *search, struct critical_points *found)
{
    struct arena *arena = search->arena;
    const size_t n = search->dimension;
    const bool proved = (n <= 2 || search->apart) && search->undecided_cells == 0;
    long indices = 0, changes = 0;
    for (size_t i = 0; i < found->count; i++) {
        indices += found->items[i].index;
        changes += labs(found->items[i].index);
        found->counted_known = found->counted_known && (n == 2 || found->items[i].index != 0);
    }
    if (n == 1) {
        found->counted = changes;
        found->counted_known = proved && !found->flat && !found->overfull;
    }
    found->complete = CRITICAL_NOT_CONTRADICTED;
    const char *missing = known_missing(search);
    if (missing) {
        found->complete = CRITICAL_INCOMPLETE;
        found->evidence = missing;
    } else if (proved) {
        found->complete = CRITICAL_PROVED;
        found->evidence = search->apart ? "the landscape is made of functions of one coordinate each, and interval arithmetic proves their lists"
                          : search->flat
                              ? "interval arithmetic proves that each part of the box holds exactly one of these points or none, or is level"
                              : "interval arithmetic proves that each part of the box holds exactly one of these points or none";
    } else if (search->apart) {
        found->evidence = search->evidence;
    } else if (n > 2) {
        conclude_space(search, found, indices);
    } else if (n == 2 && found->counted_known && !found->chain_count && !found->flat) {
        conclude_plane(search, found, indices);
    } else {
        found->complete = search->late ? CRITICAL_INCOMPLETE : CRITICAL_NOT_CONTRADICTED; /* no second count tells that these were the last */
        found->evidence = arena_format(arena, "interval arithmetic leaves %s open%s", share_open(search),
                                       search->late                     ? said_late(search)
                                       : search->level && !search->flat ? ", where doubles partly do not tell the values apart"
                                                                        : ", and nothing more was found there");
    }
}

static void collect(struct stationary *search, const double (*box)[2], struct critical_points *found)
{
    const size_t n = search->dimension;
    *found = (struct critical_points){.items = ARENA_NEW(search->arena, struct critical_point, search->count),
                                      .chains = search->chains,
                                      .chain_count = search->chain_count,
                                      .stretches = search->stretches,
                                      .stretch_count = search->stretch_count,
                                      .flat = search->flat,
                                      .level = search->level,
                                      .surfaces = search->surfaces,
                                      .starts = search->starts,
                                      .overfull = search->overfull};
    double *values = ARENA_ROOM(search->arena, double, search->count);
    for (size_t i = 0; i < search->count; i++)
        if (inside(box, n, search->points[i]->point.at)) {
            values[found->count] = search->points[i]->point.value;
            found->items[found->count++] = search->points[i]->point;
        }
    sort_by(search->arena, found->items, found->count, sizeof *found->items, values, by_value);
    if (n == 2)
        count_turns(search, box, found);
    if (n > 2) {
        found->counted = search->degree;
        found->counted_known = search->degree_known;
    }
    conclude(search, found);
}

/* Whether there is a gradient anywhere in the box, as far as points spread over it tell. */
static bool defined_somewhere(struct stationary *search)
{
    enum { POINTS = 1024 };
    const size_t n = search->dimension;
    const struct landscape *landscape = search->landscape;
    const node_id nodes[2] = {landscape->value, landscape->gradient[0]};
    const struct program *slope = program_compile(search->arena, landscape->graph, nodes, 2, n);
    double **inputs = ARENA_NEW(search->arena, double *, n + 2), **outputs = inputs + n;
    for (size_t k = 0; k < n + 2; k++)
        inputs[k] = ARENA_NEW(search->arena, double, POINTS);
    stationary_spread(search, 0, POINTS, inputs);
    program_run(slope, workspace_create(search->arena, slope), (const double *const *)inputs, outputs, POINTS);
    for (size_t i = 0; i < POINTS; i++)
        if (isfinite(outputs[0][i]) && isfinite(outputs[1][i]))
            return true;
    return false;
}

/* The catalogue's known minimizers that lie in the box: in a box with more points than are found they should not be missing. */
static void add_known(struct stationary *search, const double (*box)[2])
{
    const size_t n = search->dimension;
    double value, *points;
    size_t count, kept = 0;
    if (!landscape_minimum(search->arena, search->landscape, &value, &points, &count))
        return;
    double **at = ARENA_NEW(search->arena, double *, n);
    for (size_t k = 0; k < n; k++)
        at[k] = ARENA_NEW(search->arena, double, count);
    for (size_t i = 0; i < count; i++) {
        if (!inside(box, n, points + n * i))
            continue;
        for (size_t k = 0; k < n; k++)
            at[k][kept] = points[n * i + k];
        kept++;
    }
    stationary_add(search, (const double *const *)at, kept, true);
}

/* All that is looked for in the box. */
static bool search_box(struct stationary *search, struct error *error)
{
    if (search->dimension > 1 && !stationary_search_parts(search, critical_points_find, error))
        return false;
    if (search->apart)
        return true;
    switch (search->dimension) {
    case 1:
        return stationary_search_line(search, error) && stationary_search_cells(search, cells_budget, error);
    case 2:
        return stationary_search_plane(search, error) && stationary_search_corners(search, error) &&
               (stationary_is_full(search) || stationary_search_cells(search, cells_budget, error)) && stationary_chain(search, error) &&
               stationary_search_fine(search, error);
    default:
        if (!stationary_search_space(search, error))
            return false;
        search->corners = stationary_has_corners(search);
        return stationary_search_surfaces(search, error);
    }
}

/* How often a kind may be decided by values, each time by so many of them: the work is half of what critical_points_cost declares, as the values are few
 * at a time, of which each takes longer; those of a ring in the plane are compared at once. */
static double most_looks(const struct landscape *landscape)
{
    enum { VALUES = 8000, VALUES_OF_PLANE = 5000 };
    const double work = graph_work(landscape->graph);
    return critical_points_cost(landscape->dimension, work, false) / ((landscape->dimension == 2 ? VALUES_OF_PLANE : VALUES) * work);
}

bool critical_points_find(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct critical_points *found,
                          struct error *error)
{
    if (!landscape_differentiate(landscape, 2, error))
        return false;
    struct landscape boxed = *landscape;
    const size_t n = landscape->dimension;
    boxed.domain = arena_allocate(arena, n, sizeof *boxed.domain);
    memcpy(boxed.domain, box, n * sizeof *boxed.domain);
    struct stationary search;
    if (!stationary_begin(&search, arena, &boxed, error))
        return false;
    const bool undefined = !defined_somewhere(&search);
    search.looks = most_looks(landscape);
    if (!undefined)
        add_known(&search, box);
    if (!undefined && !search_box(&search, error))
        return false;
    stationary_resolve(&search);
    if (!stationary_drop_shadows(&search, error))
        return false;
    stationary_take_out_ends(&search);
    stationary_join_levels(&search);
    if (!undefined && !stationary_search_missing(&search, error))
        return false;
    collect(&search, box, found);
    found->undefined = undefined && !found->count;
    return true;
}

double critical_points_cost(size_t dimension, double work, bool smooth)
{
    if (dimension <= 2 && smooth) /* few points, and cells are soon settled */
        return 4e5 * work + 10 * cells_budget;
    if (dimension > 2)
        return stationary_space_cost(dimension, work);
    return dimension == 1 ? 1e5 * work + 130 * cells_budget
                          : 6e5 * work + 180 * cells_budget; /* in the plane curves are traced, and points that were missed looked for, too */
}
