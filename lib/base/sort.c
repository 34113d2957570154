#include "base/sort.h"

#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void sort_ascending(double *numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, ascending);
}

/* Hoare's quickselect. Its time is square in the count where every pivot is an
 * extreme, as the middle one of a symmetric curve is: then the rest is sorted. */
double sort_ranked(double *values, size_t count, size_t rank)
{
    enum { MOST_ROUNDS = 50 };
    int round = 0;
    for (size_t low = 0, high = count - 1; low < high;) {
        if (++round == MOST_ROUNDS) {
            sort_ascending(values + low, high - low + 1);
            break;
        }
        const double pivot = values[low + (high - low) * 5 / 13];
        size_t i = low, k = high;
        while (i <= k) {
            while (values[i] < pivot)
                i++;
            while (values[k] > pivot)
                k--;
            if (i > k)
                break;
            const double swapped = values[i];
            values[i++] = values[k];
            values[k] = swapped;
            if (!k--)
                break;
        }
        if (rank <= k && k < high)
            high = k;
        else if (rank >= i)
            low = i;
        else
            break;
    }
    return values[rank];
}
