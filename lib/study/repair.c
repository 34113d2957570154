/* A guess becomes a repair only if the parser accepts it. */
#include "study/repair.h"

#include <string.h>

enum { MOST_CHANGES = 8 };

void repair_find(struct arena *arena, const char *value, repair_reader *read, void *context, struct error *error)
{
    struct error complaint = *error;
    for (int i = 0; i < MOST_CHANGES; i++) {
        value = error_mended(arena, value, &complaint);
        if (!value || strlen(value) >= sizeof error->repair)
            return;
        complaint = (struct error){0};
        if (read(arena, context, value, &complaint)) {
            strcpy(error->repair, value);
            return;
        }
    }
}
