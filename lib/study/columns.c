/* A file apart from question.c, which calls the studies that make columns. */
#include "study/study.h"

#include <string.h>

void study_columns_append(struct study_columns *columns, struct study_column column)
{
    if (columns->count == columns->capacity) {
        const size_t capacity = columns->capacity ? 2 * columns->capacity : 8;
        struct study_column *items = ARENA_NEW(columns->arena, struct study_column, capacity);
        if (columns->count)
            memcpy(items, columns->items, columns->count * sizeof *items);
        columns->items = items;
        columns->capacity = capacity;
    }
    columns->items[columns->count++] = column;
}

void study_columns_add(struct study_columns *columns, const char *name, size_t count, const double *numbers)
{
    study_columns_append(columns, (struct study_column){name, count, numbers, NULL});
}
