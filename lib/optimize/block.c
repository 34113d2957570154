/* One piece of memory holds all rows of numbers, so that taking a point out is one walk along its column. */
#include "optimize/block.h"

#include "optimize/rows.h"

#include <math.h>
#include <string.h>

enum { LANES_STEP = 8, MOST_NUMBERS = 1 << 20 };

/* The whole, behind the part that methods see: the public struct is its first member. */
struct storage {
    struct block block;
    double *numbers;
    size_t rows;
};

/* The arrays of numbers in a block, and how many rows they have. */
enum extent { VECTOR, NUMBER, TRIAL_VECTOR, TRIAL_NUMBER, TRIANGLE, MEMORY, EXTENTS };
static const struct {
    size_t at; /* the pointer's offset in struct block */
    enum extent extent;
} parts[] = {
    {offsetof(struct block, x), VECTOR},
    {offsetof(struct block, gradient), VECTOR},
    {offsetof(struct block, kept_x), VECTOR},
    {offsetof(struct block, kept_gradient), VECTOR},
    {offsetof(struct block, value), NUMBER},
    {offsetof(struct block, kept_value), NUMBER},
    {offsetof(struct block, norm), NUMBER},
    {offsetof(struct block, kept_norm), NUMBER},
    {offsetof(struct block, residual), NUMBER},
    {offsetof(struct block, length), NUMBER},
    {offsetof(struct block, carried), NUMBER},
    {offsetof(struct block, memory), MEMORY},
    {offsetof(struct block, hessian), TRIANGLE},
    {offsetof(struct block, best_x), TRIAL_VECTOR},
    {offsetof(struct block, best_gradient), TRIAL_VECTOR},
    {offsetof(struct block, best_value), TRIAL_NUMBER},
    {offsetof(struct block, best_norm), TRIAL_NUMBER},
};
enum { PARTS = sizeof parts / sizeof *parts };

static double **part_of(struct block *block, size_t i)
{
    return (double **)(void *)((char *)block + parts[i].at);
}

struct block *block_create(struct arena *arena, size_t dimension, size_t lanes, size_t memory_rows, bool curvature, bool searching)
{
    struct storage *storage = ARENA_NEW(arena, struct storage, 1);
    struct block *block = &storage->block;
    const size_t rows[EXTENTS] = {[VECTOR] = dimension,
                                  [NUMBER] = 1,
                                  [TRIAL_VECTOR] = searching ? dimension : 0,
                                  [TRIAL_NUMBER] = searching ? 1 : 0,
                                  [TRIANGLE] = curvature ? dimension * (dimension + 1) / 2 : 0,
                                  [MEMORY] = memory_rows};
    for (size_t i = 0; i < PARTS; i++)
        storage->rows += rows[parts[i].extent];
    storage->numbers = ARENA_NEW(arena, double, storage->rows *lanes + BLOCK_PADDING);
    double *next = storage->numbers;
    for (size_t i = 0; i < PARTS; i++) {
        *part_of(block, i) = next;
        next += rows[parts[i].extent] * lanes;
    }
    block->dimension = dimension;
    block->lanes = lanes;
    block->accepted = ARENA_NEW(arena, bool, lanes);
    block->stuck = ARENA_NEW(arena, bool, lanes);
    block->steps = ARENA_NEW(arena, size_t, lanes);
    block->run = ARENA_NEW(arena, uint64_t, lanes);
    block->stream = ARENA_NEW(arena, uint64_t, lanes);
    return block;
}

struct block *block_beside(struct arena *arena, const struct block *block)
{
    struct block *beside = block_create(arena, block->dimension, block->lanes, 0, false, false);
    beside->length = block->length;
    beside->accepted = block->accepted;
    beside->stuck = block->stuck;
    beside->steps = block->steps;
    beside->run = block->run;
    beside->stream = block->stream;
    return beside;
}

struct block block_point(const struct block *block, size_t point)
{
    struct block view = *block;
    for (size_t i = 0; i < PARTS; i++)
        *part_of(&view, i) += point;
    view.active = 1;
    view.accepted += point;
    view.stuck += point;
    view.steps += point;
    view.run += point;
    view.stream += point;
    return view;
}

void block_clear(struct block *block)
{
    struct storage *storage = (struct storage *)block;
    memset(storage->numbers, 0, storage->rows * block->lanes * sizeof *storage->numbers);
    memset(block->stuck, 0, block->lanes * sizeof *block->stuck);
    memset(block->steps, 0, block->lanes * sizeof *block->steps);
    block->active = 0;
}

void block_remove(struct block *block, size_t point)
{
    const struct storage *storage = (const struct storage *)block;
    const size_t last = --block->active;
    if (point == last)
        return;
    for (size_t row = 0; row < storage->rows; row++)
        storage->numbers[row * block->lanes + point] = storage->numbers[row * block->lanes + last];
    block->accepted[point] = block->accepted[last];
    block->stuck[point] = block->stuck[last];
    block->steps[point] = block->steps[last];
    block->run[point] = block->run[last];
    block->stream[point] = block->stream[last];
}

/* Between these a sum of squares has neither lost small ones nor overflowed. */
static const double smallest = 1e-280, largest_square = 1e300;

