/* Pages as text: what comes from tables is escaped on its way in, so that no caption can become markup. */
#ifndef SERVER_HTML_H
#define SERVER_HTML_H

#include "base/buffer.h"

/* Appends the format with every %s in it replaced by the next text, as xml_text writes it. %% is a percent sign; there is nothing else. */
void html_format(struct buffer *page, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull));

/* Appends a name as it may stand in an id or an anchor: lower case, with '-' for what is no letter or digit. */
void html_slug(struct buffer *page, const char *name);

/* A description cut at a word to what screen readers read in one go: at most 125 characters. */
const char *html_alternative(struct arena *arena, const char *text);

/* What stands for a marker <!--name--> of a template. */
struct html_part {
    const char *marker;
    void (*write)(struct buffer *page, const void *context);
};

/* Appends the `length` bytes of the template, each marker that has a part (a table ended by a null marker) replaced by what the part writes. */
void html_fill(struct buffer *page, const char *template, size_t length, const struct html_part *parts, const void *context);

#endif
