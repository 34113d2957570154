/* How a descent ends depends neither on how the axes lie nor on where the origin is: methods that go the same way in turned coordinates start from the
 * turned and moved point of every landscape of the catalogue in the plane, and the words must stay.
 *
 * Rounding differs between the two runs, so only paths that agree are compared: no row of one is further from the carried row of the other than AGREE
 * of the path's length, and both have as many rows. What is left out by this is counted: chaotic paths, and those that a branch of a method parted. */
#include "analysis/outcome.h"
#include "base/random.h"
#include "landscape/transform.h"

#include "descents.h"
#include "tests/unit/watched.h"

enum { STEPS = 80, AROUND = 24, ROWS = STEPS + AROUND + 1 };
static const double agree = 1e-6;

static const struct turn {
    double angle, shift; /* degrees; parts of the domain's width */
} turns[] = {{90, 0}, {45, 0}, {30, 0}, {217, 0.33}, {0, 10}};
enum { TURNS = sizeof turns / sizeof *turns };

/* A rate is such that the first step is this part of the domain's width; 0: the method has no rate. */
static const struct {
    const char *name;
    double part;
} methods_run[] = {{"gd", 1e-3},       {"gd", 0.1},  {"momentum", 1e-2}, {"nesterov", 1e-2},        {"newton", 0},
                   {"line_search", 0}, {"lbfgs", 0}, {"bfgs", 0},        {"conjugate_gradient", 0}, {"trust_region", 0}};
enum { METHODS = sizeof methods_run / sizeof *methods_run };

struct recorded {
    double x[ROWS][2], value[ROWS], norm[ROWS];
    struct outcome_path path;
};

static void record_row(void *context, const struct block *block, size_t point)
{
    struct recorded *recorded = context;
    const size_t row = recorded->path.rows++;
    double slope[2];
    for (size_t d = 0; d < 2; d++) {
        recorded->x[row][d] = block->x[d * block->lanes + point];
        slope[d] = block->gradient[d * block->lanes + point];
    }
    recorded->value[row] = block->value[point];
    recorded->norm[row] = hypot(slope[0], slope[1]);
}

static const struct recorded *descend(struct arena *arena, struct landscape *landscape, const char *method, const double *start)
{
    struct recorded *recorded = ARENA_NEW(arena, struct recorded, 1);
    const struct setting setting = {.method = method, .dimension = 2, .steps = STEPS + AROUND, .starts = start};
    const struct descent_ends ends = run_on(arena, landscape, &setting, &(struct descent_observer){.observe = record_row, .context = recorded});
    recorded->path.stop = ends.stops[0];
    recorded->path.x = recorded->x[0];
    recorded->path.value = recorded->value;
    recorded->path.gradient_norm = recorded->norm;
    return recorded;
}

/* Judges the path's first `rows` rows over the landscape's domain. */
static struct outcome judge(struct arena *arena, struct landscape *landscape, const struct recorded *recorded, size_t rows)
{
    struct outcome_path path = recorded->path;
    const struct outcome_setting setting = {.landscape = landscape, .box = (const double(*)[2])landscape->domain};
    struct outcome outcome;
    struct error error = {0};
    path.rows = rows < path.rows ? rows : path.rows;
    assert_true(outcome_judge(arena, &setting, &path, 1, &outcome, &error));
    return outcome;
}

static void carry(const struct transformed *transformed, const double *from, double *to)
{
    for (size_t i = 0; i < 2; i++) {
        to[i] = transformed->shift[i];
        for (size_t k = 0; k < 2; k++)
            to[i] += (transformed->rotation ? transformed->rotation[i * 2 + k] : i == k) * from[k];
    }
}

/* Whether the two paths are one path. */
static bool is_same(const struct transformed *transformed, const struct recorded *plain, const struct recorded *turned)
{
    double length = 0, apart = 0;
    if (plain->path.rows != turned->path.rows)
        return false;
    for (size_t row = 0; row < plain->path.rows; row++) {
        double there[2];
        carry(transformed, plain->x[row], there);
        apart = fmax(apart, hypot(there[0] - turned->x[row][0], there[1] - turned->x[row][1]));
        length = fmax(length, hypot(plain->x[row][0] - plain->x[0][0], plain->x[row][1] - plain->x[0][1]));
    }
    return length > 0 && apart <= agree * length; /* not so if anything is not a number */
}

