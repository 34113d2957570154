/* Whether bytes have the form they claim: what a reader of ours would refuse, said as a sentence. Null: nothing is wrong. */
#ifndef TESTS_FUZZ_FORMS_H
#define TESTS_FUZZ_FORMS_H

#include "base/arena.h"

/* One XML element, whatever stands in it: tags in pairs, attributes quoted, characters escaped. */
const char *xml_fault(const char *text, size_t length);

/* TeX: its braces, and its \left and \right, in pairs. */
const char *tex_fault(const char *text);

/* A PNG file: signature, chunks with right checksums, IEND at the end; its size goes to *width and *height. */
const char *png_fault(const unsigned char *bytes, size_t length, unsigned long *width, unsigned long *height);

/* One JSON object and a newline. */
const char *json_fault(struct arena *arena, const char *text, size_t length);

/* Comma-separated values: every line with as many fields as the first, quotes in pairs. */
const char *csv_fault(const char *text, size_t length);

/* A program in Python: what a client typed stands in it as text, so strings and brackets are closed as the service's own lines have them. */
const char *python_fault(const char *text, size_t length);

#endif
