/* Outlines are kept as FreeType has them unscaled and unhinted, so drawing needs neither FreeType nor a lock; what hinting would do for
 * the heights of letters is done by font_outline itself. */
#include "figure/font.h"

#include "base/buffer.h"
#include "base/exact.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "figure/font_set.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Characters that are drawn one after another as they are; the rest needs another font or shaping. */
static const struct {
    uint32_t first, last;
} ranges[] = {
    {0x0020, 0x007e}, {0x00a0, 0x02ff}, {0x0370, 0x0482}, {0x048a, 0x0556}, {0x1d00, 0x1dbf}, {0x1e00, 0x1fff}, {0x2000, 0x200a}, {0x2010, 0x2027},
    {0x202f, 0x205f}, {0x2070, 0x20cf}, {0x2100, 0x2426}, {0x2460, 0x26ff}, {0x27c0, 0x2bff}, {0xfb00, 0xfb06}, {0xfffd, 0xfffd},
};
enum { RANGES = sizeof ranges / sizeof *ranges };

struct outline_point {
    int16_t x, y;
};

/* Set once by font_start and never changed. */
static struct {
    const char *file;
    struct glyph *glyphs[RANGES];
    unsigned char *verbs;
    struct outline_point *points;
    size_t verb_count, point_count;
} font;

/* Room for the whole font's outlines while they are read; beyond it glyphs are left out. */
enum { MOST_VERBS = 400000, MOST_POINTS = 800000 };

static int keep(enum path_verb verb, const FT_Vector *const *points, size_t count)
{
    if (font.verb_count + 2 > MOST_VERBS || font.point_count + count > MOST_POINTS)
        return 1;
    font.verbs[font.verb_count++] = (unsigned char)verb;
    for (size_t i = 0; i < count; i++)
        font.points[font.point_count++] = (struct outline_point){(int16_t)points[i]->x, (int16_t)points[i]->y};
    return 0;
}

static int keep_move(const FT_Vector *to, void *context)
{
    const size_t *start = context; /* of this glyph: its first contour closes none */
    if (font.verb_count > *start)
        keep(PATH_CLOSE, NULL, 0);
    return keep(PATH_MOVE, (const FT_Vector *[]){to}, 1);
}

static int keep_line(const FT_Vector *to, void *context)
{
    (void)context;
    return keep(PATH_LINE, (const FT_Vector *[]){to}, 1);
}

static int keep_quadratic(const FT_Vector *control, const FT_Vector *to, void *context)
{
    (void)context;
    return keep(PATH_QUADRATIC, (const FT_Vector *[]){control, to}, 2);
}

static int keep_cubic(const FT_Vector *control1, const FT_Vector *control2, const FT_Vector *to, void *context)
{
    (void)context;
    return keep(PATH_CUBIC, (const FT_Vector *[]){control1, control2, to}, 3);
}

static void read_glyph(FT_Face face, uint32_t character, struct glyph *glyph)
{
    static const FT_Outline_Funcs keepers = {keep_move, keep_line, keep_quadratic, keep_cubic, 0, 0};
    FT_UInt index = FT_Get_Char_Index(face, character);
    if (!index || FT_Load_Glyph(face, index, FT_LOAD_NO_SCALE))
        return;
    size_t start = font.verb_count;
    glyph->verb_start = (uint32_t)start;
    glyph->point_start = (uint32_t)font.point_count;
    if (FT_Outline_Decompose(&face->glyph->outline, &keepers, &start))
        return;
    if (font.verb_count > start)
        keep(PATH_CLOSE, NULL, 0);
    glyph->verb_count = (uint32_t)(font.verb_count - start);
    glyph->advance = (double)face->glyph->advance.x / FONT_UNITS;
    glyph->index = index;
}

static bool read_face(FT_Face face)
{
    font.verbs = memory_allocate(MOST_VERBS);
    font.points = memory_allocate(MOST_POINTS * sizeof *font.points);
    if (!font.verbs || !font.points)
        return false;
    for (size_t i = 0; i < RANGES; i++) {
        size_t count = ranges[i].last - ranges[i].first + 1;
        font.glyphs[i] = memory_allocate(count * sizeof *font.glyphs[i]);
        if (!font.glyphs[i])
            return false;
        memset(font.glyphs[i], 0, count * sizeof *font.glyphs[i]);
        for (size_t k = 0; k < count; k++)
            read_glyph(face, ranges[i].first + (uint32_t)k, &font.glyphs[i][k]);
    }
    return true;
}

