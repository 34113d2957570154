/* Text for LaTeX: whatever it holds, it is set and not run. */
#ifndef FIGURE_TEX_H
#define FIGURE_TEX_H

#include "base/buffer.h"

/* Appends UTF-8 text so that LaTeX sets it: its special characters are commands, mathematical ones are formulas, lines are separated by \\ (the place must
 * allow them), control characters are left out, and of characters that no font of LaTeX's own has the number goes to the macro \othercharacter. */
void tex_text(struct buffer *out, const char *text);

/* The same as one line of a comment, behind "% "; control characters are spaces. */
void tex_comment(struct buffer *out, const char *text);

/* What the preamble needs for that: inputenc or fontspec, and \othercharacter. */
extern const char tex_preamble[];

#endif