static bool is_within(const double (*box)[2], const struct recorded *recorded)
{
    for (size_t row = 0; row < recorded->path.rows; row++)
        for (size_t d = 0; d < 2; d++)
            if (!(recorded->x[row][d] >= box[d][0] && recorded->x[row][d] <= box[d][1]))
                return false;
    return true;
}

/* Whether a few steps earlier and later the verdict is the same. The extents of a turned path are others, by a factor of up to √2, so what has just got
 * where it converges may not have got there yet, and the other way round. */
static bool is_settled(struct arena *arena, const char *name, const struct recorded *recorded, enum outcome_kind kind)
{
    bool settled = true;
    const size_t last = recorded->path.rows < STEPS + 1 ? recorded->path.rows : STEPS + 1;
    for (size_t rows = last > AROUND + 5 ? last - AROUND : 5; rows <= recorded->path.rows && settled; rows++)
        settled = judge(arena, resolve(arena, name, 2), recorded, rows).kind == kind;
    return settled;
}

struct counts {
    size_t compared, parted, outside, unsettled; /* turned paths */
    size_t wrong;                                /* paths that end in another word once turned */
    size_t seen[OUTCOME_COUNT];
};

static void compare(struct arena *arena, const char *name, const char *method, const double *start, struct counts *counts)
{
    struct landscape *plain = resolve(arena, name, 2);
    const double(*box)[2] = (const double(*)[2])plain->domain;
    const struct recorded *path = descend(arena, plain, method, start);
    if (!path->path.rows || !is_within(box, path)) { /* the domain of what is turned is wider */
        counts->outside += TURNS;
        return;
    }
    const struct outcome before = judge(arena, resolve(arena, name, 2), path, STEPS + 1);
    bool differs = false;
    counts->seen[before.kind]++;
    for (size_t t = 0; t < TURNS; t++) {
        struct landscape *landscape = resolve(arena, name, 2);
        const double shift[2] = {turns[t].shift * (box[0][1] - box[0][0]), turns[t].shift * (box[1][1] - box[1][0])};
        const struct transformation transformation = {
            .shift = shift, .shift_count = turns[t].shift != 0 ? 2 : 0, .angles = &turns[t].angle, .angle_count = turns[t].angle != 0};
        struct error error = {0};
        double there[2];
        assert_true(landscape_transform(landscape, 1, &transformation, &error));
        const struct transformed *transformed = landscape->transformed;
        carry(transformed, start, there);
        const struct recorded *turned = descend(arena, landscape, method, there);
        if (!is_same(transformed, path, turned)) {
            counts->parted++;
            continue;
        }
        counts->compared++;
        const struct outcome after = judge(arena, landscape, turned, STEPS + 1);
        if (after.kind == before.kind)
            continue;
        if (!is_settled(arena, name, path, before.kind)) {
            counts->unsettled++;
            continue;
        }
        differs = true;
        print_error("%s, %s from %.17g, %.17g, turned by %g and moved by %g\n  %s: %s\n  %s: %s\n", name, method, start[0], start[1], turns[t].angle,
                    turns[t].shift, outcome_name(before.kind), before.evidence, outcome_name(after.kind), after.evidence);
    }
    counts->wrong += differs;
}

