/* How a descent ended is told the same whatever the units: paths over random landscapes are judged again after each coordinate, the value
 * or both have been scaled, shifted or turned, and the words must stay. */
#include "analysis/outcome.h"
#include "base/random.h"

#include "descents.h"

#include <stdlib.h>

enum { LANDSCAPES = 60, STEPS = 120, AROUND = 24 };

static uint64_t seed = 7;

/* A change of units: x' = s·R·x + b, f' = c·f + d. */
struct units {
    const char *name;
    double scale[2], shift[2], factor, offset, angle;
};

static const struct units all_units[] = {
    {"as it is", {1, 1}, {0, 0}, 1, 0, 0},
    {"x in millionths", {1e6, 1}, {0, 0}, 1, 0, 0},
    {"y in millions", {1, 1e-6}, {0, 0}, 1, 0, 0},
    {"x in millions, y in millionths", {1e-6, 1e6}, {0, 0}, 1, 0, 0},
    {"f a googol as large", {1, 1}, {0, 0}, 1e100, 0, 0},
    {"f a googol as small, x in millionths", {1e6, 1}, {0, 0}, 1e-100, 0, 0},
    {"shifted", {1, 1}, {3, -7}, 1, 5, 0},
    {"turned", {1, 1}, {0, 0}, 1, 0, 0.6},
    {"turned, scaled and shifted", {1e-6, 1e-6}, {2e-6, 1e-6}, 1e6, -3, 2},
};

static double uniform(uint64_t landscape, uint64_t position, double low, double high)
{
    return low + (high - low) * random_uniform(seed, random_stream(RANDOM_START, landscape), position);
}

/* A random landscape of u and v: a bowl, a trough or a saddle, with a bump, a wave, a corner, a plain or none of these. */
static const char *formula(struct arena *arena, uint64_t k, const char *u, const char *v)
{
    static const char *const extras[] = {"0",
                                         "2*exp(-(u-0.5)^2-(v+1)^2)",
                                         "0.3*sin(3*u)*cos(2*v)",
                                         "abs(u+0.3*v)",
                                         "tanh(u)+tanh(v/2)",
                                         "0.1*(u^4+v^4)",
                                         "-3/(1+u^2+v^2)",
                                         "relu(u-v)",
                                         "u^3/6"};
    enum { EXTRAS = sizeof extras / sizeof *extras };
    const char *extra = extras[k % EXTRAS];
    const double curve[2] = {k % 5 == 4 ? 0 : uniform(k, 0, 0.05, 2), k % 7 == 3   ? -uniform(k, 1, 0.1, 0.5)
                                                                      : k % 5 == 4 ? 0
                                                                                   : uniform(k, 1, 0.05, 2)};
    struct buffer out = {.arena = arena};
    buffer_format(&out, "%.17g*(%s)^2+%.17g*(%s)^2+%.17g*(%s)*(%s)+", curve[0], u, curve[1], v, k % 5 == 4 ? 0 : uniform(k, 2, -0.1, 0.1), u, v);
    for (const char *at = extra; *at; at++) {
        const bool letter = at > extra && ((at[-1] >= 'a' && at[-1] <= 'z') || (at[1] >= 'a' && at[1] <= 'z'));
        if (!letter && (*at == 'u' || *at == 'v'))
            buffer_format(&out, "(%s)", *at == 'u' ? u : v);
        else
            buffer_character(&out, *at);
    }
    return buffer_string(&out);
}

struct recorded {
    double x[STEPS + AROUND + 1][2], gradient[STEPS + AROUND + 1][2], value[STEPS + AROUND + 1], norm[STEPS + AROUND + 1];
    struct outcome_path path;
};

static void record_row(void *context, const struct block *block, size_t point)
{
    struct recorded *recorded = context;
    const size_t row = recorded->path.rows++;
    for (size_t d = 0; d < 2; d++) {
        recorded->x[row][d] = block->x[d * block->lanes + point];
        recorded->gradient[row][d] = block->gradient[d * block->lanes + point];
    }
    recorded->value[row] = block->value[point];
}

/* The formula of the same landscape in other units, in terms of x and y. */
static const char *changed_formula(struct arena *arena, uint64_t k, const struct units *units)
{
    const double c = cos(units->angle), s = sin(units->angle);
    const char *x = arena_format(arena, "((x-(%.17g))/%.17g)", units->shift[0], units->scale[0]);
    const char *y = arena_format(arena, "((y-(%.17g))/%.17g)", units->shift[1], units->scale[1]);
    const char *u = units->angle == 0 ? x : arena_format(arena, "(%.17g*%s+%.17g*%s)", c, x, s, y);
    const char *v = units->angle == 0 ? y : arena_format(arena, "(%.17g*%s-%.17g*%s)", c, y, s, x);
    return arena_format(arena, "%.17g*(%s)+(%.17g)", units->factor, formula(arena, k, u, v), units->offset * units->factor);
}

