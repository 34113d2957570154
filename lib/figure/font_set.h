/* The fonts of all figures: these files and no others, so that the same figure is the same bytes on every machine. The first has the letters
 * of most figures; the others are asked in turn for what those before them lack. */
#ifndef FIGURE_FONT_SET_H
#define FIGURE_FONT_SET_H

#include "base/error.h"

#include <stdint.h>

enum { FONT_SET_COUNT = 4 };

struct font_file {
    const char *family;
    const char *file;    /* below the folder of fonts */
    const char *package; /* Debian's, that has the file */
};
extern const struct font_file font_set[FONT_SET_COUNT];

/* Whether all fonts are in a folder; false with a sentence that names the first file that is missing and the package that has it. */
bool font_set_check(const char *folder, struct error *error);

/* Makes the fonts of a folder the only ones that fontconfig, and so Pango and cairo, find; once, before anything else of fonts. False with a sentence that names the first file
 * that is missing or no font, and the package that has it. */
bool font_set_start(const char *folder, struct error *error);

/* The path of the first font's file; null before font_set_start. */
const char *font_set_first(void);

/* Whether a font has a glyph for the character, or the character needs none: marks of direction, joiners, variation selectors. */
bool font_set_has(uint32_t character);

/* The writing systems the fonts have, for messages. */
extern const char font_set_scripts[];

#endif