static void test_turned(void **state)
{
    (void)state;
    struct counts counts = {0};
    for (size_t row = 0; row < catalogue_count; row += ROWS_APART) {
        const size_t dimension = catalogue[row].definition.dimension;
        if (dimension != 0 && dimension != 2)
            continue;
        const char *name = catalogue[row].definition.name;
        for (size_t m = 0; m < METHODS; m++) {
            struct arena *arena = arena_create(ARENA_BYTES);
            struct landscape *plain = resolve(arena, name, 2);
            struct error error = {0};
            double start[2], width = 0;
            for (size_t i = 0; i < 2; i++) {
                const double extent = plain->domain[i][1] - plain->domain[i][0];
                start[i] = plain->domain[i][0] + extent * (0.1 + 0.8 * random_uniform(6, random_stream(RANDOM_START, row), 2 * m + i));
                width = fmax(width, extent);
            }
            struct inspection inspection;
            assert_true(critical_inspect(arena, plain, start, 1, &inspection, &error));
            const double rate = methods_run[m].part * width / hypot(inspection.gradient[0], inspection.gradient[1]);
            if (methods_run[m].part == 0)
                compare(arena, name, methods_run[m].name, start, &counts);
            else if (rate > 0 && rate < 1e6)
                compare(arena, name, arena_format(arena, "%s(lr=%.9g)", methods_run[m].name, rate), start, &counts);
            arena_destroy(arena);
        }
    }
    print_message("%zu ends compared, %zu paths parted, %zu left the domain; %zu had just changed; %zu paths differ:", counts.compared, counts.parted,
                  counts.outside, counts.unsettled, counts.wrong);
    for (size_t kind = 0; kind < OUTCOME_COUNT; kind++)
        print_message(" %zu %s", counts.seen[kind], outcome_name((enum outcome_kind)kind));
    print_message("\n");
    assert_true(200 * counts.wrong <= counts.compared); /* what lies between the thresholds of one frame and another */
    assert_true(counts.compared > 2 * counts.parted);   /* most paths are compared */
}

/* At a crease across both axes the landscape rises along these, and is a minimum only if it rises along the crease, too. */
static void test_creases(void **state)
{
    (void)state;
    static const struct {
        const char *f;
        bool minimum;
    } creases[] = {{"10*abs(x+y)+x-y", false},       {"10*abs(x+y)+abs(x-y)", true},     {"10*abs(x+2*y)+0.1*(x-5)", false},
                   {"max(x+y,-3*x-y)+0.2*y", false}, {"max(x+y,-3*x-y)+2*abs(y)", true}, {"relu(x-y)+relu(y-x)+exp(x)", false},
                   {"abs(x-y)+0.01*(x+y-1)^2", true}};
    struct arena *arena = arena_create(ARENA_BYTES);
    for (size_t k = 0; k < sizeof creases / sizeof *creases; k++) {
        const double rows[6][2] = {{1, 0.2}, {0.5, 0.3}, {0.1, -0.2}, {0.05, 0}, {0.01, -0.02}, {0, 0}};
        struct recorded *recorded = ARENA_NEW(arena, struct recorded, 1);
        memcpy(recorded->x, rows, sizeof rows);
        if (k == 6) /* its minimum is elsewhere */
            recorded->x[5][0] = recorded->x[5][1] = 0.5;
        for (size_t row = 0; row < 6; row++)
            recorded->norm[row] = 1;
        recorded->path =
            (struct outcome_path){.rows = 6, .x = recorded->x[0], .value = recorded->value, .gradient_norm = recorded->norm, .stop = STOP_STUCK};
        const struct outcome outcome = judge(arena, resolve(arena, creases[k].f, 2), recorded, 6);
        if ((outcome.kind == OUTCOME_CONVERGED) != creases[k].minimum)
            fail_msg("%s: %s, %s", creases[k].f, outcome_name(outcome.kind), outcome.evidence);
    }
    arena_destroy(arena);
}

/* Along the floor of a narrow valley the search downhill takes many steps, and what it has not reached after a few is no sign of a plateau. */
static void test_valleys(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        double start[2];
    } runs[] = {{"gd(lr=0.0106177426)", {-2.13494011983917, 1.9556300707550323}},
                {"momentum(lr=0.00128023025)", {-0.31105879283898741, 2.7060062948420649}},
                {"bfgs", {-3.816701450021065, -1.7283179716759434}}};
    for (size_t k = 0; k < sizeof runs / sizeof *runs; k++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct recorded *path = descend(arena, resolve(arena, "penalty_1", 2), runs[k].method, runs[k].start);
        const struct outcome outcome = judge(arena, resolve(arena, "penalty_1", 2), path, STEPS + 1);
        if (outcome.kind == OUTCOME_PLATEAU || !outcome.target)
            fail_msg("%s: %s, %s", runs[k].method, outcome_name(outcome.kind), outcome.evidence);
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_turned), cmocka_unit_test(test_creases), cmocka_unit_test(test_valleys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