#ifdef __SANITIZE_ADDRESS__
/* What is made once at start lives as long as the program; fontconfig keeps some of it where no pointer is seen. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}
#endif

bool font_start(struct error *error)
{
    if (font.file)
        return true;
    const char *file = font_set_first();
    FT_Library library;
    FT_Face face;
    bool fine = FT_Init_FreeType(&library) == 0;
    if (fine) {
        fine = FT_New_Face(library, file, 0, &face) == 0;
        if (fine) {
            fine = face->units_per_EM == FONT_UNITS && read_face(face);
            FT_Done_Face(face);
        }
        FT_Done_FreeType(library);
    }
    if (!fine)
        return error_set(error, ERROR_INTERNAL, "The font %s cannot be read.", file);
    font.file = file;
    return true;
}

const char *font_file(void)
{
    return font.file;
}

const struct glyph *font_glyph(uint32_t character)
{
    for (size_t i = 0; i < RANGES && character >= ranges[i].first; i++)
        if (character <= ranges[i].last) {
            const struct glyph *glyph = &font.glyphs[i][character - ranges[i].first];
            return glyph->index ? glyph : NULL;
        }
    return NULL;
}

bool font_covers(const char *text)
{
    for (uint32_t character; (character = text_next(&text)) != 0;)
        if (!font_glyph(character))
            return false;
    return true;
}

bool font_measure(const char *text, double *width)
{
    *width = 0;
    for (uint32_t character; (character = text_next(&text)) != 0;) {
        const struct glyph *glyph = font_glyph(character);
        if (!glyph)
            return false;
        *width += glyph->advance;
    }
    return true;
}

/* Letters' heights are moved to whole pixels: the baseline, the x-height and the height of capitals, with the small overshoot of round
 * letters flattened; between those, heights are interpolated. */
struct height_map {
    size_t count;
    double from[10], to[10]; /* ems, and pixels */
};

static struct height_map map_heights(double pixels)
{
    static const double overshoot = 30.0 / FONT_UNITS;
    double x = fmax(1, rint(FONT_X_HEIGHT * pixels)), cap = fmax(x + 1, rint(FONT_CAP_HEIGHT * pixels));
    double ascent = fmax(cap, rint(FONT_ASCENT * pixels)), below = -rint(FONT_DESCENT * 0.88 * pixels);
    if (pixels > 60) /* then the overshoot is seen, and wanted */
        return (struct height_map){2, {-1, 1}, {-pixels, pixels}};
    return (struct height_map){
        10,
        {-1, -0.208, -overshoot, 0, FONT_X_HEIGHT, FONT_X_HEIGHT + overshoot, FONT_CAP_HEIGHT, FONT_CAP_HEIGHT + 0.014, 0.761, 2},
        {-pixels, below, 0, 0, x, x, cap, cap, ascent, 2 * pixels}};
}

static double mapped_height(const struct height_map *map, double height)
{
    size_t i = 1;
    while (i + 1 < map->count && height > map->from[i])
        i++;
    double t = (height - map->from[i - 1]) / (map->from[i] - map->from[i - 1]);
    return map->to[i - 1] + t * (map->to[i] - map->to[i - 1]);
}

void font_outline(struct path *path, const struct glyph *glyph, const struct glyph_place *place)
{
    double cosine = exact_cos(place->angle), sine = exact_sin(place->angle);
    struct height_map map = map_heights(place->size * place->grid);
    const struct outline_point *in = font.points + glyph->point_start;
    for (uint32_t i = 0; i < glyph->verb_count; i++) {
        static const int taken[] = {1, 1, 2, 3, 0};
        struct point p[3] = {{0}};
        enum path_verb verb = font.verbs[glyph->verb_start + i];
        for (int k = 0; k < taken[verb]; k++, in++) {
            double x = place->size * in->x / FONT_UNITS, y = place->size * in->y / FONT_UNITS;
            if (place->grid > 0)
                y = mapped_height(&map, (double)in->y / FONT_UNITS) / place->grid;
            p[k] = (struct point){place->at.x + cosine * x - sine * y, place->at.y - sine * x - cosine * y};
        }
        switch (verb) {
        case PATH_MOVE:
            path_move(path, p[0]);
            break;
        case PATH_LINE:
            path_line(path, p[0]);
            break;
        case PATH_QUADRATIC:
            path_quadratic(path, p[0], p[1]);
            break;
        case PATH_CUBIC:
            path_cubic(path, p[0], p[1], p[2]);
            break;
        case PATH_CLOSE:
            path_close(path);
            break;
        }
    }
}

/* Writes a step, with a blank before what a sign does not set apart from the number before it. */
static char *print_step(char *at, int step, bool apart)
{
    if (apart && step >= 0)
        *at++ = ' ';
    return at + number_print_fixed(at, step, 0);
}

void font_outline_data(struct buffer *buffer, const struct glyph *glyph)
{
    const struct outline_point *in = font.points + glyph->point_start;
    struct outline_point pen = {0, 0}, start = pen;
    for (uint32_t i = 0; i < glyph->verb_count; i++) {
        static const char letters[] = {'m', 'l', 'q', 'c', 'z'};
        static const int taken[] = {1, 1, 2, 3, 0};
        enum path_verb verb = font.verbs[glyph->verb_start + i];
        char text[1 + 6 * NUMBER_SIZE], *at = text;
        *at++ = letters[verb];
        for (int k = 0; k < taken[verb]; k++) {
            at = print_step(at, in[k].x - pen.x, k > 0);
            at = print_step(at, in[k].y - pen.y, true);
        }
        buffer_bytes(buffer, text, (size_t)(at - text));
        if (taken[verb]) {
            in += taken[verb];
            pen = in[-1];
        }
        if (verb == PATH_MOVE)
            start = pen;
        if (verb == PATH_CLOSE)
            pen = start;
    }
}
