/* Compiled once for each width: LANES doubles a vector. */
#include "optimize/rows.h"
#include "base/lanes.h"

#include <immintrin.h>
#include <string.h>

#if LANES == 2
#define SET rows_sse2
#define ROOT _mm_sqrt_pd
#elif LANES == 4
#define SET rows_avx
#define ROOT _mm256_sqrt_pd
#else
#define SET rows_avx512
#define ROOT _mm512_sqrt_pd
#endif

typedef int64_t masks __attribute__((vector_size(8 * LANES)));

/* −1 where the magnitude is strictly between the limits. */
static inline masks between(lanes numbers, double least, double most)
{
    const lanes magnitudes = (lanes)((masks)numbers & INT64_MAX);
    return (magnitudes > least) & (magnitudes < most);
}

static bool norms(const struct rows *rows, double least, double most, double *roots)
{
    masks outside = {0};
    int64_t last = 0; /* of the last vector, in which not all may be points */
    for (size_t i = 0; i < rows->count; i += LANES) {
        lanes sum = {0};
        for (size_t row = 0; row < rows->rows; row++) {
            const lanes number = lanes_load(rows->numbers + row * rows->stride + i);
            sum += number * number;
        }
        const masks good = between(sum, least, most);
        if (i + LANES <= rows->count)
            outside |= ~good;
        else
            for (size_t k = 0; k < rows->count - i; k++)
                last |= ~good[k];
        const lanes root = (lanes)ROOT(sum);
        memcpy(roots + i, &root, sizeof root);
    }
    for (size_t k = 0; k < LANES; k++)
        last |= outside[k];
    return last == 0;
}

static void keep_within(const struct rows *rows, double least, double most, int64_t *within)
{
    for (size_t i = 0; i < rows->count; i += LANES) {
        masks kept;
        memcpy(&kept, within + i, sizeof kept);
        for (size_t row = 0; row < rows->rows; row++)
            kept &= between(lanes_load(rows->numbers + row * rows->stride + i), least, most);
        memcpy(within + i, &kept, sizeof kept);
    }
}

const struct row_set SET = {norms, keep_within};
