/* The gallery as HTML: the named figures by section, with the links to each of their forms. Live it stands above the service, exported it
 * is a folder of files. */
#ifndef SERVER_GALLERY_H
#define SERVER_GALLERY_H

#include "base/buffer.h"
#include "server/formats/format.h"

struct gallery {
    bool live;                           /* a service answers: figures can be opened in the playground and drawn at other sizes */
    const char *folder;                  /* what stands before a figure's id: "/v1/figures/" */
    const char *shown;                   /* the extension of the pictures shown */
    const char *query;                   /* what stands behind it: "?theme=auto" */
    const struct format *const *formats; /* that can be had */
    size_t format_count;
    const char *only; /* the figures shown, "risk,saddle"; null: all */
};

/* Whether a list of figures, as in struct gallery, has this one. */
bool gallery_lists(const char *only, const struct named_figure *figure);

/* Links to the sections. */
void gallery_write_sections(struct buffer *page, const void *gallery);

/* The sections with their figures. */
void gallery_write(struct buffer *page, const void *gallery);

#endif
