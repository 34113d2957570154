/* A simplex that turns its worst corner over, as scipy moves it. A trial is evaluated at a time; where the run stands is the best corner. */
#include "optimize/method.h"

#include <math.h>

enum { ADAPTIVE = METHOD_OWN };

/* What the trial just evaluated is. */
enum { CORNER, REFLECTED, EXPANDED, OUTSIDE, INSIDE, SHRUNK };

/* Rows: the corners, from the best to the worst once all are evaluated; the reflected corner; then scalars: the corners' values, and these. */
enum { REFLECTED_VALUE, TRIAL, INDEX, SCALARS };

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)lanes;
    return (dimension + 2) * dimension + dimension + 1 + SCALARS;
}

static double work(const double *values, size_t dimension)
{
    (void)values;
    return 100 + 4 * (double)dimension * (double)dimension;
}

static double *corner(const struct block *block, size_t k)
{
    return block->memory + k * block->dimension * block->lanes;
}

static double *value_of(const struct block *block, size_t k, size_t point)
{
    return corner(block, block->dimension + 2) + k * block->lanes + point;
}

static double *scalar(const struct block *block, size_t which, size_t point)
{
    return value_of(block, block->dimension + 1 + which, point);
}

static void exchange(const struct block *block, size_t a, size_t b, size_t point)
{
    double *first = corner(block, a), *second = corner(block, b);
    for (size_t at = point; at < block->dimension * block->lanes; at += block->lanes) {
        const double kept = first[at];
        first[at] = second[at];
        second[at] = kept;
    }
    const double kept = *value_of(block, a, point);
    *value_of(block, a, point) = *value_of(block, b, point);
    *value_of(block, b, point) = kept;
}

/* Equal corners keep their order. */
static void sort(const struct block *block, size_t point)
{
    for (size_t i = 1; i <= block->dimension; i++)
        for (size_t k = i; k > 0 && *value_of(block, k, point) < *value_of(block, k - 1, point); k--)
            exchange(block, k, k - 1, point);
}

/* x becomes (1 + part) · the middle of all corners but the worst − part · the worst. */
static void propose(struct block *block, size_t point, double part)
{
    const size_t n = block->dimension;
    for (size_t at = point; at < n * block->lanes; at += block->lanes) {
        double middle = 0;
        for (size_t k = 0; k < n; k++)
            middle += corner(block, k)[at];
        block->x[at] = (1 + part) * (middle / (double)n) - part * corner(block, n)[at];
    }
}

/* What the corners are reflected, expanded, contracted and shrunk by: the paper's, or Gao & Han's for many dimensions. */
struct parts {
    double expansion, contraction, shrinkage;
};

static struct parts parts_of(const struct method_step *step, double n)
{
    if (step->values[ADAPTIVE] == 0)
        return (struct parts){2, 0.5, 0.5};
    return (struct parts){1 + 2 / n, 0.75 - 1 / (2 * n), 1 - 1 / n};
}

static void try_next(struct block *block, size_t point, int trial, double part)
{
    *scalar(block, TRIAL, point) = trial;
    propose(block, point, part);
}

/* Corner `index` is the next to be evaluated, moved towards the best by `shrinkage` (1: it stays). */
static void try_corner(struct block *block, size_t point, int trial, size_t index, double shrinkage)
{
    double *moved = corner(block, index), *best = corner(block, 0);
    *scalar(block, TRIAL, point) = trial;
    *scalar(block, INDEX, point) = (double)index;
    for (size_t at = point; at < block->dimension * block->lanes && shrinkage != 1; at += block->lanes)
        moved[at] = best[at] + shrinkage * (moved[at] - best[at]);
    block_copy(block, block->x, moved, point);
}

