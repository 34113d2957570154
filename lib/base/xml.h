/* Text as it may stand in XML 1.0 and in HTML. */
#ifndef BASE_XML_H
#define BASE_XML_H

#include "base/buffer.h"

/* Appends `length` bytes of UTF-8 as the content of an element or as a quoted value of an attribute: <, >, &, " and ' become entities.
 * Characters that XML 1.0 has no way to write (section 2.2: controls other than tab, line feed and carriage return, U+FFFE and U+FFFF;
 * also surrogates, which UTF-8 cannot hold) become U+FFFD, so that the document is well-formed whatever the text holds. */
void xml_text(struct buffer *out, const char *text, size_t length);

#endif