double block_norm(const struct block *block, const double *rows, size_t point)
{
    const size_t end = block->dimension * block->lanes;
    double sum = 0, largest = 0;
    for (size_t at = point; at < end; at += block->lanes)
        sum += rows[at] * rows[at];
    if ((sum > smallest && sum < largest_square) || isnan(sum))
        return sqrt(sum);
    for (size_t at = point; at < end; at += block->lanes)
        largest = fmax(largest, fabs(rows[at]));
    if (largest == 0 || isinf(largest))
        return largest;
    sum = 0;
    for (size_t at = point; at < end; at += block->lanes)
        sum += (rows[at] / largest) * (rows[at] / largest);
    return largest * sqrt(sum);
}

void block_copy(const struct block *block, double *to, const double *from, size_t point)
{
    for (size_t at = point; at < block->dimension * block->lanes; at += block->lanes)
        to[at] = from[at];
}

void block_keep_hessian(const struct block *block, double *kept, size_t point)
{
    const size_t triangle = block->dimension * (block->dimension + 1) / 2;
    for (size_t at = point; at < triangle * block->lanes && block->accepted[point]; at += block->lanes)
        kept[at] = block->hessian[at];
}

double block_dot(const struct block *block, const double *a, const double *b, size_t point)
{
    double sum = 0;
    for (size_t at = point; at < block->dimension * block->lanes; at += block->lanes)
        sum += a[at] * b[at];
    return sum;
}

void block_multiply(const struct block *block, const double *matrix, const double *from, double *to, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t j = 0; j < n; j++) {
            const size_t high = i > j ? i : j, low = i > j ? j : i;
            sum += matrix[(high * (high + 1) / 2 + low) * lanes + point] * from[j * lanes + point];
        }
        to[i * lanes + point] = sum;
    }
}

bool block_step(struct block *block, size_t point, double length, const double *direction)
{
    bool moved = false;
    for (size_t at = point; at < block->dimension * block->lanes; at += block->lanes) {
        block->x[at] = block->kept_x[at] + length * direction[at];
        moved = moved || block->x[at] != block->kept_x[at];
    }
    return moved;
}

/* The bits of a magnitude, which as whole numbers are in the order of the magnitudes; infinity comes last, but for what is no number. */
static inline int64_t magnitude_bits(double number)
{
    int64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits & INT64_MAX;
}

/* By differences of whole numbers, which vectorise where comparisons of doubles do not: only the sign of the result matters. */
bool block_between(const double *numbers, size_t count, double low, double high)
{
    const int64_t least = low < 0 ? -1 : magnitude_bits(low), most = magnitude_bits(high);
    int64_t inside = -1;
    for (size_t i = 0; i < count; i++) {
        const int64_t bits = magnitude_bits(numbers[i]);
        inside &= (least - bits) & (bits - most);
    }
    return inside < 0;
}

void block_norms(const struct block *block, const double *rows, double *norms)
{
    const size_t count = block->active;
    if (block->lanes > 1 && rows_chosen()->norms(&(struct rows){rows, block->lanes, block->dimension, count}, smallest, largest_square, norms))
        return;
    for (size_t i = 0; i < count; i++)
        norms[i] = block_norm(block, rows, i);
}

size_t block_lanes(size_t rows, size_t most)
{
    if (most == 1)
        return 1;
    size_t lanes = MOST_NUMBERS / rows / LANES_STEP * LANES_STEP;
    const size_t wanted = (most + LANES_STEP - 1) / LANES_STEP * LANES_STEP;
    lanes = lanes < LANES_STEP ? LANES_STEP : lanes;
    return lanes < wanted ? lanes : wanted;
}

bool block_is_finite(const struct block *block, size_t point)
{
    bool finite = true;
    for (size_t d = 0; d < block->dimension; d++)
        finite = finite && isfinite(block->x[d * block->lanes + point]);
    return finite;
}

void block_keep(struct block *block, size_t point)
{
    block_copy(block, block->kept_x, block->x, point);
    block_copy(block, block->kept_gradient, block->gradient, point);
    block->kept_value[point] = block->value[point];
    block->kept_norm[point] = block->norm[point];
}

void block_remember_trial(struct block *block, size_t point)
{
    if (!(block->value[point] < block->best_value[point]))
        return;
    block_copy(block, block->best_x, block->x, point);
    block_copy(block, block->best_gradient, block->gradient, point);
    block->best_value[point] = block->value[point];
    block->best_norm[point] = block->norm[point];
}

/* The coordinates of active points, `count` numbers every `step`: all in one where every lane has a point. */
struct stretch {
    size_t count, step;
};

static struct stretch stretch_of(const struct block *block)
{
    const size_t all = block->dimension * block->lanes;
    return block->active == block->lanes ? (struct stretch){all, all} : (struct stretch){block->active, block->lanes};
}

void block_keep_all(struct block *block, bool step)
{
    const size_t row = block->active * sizeof(double);
    const struct stretch stretch = stretch_of(block);
    for (size_t at = 0; at < block->dimension * block->lanes; at += stretch.step) {
        memcpy(block->kept_x + at, block->x + at, stretch.count * sizeof(double));
        memcpy(block->kept_gradient + at, block->gradient + at, stretch.count * sizeof(double));
    }
    memcpy(block->kept_value, block->value, row);
    memcpy(block->kept_norm, block->norm, row);
    size_t *steps = block->steps;
    for (size_t i = 0, count = block->active; i < count; i++)
        steps[i] += step;
}