/* The next reflection, with the corners sorted; without a corner apart from the best there is none. */
static void reflect(struct block *block, size_t point)
{
    bool apart = false;
    sort(block, point);
    for (size_t k = 1; k <= block->dimension; k++)
        for (size_t at = point; at < block->dimension * block->lanes; at += block->lanes)
            apart = apart || corner(block, k)[at] != corner(block, 0)[at];
    block->stuck[point] = !apart;
    try_next(block, point, REFLECTED, 1);
}

static void replace_worst(struct block *block, size_t point, const double *from, double value)
{
    block_copy(block, corner(block, block->dimension), from, point);
    *value_of(block, block->dimension, point) = value;
    reflect(block, point);
}

static void first_corners(const struct method_step *step, struct block *block, size_t point)
{
    const double nothing = step->lr / 200; /* scipy's 0.05 and 0.00025 */
    for (size_t k = 0; k <= block->dimension; k++) {
        block_copy(block, corner(block, k), block->kept_x, point);
        double *moved = k ? corner(block, k) + (k - 1) * block->lanes + point : NULL;
        if (moved)
            *moved = *moved != 0 ? (1 + step->lr) * *moved : nothing;
    }
    *value_of(block, 0, point) = block->kept_value[point];
    try_corner(block, point, CORNER, 1, 1);
}

static void after_reflection(struct block *block, size_t point, double value, const struct parts *parts)
{
    const size_t n = block->dimension;
    double *reflected = corner(block, n + 1);
    block_copy(block, reflected, block->x, point);
    *scalar(block, REFLECTED_VALUE, point) = value;
    if (value < *value_of(block, 0, point))
        try_next(block, point, EXPANDED, parts->expansion);
    else if (value < *value_of(block, n - 1, point))
        replace_worst(block, point, reflected, value);
    else if (value < *value_of(block, n, point))
        try_next(block, point, OUTSIDE, parts->contraction);
    else
        try_next(block, point, INSIDE, -parts->contraction);
}

static void move(const struct method_step *step, struct block *block, size_t point)
{
    const size_t n = block->dimension, index = (size_t)*scalar(block, INDEX, point);
    const struct parts parts = parts_of(step, (double)n);
    const double value = isnan(block->value[point]) ? INFINITY : block->value[point], reflected = *scalar(block, REFLECTED_VALUE, point);
    const int trial = (int)*scalar(block, TRIAL, point);
    if (trial == CORNER || trial == SHRUNK) {
        *value_of(block, index, point) = value;
        if (index < n)
            try_corner(block, point, trial, index + 1, trial == CORNER ? 1 : parts.shrinkage);
        else
            reflect(block, point);
    } else if (trial == REFLECTED) {
        after_reflection(block, point, value, &parts);
    } else if (trial == EXPANDED) {
        const bool farther = value < reflected;
        replace_worst(block, point, farther ? block->x : corner(block, n + 1), farther ? value : reflected);
    } else if (trial == OUTSIDE ? value <= reflected : value < *value_of(block, n, point)) {
        replace_worst(block, point, block->x, value);
    } else {
        try_corner(block, point, SHRUNK, 1, parts.shrinkage);
    }
}

static bool judge(const struct method_step *step, struct block *block, size_t point)
{
    (void)step;
    return block->value[point] < block->kept_value[point];
}

static void advance(const struct method_step *step, struct block *block)
{
    for (size_t point = 0; point < block->active; point++) {
        block->length[point] = step->lr;
        if (step->t == 1)
            first_corners(step, block, point);
        else
            move(step, block, point);
    }
}

static size_t most(const double *values, size_t dimension)
{
    (void)values;
    return dimension + 1;
}

static void look(const struct method_step *step, const struct block *block, size_t point, struct search_state *search)
{
    (void)step;
    const size_t n = block->dimension;
    search->count = n + 1;
    for (size_t k = 0; k <= n; k++)
        for (size_t d = 0; d < n; d++)
            search->points[k * n + d] = corner(block, k)[d * block->lanes + point];
}

static const struct method_search simplex_search = {SEARCH_SIMPLEX, most, look};

