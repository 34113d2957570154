/* What the two files that write SVG share: canvas_svg.c draws, canvas_svg_motion.c says how it moves. */
#ifndef FIGURE_CANVAS_SVG_H
#define FIGURE_CANVAS_SVG_H

#include "figure/canvas_backend.h"

enum { CHARACTERS = 0x10000, HUNDREDTHS = 100 };

/* Keyframes, and the name of the class that moves by them, which is made of what they say. */
struct svg_rule {
    struct svg_rule *before;
    const char *name, *steps, *easing;
};

struct svg_canvas {
    struct canvas base;
    struct buffer body;
    unsigned char used[CHARACTERS / 8]; /* letters whose outlines go to <defs> */
    uint32_t used_end;                  /* one behind the last of them */
    bool fill_used[PAINT_ROLES], stroke_used[PAINT_ROLES];
    struct clip *clips;     /* the last of those that go to <defs>, each once */
    struct svg_rule *rules; /* the last of those that go to the style sheet, each once */
};

/* A clip path: its box in the units of the file. */
struct clip {
    struct clip *before;
    long sides[4];
};

/* The hash of a text, of which ids are made: things that differ have ids that differ, in whatever figures of a page they are. */
uint64_t svg_hash(const char *text);

/* A number with up to two places behind the point. */
void svg_number(struct buffer *out, double value);

/* Data of a path, as in its attribute d. */
void svg_path_data(struct buffer *out, const struct path *path);

/* A stroke with further attributes, a blank before each. */
void svg_stroke_path(struct canvas *canvas, const struct path *path, const struct pen *pen, const char *more);

#endif