static struct outcome judge_changed(struct arena *arena, uint64_t k, const struct units *units, const struct recorded *recorded)
{
    const double c = cos(units->angle), s = sin(units->angle);
    struct recorded *changed = ARENA_NEW(arena, struct recorded, 1);
    changed->path = recorded->path;
    for (size_t row = 0; row < recorded->path.rows; row++) {
        const double *x = recorded->x[row], *g = recorded->gradient[row];
        const double turned[2] = {c * x[0] - s * x[1], s * x[0] + c * x[1]}, slope[2] = {c * g[0] - s * g[1], s * g[0] + c * g[1]};
        for (size_t d = 0; d < 2; d++)
            changed->x[row][d] = units->scale[d] * turned[d] + units->shift[d];
        changed->value[row] = units->factor * (recorded->value[row] + units->offset);
        changed->norm[row] = units->factor * hypot(slope[0] / units->scale[0], slope[1] / units->scale[1]);
    }
    changed->path.x = changed->x[0];
    changed->path.value = changed->value;
    changed->path.gradient_norm = changed->norm;
    /* A box whose turned corners do not cut off what the straight one holds: paths that leave it do so by far. */
    const double half = 2e3;
    const double box[2][2] = {{units->shift[0] - half * units->scale[0], units->shift[0] + half * units->scale[0]},
                              {units->shift[1] - half * units->scale[1], units->shift[1] + half * units->scale[1]}};
    const struct outcome_setting setting = {.landscape = resolve(arena, changed_formula(arena, k, units), 2), .box = box};
    struct outcome outcome;
    struct error error = {0};
    assert_true(outcome_judge(arena, &setting, &changed->path, 1, &outcome, &error));
    return outcome;
}

/* Whether a few steps earlier and later the verdict is the same. The extents of a turned path are others, by a factor of up to √2, so what
 * has just got where it converges may not have got there yet, and the other way round. */
static bool is_settled(struct arena *arena, uint64_t k, const struct recorded *recorded, size_t rows, enum outcome_kind kind)
{
    bool settled = true;
    for (size_t at = rows > AROUND + 5 ? rows - AROUND : 5; at <= recorded->path.rows && settled; at++) {
        struct recorded other = *recorded;
        other.path.rows = at;
        settled = judge_changed(arena, k, &all_units[0], &other).kind == kind;
    }
    return settled;
}

static void test_units(void **state)
{
    (void)state;
    static const struct {
        const char *call;
        bool turns; /* it goes the same way in turned coordinates, so their axes mean nothing to it */
    } methods_run[] = {{"gd(lr=0.1)", true},       {"gd(lr=0.7)", true},     {"momentum(lr=0.05)", true},
                       {"gd(lr=0.0000001)", true}, {"newton", true},         {"lbfgs", true},
                       {"line_search", true},      {"adam(lr=0.01)", false}, {"rprop", false}};
    enum { METHODS = sizeof methods_run / sizeof *methods_run, UNITS = sizeof all_units / sizeof *all_units };
    size_t wrong = 0, judged = 0, unsettled = 0, turned = 0, turned_wrong = 0, seen[OUTCOME_COUNT] = {0};
    for (uint64_t k = 0; k < LANDSCAPES; k++)
        for (size_t m = 0; m < METHODS; m++) {
            struct arena *arena = arena_create(ARENA_BYTES);
            const double start[2] = {uniform(k, 3 + 2 * m, -3, 3), uniform(k, 4 + 2 * m, -3, 3)};
            struct recorded *recorded = ARENA_NEW(arena, struct recorded, 1);
            const struct setting setting = {.f = changed_formula(arena, k, &all_units[0]),
                                            .method = methods_run[m].call,
                                            .dimension = 2,
                                            .steps = STEPS + AROUND,
                                            .starts = start};
            const struct descent_ends ends = run(arena, &setting, &(struct descent_observer){.observe = record_row, .context = recorded});
            recorded->path.stop = ends.stops[0];
            struct recorded whole = *recorded; /* what is judged is its beginning */
            recorded->path.rows = whole.path.rows > STEPS + 1 ? STEPS + 1 : whole.path.rows;
            const struct outcome first = judge_changed(arena, k, &all_units[0], recorded);
            seen[first.kind]++;
            for (size_t i = 1; i < UNITS; i++) {
                if (all_units[i].angle != 0 && !methods_run[m].turns)
                    continue;
                judged++;
                turned += all_units[i].angle != 0;
                const struct outcome outcome = judge_changed(arena, k, &all_units[i], recorded);
                if (outcome.kind == first.kind)
                    continue;
                if (all_units[i].angle != 0 && !is_settled(arena, k, &whole, recorded->path.rows, first.kind)) {
                    unsettled++;
                    continue;
                }
                *(all_units[i].angle != 0 ? &turned_wrong : &wrong) += 1;
                print_error("%s: %s on %s\n  %s: %s\n  %s: %s\n", all_units[i].name, methods_run[m].call, setting.f, outcome_name(first.kind),
                            first.evidence, outcome_name(outcome.kind), outcome.evidence);
            }
            arena_destroy(arena);
        }
    print_message("%zu verdicts compared, %zu of turned paths had just changed:", judged, unsettled);
    for (size_t kind = 0; kind < OUTCOME_COUNT; kind++)
        print_message(" %zu %s", seen[kind], outcome_name((enum outcome_kind)kind));
    print_message("\n");
    assert_int_equal(wrong, 0);
    assert_true(200 * turned_wrong <= turned); /* what lies between the thresholds of one frame and another */
}

int main(void)
{
    if (getenv("SEED")) /* another set of landscapes */
        seed = (uint64_t)atoi(getenv("SEED"));
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_units)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
