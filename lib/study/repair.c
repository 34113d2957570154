/* A guess becomes a repair only if the parser accepts it. */
#include "study/repair.h"

#include <string.h>

enum { MOST_CHANGES = 8 };

static const char *edited(struct arena *arena, const char *value, const struct edit *edit)
{
    const size_t length = strlen(value);
    if (!edit->known || edit->start > length || edit->length > length - edit->start)
        return NULL;
    return arena_format(arena, "%.*s%s%s", (int)edit->start, value, edit->text, value + edit->start + edit->length);
}

void repair_find(struct arena *arena, const char *value, repair_reader *read, void *context, struct error *error)
{
    struct error complaint = *error;
    for (int i = 0; i < MOST_CHANGES; i++) {
        value = edited(arena, value, &complaint.edit);
        if (!value || strlen(value) >= sizeof error->repair)
            return;
        complaint = (struct error){0};
        if (read(arena, context, value, &complaint)) {
            strcpy(error->repair, value);
            return;
        }
    }
}
