/* Pango decides which glyphs go where; cairo gives their outlines, which then are drawn like any other path. Each thread has fonts of
 * its own, so nothing here takes a lock; the set of fonts is read once and shared. */
#include "figure/text.h"

#include "base/exact.h"
#include "base/text.h"
#include "figure/font_set.h"

#include <pango/pangocairo.h>

#include <math.h>
#include <string.h>

/* Text is set at this size in pixels, unhinted, and scaled from there. Lines of 32,000 ems still fit Pango's integers,
 * which is more than the longest text (in bytes) can take. */
enum { EM = 64, LONGEST = 4096 };

/* Each thread's PangoContext; fonts and the choice of fonts are kept with it. */
static GPrivate contexts = G_PRIVATE_INIT(g_object_unref);

static PangoContext *make_context(void)
{
    PangoFontMap *fonts = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72);
    PangoContext *context = pango_font_map_create_context(fonts);
    g_object_unref(fonts);

    cairo_font_options_t *unhinted = cairo_font_options_create();
    cairo_font_options_set_hint_style(unhinted, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(unhinted, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(unhinted, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, unhinted);
    cairo_font_options_destroy(unhinted);
    pango_context_set_round_glyph_positions(context, FALSE);

    PangoFontDescription *base = pango_font_description_from_string(font_set[0].family);
    pango_font_description_set_absolute_size(base, EM * PANGO_SCALE);
    pango_context_set_font_description(context, base);
    pango_font_description_free(base);
    return context;
}

static PangoContext *context_of_thread(void)
{
    PangoContext *context = g_private_get(&contexts);
    if (!context) {
        context = make_context();
        g_private_set(&contexts, context);
    }
    return context;
}

/* Han characters look different in Chinese, Japanese and Korean, and fonts that have all forms need the language. Kana or Hangul
 * in the text decide it; the environment of the server does not. */
static PangoLanguage *language_of(const char *text)
{
    const char *language = "zh-cn";
    for (uint32_t character; (character = text_next(&text)) != 0;)
        if (character >= 0x3040 && character <= 0x30ff)
            return pango_language_from_string("ja");
        else if (character >= 0xac00 && character <= 0xd7a3)
            language = "ko";
    return pango_language_from_string(language);
}

/* What a layout takes beside the text: measured, at most 160 bytes for each of its bytes, where scripts alternate. */
enum { LAYOUT_BYTES = 4096, LETTER_BYTES = 256 };

/* What is foreign and has to be released even if memory runs out halfway. */
struct text_setting {
    struct arena *arena;
    size_t charged;
    PangoLayout *layout;
    cairo_t *cairo;
    cairo_path_t *outline;
};

static void release(void *resource)
{
    struct text_setting *setting = resource;
    if (setting->outline)
        cairo_path_destroy(setting->outline);
    if (setting->cairo)
        cairo_destroy(setting->cairo);
    if (setting->layout)
        g_object_unref(setting->layout);
    arena_discharge(setting->arena, setting->charged);
    *setting = (struct text_setting){.arena = setting->arena};
}

/* Sets text in lines at most `most_width` ems wide (0: any width); the caller releases it. */
static struct text_setting *set(struct arena *arena, const char *text, double most_width)
{
    struct text_setting *setting = ARENA_NEW(arena, struct text_setting, 1);
    setting->arena = arena;
    arena_defer(arena, release, setting);
    const char *kept = text;
    if (strlen(text) > LONGEST) {
        char *cut = arena_copy(arena, text, LONGEST);
        text_trim_partial(cut);
        kept = cut;
    }
    const size_t bytes = LAYOUT_BYTES + LETTER_BYTES * strlen(kept);
    arena_charge(arena, bytes);
    setting->charged = bytes;
    PangoContext *context = context_of_thread();
    pango_context_set_language(context, language_of(kept));
    setting->layout = pango_layout_new(context);
    if (most_width > 0) {
        pango_layout_set_width(setting->layout, (int)fmin(LONGEST * EM * PANGO_SCALE, ceil(most_width * EM * PANGO_SCALE)));
        pango_layout_set_wrap(setting->layout, PANGO_WRAP_WORD_CHAR);
    }
    pango_layout_set_text(setting->layout, kept, -1);
    return setting;
}

static double line_width(PangoLayoutLine *line)
{
    PangoRectangle ink, logical;
    pango_layout_line_get_extents(line, &ink, &logical);
    int width = logical.width > 0 ? logical.width : ink.width; /* combining marks by themselves advance nothing */
    return fmax(0, width) / (EM * PANGO_SCALE);
}

double text_width(struct arena *arena, const char *line)
{
    struct text_setting *setting = set(arena, line, 0);
    double width = line_width(pango_layout_get_line_readonly(setting->layout, 0));
    release(setting);
    return width;
}

/* Two rectangles that turn opposite ways: filled, a frame. */
static void trace_box(cairo_t *cairo, double x, double y, double advance)
{
    double rim = 0.05 * EM, width = fmax(0.3 * EM, advance - 2 * rim), height = FONT_CAP_HEIGHT * EM;
    cairo_rectangle(cairo, x + rim, y, width, -height);
    cairo_rectangle(cairo, x + 2 * rim, y - height + rim, width - 2 * rim, height - 2 * rim);
}

/* Adds the outlines of a run, all in one font, that begins at x. */
static void trace_run(cairo_t *cairo, const PangoGlyphItem *run, double x)
{
    cairo_scaled_font_t *font = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(run->item->analysis.font));
    if (font)
        cairo_set_scaled_font(cairo, font);
    for (int i = 0; i < run->glyphs->num_glyphs; i++) {
        const PangoGlyphInfo *glyph = &run->glyphs->glyphs[i];
        double advance = pango_units_to_double(glyph->geometry.width);
        cairo_glyph_t outlined = {glyph->glyph & ~PANGO_GLYPH_UNKNOWN_FLAG, x + pango_units_to_double(glyph->geometry.x_offset),
                                  pango_units_to_double(glyph->geometry.y_offset) - pango_units_to_double(run->y_offset)};
        if (glyph->glyph & PANGO_GLYPH_UNKNOWN_FLAG)
            trace_box(cairo, outlined.x, outlined.y, advance);
        else if (glyph->glyph != PANGO_GLYPH_EMPTY && font)
            cairo_glyph_path(cairo, &outlined, 1);
        x += advance;
    }
}

