/* Apart from the questions, which know the studies that make columns. */
#include "study/study.h"

struct study_columns study_columns_create(struct arena *arena, size_t most)
{
    return (struct study_columns){.items = ARENA_NEW(arena, struct study_column, most), .capacity = most};
}
