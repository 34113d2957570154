#include "analysis/curvature.h"

#include <math.h>
#include <string.h>

enum { DIRECTIONS = 8 }; /* at once, in lockstep */

/* Products of one kind: so many directions at the same point. */
struct multiplication {
    void *scratch;
    struct objective_points points;
    double *x, *direction, *product; /* [dimension][lanes] */
};

struct curvature {
    struct arena *arena;
    const struct objective *objective;
    struct multiplication single, several;
    struct { /* of the whole Hessian, once that is asked for */
        void *scratch;
        struct objective_points points;
    } whole;
};

static double *numbers(struct arena *arena, size_t count)
{
    return ARENA_NEW(arena, double, count + BLOCK_PADDING);
}

static struct multiplication create(struct arena *arena, const struct objective *objective, size_t lanes)
{
    const size_t count = objective->dimension * lanes;
    struct multiplication products = {.scratch = objective->kind->open_products(arena, objective, lanes),
                                      .x = numbers(arena, count),
                                      .direction = numbers(arena, count),
                                      .product = numbers(arena, count)};
    products.points =
        (struct objective_points){.lanes = lanes, .count = lanes, .x = products.x, .value = numbers(arena, lanes), .gradient = numbers(arena, count)};
    return products;
}

struct curvature *curvature_create(struct arena *arena, const struct objective *objective)
{
    struct curvature *curvature = ARENA_NEW(arena, struct curvature, 1);
    *curvature = (struct curvature){
        .arena = arena, .objective = objective, .single = create(arena, objective, 1), .several = create(arena, objective, DIRECTIONS)};
    return curvature;
}

void curvature_move(struct curvature *curvature, const double *point, size_t stride)
{
    for (size_t i = 0; i < curvature->objective->dimension; i++) {
        curvature->single.x[i] = point[i * stride];
        for (size_t lane = 0; lane < DIRECTIONS; lane++)
            curvature->several.x[i * DIRECTIONS + lane] = point[i * stride];
    }
}

static void multiply(const struct curvature *curvature, const struct multiplication *products)
{
    curvature->objective->kind->multiply(products->scratch, &products->points, products->direction, products->product);
}

double curvature_gradient(struct curvature *curvature, double *gradient)
{
    const struct multiplication *single = &curvature->single;
    multiply(curvature, single);
    memcpy(gradient, single->points.gradient, curvature->objective->dimension * sizeof *gradient);
    return single->points.value[0];
}

static void apply(void *untyped, const double *vector, double *product)
{
    struct curvature *curvature = untyped;
    const struct multiplication *single = &curvature->single;
    const size_t bytes = curvature->objective->dimension * sizeof *vector;
    memcpy(single->direction, vector, bytes);
    multiply(curvature, single);
    memcpy(product, single->product, bytes);
}

struct linear_operator curvature_operator(struct curvature *curvature)
{
    return (struct linear_operator){curvature->objective->dimension, apply, curvature};
}

/* The columns from `first` on, as many as there are directions: several.product[row][column − first]. */
static const double *columns(struct curvature *curvature, size_t first)
{
    const struct multiplication *several = &curvature->several;
    for (size_t i = 0; i < curvature->objective->dimension * DIRECTIONS; i++)
        several->direction[i] = i / DIRECTIONS == first + i % DIRECTIONS;
    multiply(curvature, several);
    return several->product;
}

static void open_whole(struct curvature *curvature)
{
    const size_t n = curvature->objective->dimension;
    curvature->whole.scratch = curvature->objective->kind->open(curvature->arena, curvature->objective, 1, true);
    curvature->whole.points = (struct objective_points){.lanes = 1,
                                                        .count = 1,
                                                        .x = curvature->single.x,
                                                        .value = numbers(curvature->arena, 1),
                                                        .gradient = numbers(curvature->arena, n),
                                                        .hessian = numbers(curvature->arena, n * (n + 1) / 2)};
}

void curvature_dense(struct curvature *curvature, double *matrix)
{
    const size_t n = curvature->objective->dimension;
    if (!curvature->whole.scratch)
        open_whole(curvature);
    curvature->objective->kind->evaluate(curvature->whole.scratch, &curvature->whole.points, NULL);
    const double *entry = curvature->whole.points.hessian;
    for (size_t row = 0; row < n; row++)
        for (size_t column = 0; column <= row; column++)
            matrix[row * n + column] = matrix[column * n + row] = *entry++;
}

void curvature_invariants(struct curvature *curvature, double *trace, double *frobenius)
{
    const size_t n = curvature->objective->dimension;
    double squares = 0;
    *trace = 0;
    for (size_t first = 0; first < n; first += DIRECTIONS) {
        const double *product = columns(curvature, first);
        for (size_t i = 0; i < n * DIRECTIONS; i++) {
            *trace += i / DIRECTIONS == first + i % DIRECTIONS ? product[i] : 0;
            squares += first + i % DIRECTIONS < n ? product[i] * product[i] : 0;
        }
    }
    *frobenius = sqrt(squares);
}