static void trace_line(struct text_setting *setting)
{
    cairo_surface_t *nowhere = cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL); /* unbounded: cairo leaves out what is far outside */
    setting->cairo = cairo_create(nowhere);
    cairo_surface_destroy(nowhere);
    PangoLayoutLine *line = pango_layout_get_line_readonly(setting->layout, 0);
    int advance = 0;
    for (const GSList *item = line->runs; item; item = item->next) {
        PangoGlyphItem *run = item->data;
        trace_run(setting->cairo, run, pango_units_to_double(advance));
        advance += pango_glyph_string_get_width(run->glyphs);
    }
    setting->outline = cairo_copy_path(setting->cairo);
}

static struct point placed(const cairo_path_data_t *data, const struct glyph_place *place)
{
    double scale = place->size / EM, x = scale * data->point.x, y = scale * data->point.y;
    double cosine = exact_cos(place->angle), sine = exact_sin(place->angle);
    return (struct point){place->at.x + cosine * x + sine * y, place->at.y - sine * x + cosine * y};
}

void text_outline(struct path *path, const char *line, const struct glyph_place *place)
{
    struct text_setting *setting = set(path->arena, line, 0);
    trace_line(setting);
    const cairo_path_data_t *data = setting->outline->data, *end = data + setting->outline->num_data;
    for (; data < end; data += data->header.length)
        switch (data->header.type) {
        case CAIRO_PATH_MOVE_TO:
            if (data + data->header.length < end) /* cairo ends with one that leads nowhere */
                path_move(path, placed(data + 1, place));
            break;
        case CAIRO_PATH_LINE_TO:
            path_line(path, placed(data + 1, place));
            break;
        case CAIRO_PATH_CURVE_TO:
            path_cubic(path, placed(data + 1, place), placed(data + 2, place), placed(data + 3, place));
            break;
        case CAIRO_PATH_CLOSE_PATH:
            path_close(path);
            break;
        }
    release(setting);
}

static bool reads_leftwards(PangoLayout *layout)
{
    return pango_layout_get_line_readonly(layout, 0)->resolved_dir == PANGO_DIRECTION_RTL;
}

bool text_reads_leftwards(struct arena *arena, const char *line)
{
    struct text_setting *setting = set(arena, line, 0);
    const bool leftwards = reads_leftwards(setting->layout);
    release(setting);
    return leftwards;
}

/* A part of a paragraph as a line of its own. Its direction would be that of its first letter; a mark in front keeps the paragraph's. */
static const char *separate(struct arena *arena, const char *text, size_t length, bool leftwards)
{
    const char *line = arena_copy(arena, text, length);
    return text_reads_leftwards(arena, line) == leftwards ? line : arena_format(arena, "%s%s", leftwards ? "\u200F" : "\u200E", line);
}

