/* Apart from the questions, which know the studies that make columns. */
#include "study/study.h"

struct study_columns study_columns_create(struct arena *arena, size_t most)
{
    return (struct study_columns){.items = ARENA_NEW(arena, struct study_column, most), .capacity = most};
}

void study_columns_add(struct study_columns *columns, const char *name, size_t count, const double *numbers)
{
    columns->items[columns->count++] = (struct study_column){name, count, numbers, NULL};
}