static const struct call_option options[] = {
    {"lr", OPTION_REAL, 0.05, 0, 1e6, "auto", "size",
     "how far the first corners lie from the start, as a part of each coordinate (of 0: 1/200 of it)"},
    OPTIONS_OF_ALL,
    {"adaptive", OPTION_SWITCH, 0, 0, 1, NULL, NULL,
     "1: expansion 1 + 2/n, contraction 3/4 − 1/(2n), shrinkage 1 − 1/n (Gao & Han, for many dimensions)"},
};

const struct method nelder_mead_method = {
    .callable = {"nelder_mead", OPTIONS(options)},
    .title = "Nelder–Mead simplex",
    .rule = "c = mean of all corners but the worst w; r = 2*c - w; if lower than the best, the lower of r and 3*c - 2*w replaces w; if not the worst "
            "but one, r does; else 1.5*c - 0.5*w or (c + w)/2, if lower; else all corners go halfway to the best",
    .tex = "x_r=\\bar x+(\\bar x-x_{n+1}),\\quad x_e=\\bar x+2(\\bar x-x_{n+1}),\\quad x_c=\\bar x\\pm\\tfrac12(\\bar x-x_{n+1}),\\quad "
           "x_i:=x_1+\\tfrac12(x_i-x_1)",
    .paper = "Nelder & Mead, A Simplex Method for Function Minimization, Computer Journal 7 (1965) 308, as in scipy.optimize",
    .python = "def attempt(there):  # its value; the run stands at the lowest trial\n"
              "    nonlocal lowest, evaluations\n"
              "    value = value_and_gradient(there)[0]\n"
              "    evaluations += 1\n"
              "    if value < lowest:\n"
              "        lowest = value\n"
              "        yield there, rates[evaluations - 2]\n"
              "    return np.inf if np.isnan(value) else value\n"
              "\n"
              "n, size = len(x), rates[0]\n"
              "expansion, contraction, shrinkage = (1 + 2/n, 0.75 - 1/(2*n), 1 - 1/n) if adaptive else (2, 0.5, 0.5)\n"
              "lowest, evaluations = value_and_gradient(x)[0], 1\n"
              "corners = [(lowest, x)]\n"
              "for d in range(n):\n"
              "    there = x.copy()\n"
              "    there[d] = (1 + size)*x[d] if x[d] else size/200\n"
              "    corners.append(((yield from attempt(there)), there))\n"
              "while True:\n"
              "    corners.sort(key=lambda corner: corner[0])\n"
              "    best, worst = corners[0], corners[-1]\n"
              "    if all(np.all(corner == best[1]) for _, corner in corners):\n"
              "        return\n"
              "    middle = sum(corner for _, corner in corners[:-1])/n\n"
              "    reflected = 2*middle - worst[1]\n"
              "    value = yield from attempt(reflected)\n"
              "    if value < best[0]:\n"
              "        there = (1 + expansion)*middle - expansion*worst[1]\n"
              "        farther = yield from attempt(there)\n"
              "        corners[-1] = (farther, there) if farther < value else (value, reflected)\n"
              "    elif value < corners[-2][0]:\n"
              "        corners[-1] = value, reflected\n"
              "    else:\n"
              "        part = contraction if value < worst[0] else -contraction\n"
              "        there = (1 + part)*middle - part*worst[1]\n"
              "        nearer = yield from attempt(there)\n"
              "        if nearer <= value if part > 0 else nearer < worst[0]:\n"
              "            corners[-1] = nearer, there\n"
              "            continue\n"
              "        for k in range(1, n + 1):\n"
              "            there = best[1] + shrinkage*(corners[k][1] - best[1])\n"
              "            corners[k] = (yield from attempt(there)), there\n",
    .values_only = true,
    .probes = true,
    .rows = rows,
    .work = work,
    .judge = judge,
    .advance = advance,
    .search = &simplex_search,
};