size_t text_wrap(struct arena *arena, const char *paragraph, double most_width, const char **lines, size_t most)
{
    struct text_setting *setting = set(arena, paragraph, most_width);
    const char *text = pango_layout_get_text(setting->layout);
    bool leftwards = reads_leftwards(setting->layout);
    size_t count = 0;
    for (const GSList *item = pango_layout_get_lines_readonly(setting->layout); item && count < most; item = item->next) {
        const PangoLayoutLine *line = item->data;
        lines[count++] = separate(arena, text + line->start_index, (size_t)line->length, leftwards);
    }
    release(setting);
    return count;
}

/* Marks that hang below or above letters are shaped as clusters of their own; programs that read a PDF would take them for words. */
static bool has_hanging_marks(const PangoGlyphItem *run)
{
    return run->item->analysis.script == PANGO_SCRIPT_DEVANAGARI && run->item->analysis.level % 2 == 0;
}

/* Shows a run that begins at x, all in one font and from left to right; each word is one cluster of glyphs, so that it is read as one. */
static void show_words(struct arena *arena, cairo_t *cairo, const char *text, const PangoGlyphItem *run, double x)
{
    const PangoGlyphString *glyphs = run->glyphs;
    const int length = run->item->length;
    cairo_glyph_t *shown = ARENA_NEW(arena, cairo_glyph_t, (size_t)glyphs->num_glyphs);
    cairo_text_cluster_t *clusters = ARENA_NEW(arena, cairo_text_cluster_t, (size_t)length);
    int count = 0, next = 0, glyph_count = 0;
    for (int start = 0, end; start < length; start = end, count++) {
        for (end = start + 1; end < length && (text[start] == ' ') == (text[end] == ' ');)
            end++;
        clusters[count].num_bytes = end - start;
        for (; next < glyphs->num_glyphs && glyphs->log_clusters[next] < end; next++) {
            const PangoGlyphInfo *glyph = &glyphs->glyphs[next];
            if (glyph->glyph != PANGO_GLYPH_EMPTY) {
                shown[glyph_count++] = (cairo_glyph_t){glyph->glyph, x + pango_units_to_double(glyph->geometry.x_offset),
                                                       pango_units_to_double(glyph->geometry.y_offset) - pango_units_to_double(run->y_offset)};
                clusters[count].num_glyphs++;
            }
            x += pango_units_to_double(glyph->geometry.width);
        }
    }
    cairo_set_scaled_font(cairo, pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(run->item->analysis.font)));
    cairo_show_text_glyphs(cairo, text, length, shown, glyph_count, clusters, count, 0);
}

static void show_line(struct arena *arena, cairo_t *cairo, PangoLayout *layout)
{
    const char *text = pango_layout_get_text(layout);
    const PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    int advance = 0;
    for (const GSList *item = line->runs; item; item = item->next) {
        PangoGlyphItem *run = item->data;
        cairo_move_to(cairo, pango_units_to_double(advance), 0);
        if (has_hanging_marks(run))
            show_words(arena, cairo, text + run->item->offset, run, pango_units_to_double(advance));
        else
            pango_cairo_show_glyph_item(cairo, text, run);
        advance += pango_glyph_string_get_width(run->glyphs);
    }
}

bool text_show(struct arena *arena, cairo_t *cairo, const char *line, const struct glyph_place *place)
{
    struct text_setting *setting = set(arena, line, 0);
    bool whole = pango_layout_get_unknown_glyphs_count(setting->layout) == 0;
    if (whole) {
        cairo_save(cairo);
        cairo_translate(cairo, place->at.x, place->at.y);
        cairo_rotate(cairo, -place->angle);
        cairo_scale(cairo, place->size / EM, place->size / EM);
        cairo_move_to(cairo, 0, 0);
        show_line(arena, cairo, setting->layout);
        cairo_new_path(cairo);
        cairo_restore(cairo);
    }
    release(setting);
    return whole;
}

/* Code points that Unicode keeps from ever being characters are drawn as U+FFFD (label_clean). */
static bool is_replaced(uint32_t character)
{
    return (character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef);
}

uint32_t text_missing_character(const char *text)
{
    for (uint32_t character; (character = text_next(&text)) != 0;)
        if (!is_replaced(character) && character != '\n' && !font_glyph(character) && !font_set_has(character))
            return character;
    return 0;
}
