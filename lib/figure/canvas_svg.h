/* What the files that write SVG share: canvas_svg_write.c has their numbers, colours and paths, canvas_svg_outlines.c and canvas_svg_live.c write text,
 * canvas_svg.c the rest and the file, and canvas_svg_motion.c says how it moves. */
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
    unsigned char *used; /* a bit a letter: those whose outlines go to <defs>; null while there is none */
    uint32_t used_end;   /* one behind the last of them */
    bool fill_used[PAINT_ROLES], stroke_used[PAINT_ROLES];
    double text_size;       /* of the first text that is characters; 0: there is none */
    bool links;             /* something refers to letters or to an image */
    size_t opened, begun;   /* where the body had a clip's group opened last, and where that ends */
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

/* A length in hundredths, the units of the file. */
long svg_rounded(double value);

/* A whole number of units of which the last digit is so many places behind the point. */
void svg_fixed(struct buffer *out, long value, int places);

/* Two numbers of hundredths. */
void svg_pair(struct buffer *out, long x, long y);

/* At least so many digits. */
void svg_hexadecimal(struct buffer *out, uint32_t value, int digits);

/* The attributes of a colour, a blank before each; `property` is "fill" or "stroke". An element has one of them at most. */
void svg_paint(struct svg_canvas *canvas, struct buffer *out, const char *property, struct paint paint);

/* Data of a path, as in its attribute d. */
void svg_path_data(struct buffer *out, const struct path *path);

/* A stroke with further attributes, a blank before each. */
void svg_stroke_path(struct canvas *canvas, const struct path *path, const struct pen *pen, const char *more);

void svg_fill(struct canvas *canvas, const struct path *path, struct paint paint);
void svg_stroke(struct canvas *canvas, const struct path *path, const struct pen *pen);

/* One line of text as outlines, and the elements of <defs> that outlines refer to. */
void svg_text_outlines(struct canvas *canvas, const char *text, struct point at, const struct text_style *style);
void svg_glyph_definitions(const struct svg_canvas *canvas, struct buffer *out);

/* The same as characters, and the attributes of an element around all of them, a blank before each; these come last. */
void svg_text_live(struct canvas *canvas, const char *text, struct point at, const struct text_style *style);
void svg_live_attributes(struct svg_canvas *canvas, struct buffer *out);

#endif
