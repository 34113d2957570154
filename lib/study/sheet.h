/* Sheets of images: rows of small pictures in greys, with captions under them and frames around those that are to be noticed. */
#ifndef STUDY_SHEET_H
#define STUDY_SHEET_H

#include "data/data.h"
#include "figure/figure.h"

/* A kind of frame: its name in the legend and its colour. The first kind is solid, the second dashed, the third dotted: readers without colour vision
 * tell them apart by these. */
struct sheet_frame {
    const char *label;
    enum figure_colour colour;
};
enum { SHEET_MAX_FRAMES = 3 };

/* One place of a sheet. */
struct sheet_image {
    const struct examples *part; /* set->train or set->test; null: the place stays empty */
    size_t example;
    const char *caption; /* "8, not 3", or two lines of it: "shirt\nnot coat"; null: none */
    size_t frame;        /* 1 + its number among the frames; 0: none */
};

/* The places row by row. A set's images are all of one size. To show what a network gets wrong:
 *
 *     struct sheet_image *images = …;  one an example: {&set->test, example, arena_format(arena, "%s, not %s", predicted, right), 1}
 *     const struct sheet sheet = {.set = set, .images = images, .count = count, .columns = sheet_columns(set, count, true),
 *                                 .frames = (struct sheet_frame[]){{"wrong", COLOUR_RED}}, .frame_count = 1};
 *     sheet_draw(arena, &sheet, panel);
 */
struct sheet {
    const struct data_set *set; /* of images: set->kind->image_rows is not 0 */
    const struct sheet_image *images;
    size_t count, columns;
    const struct sheet_frame *frames;
    size_t frame_count;
    const char *const *row_labels; /* one a row, beside it; null: none */
};

/* How many images in a row make a sheet of `count` about as wide as figures are. */
size_t sheet_columns(const struct data_set *set, size_t count, bool captions);

/* Fills in the panel's layers, axes and legend. All memory is the arena's. */
void sheet_draw(struct arena *arena, const struct sheet *sheet, struct figure_panel *panel);

#endif
