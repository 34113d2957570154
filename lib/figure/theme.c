/* Every colour of every theme stands in one table. Series colours keep their hue on dark and gain lightness. */
#include "figure/theme.h"

#include "base/exact.h"

#include <math.h>
#include <string.h>

static const struct {
    uint32_t light, dark;
} looks[PAINT_ROLES] = {
    [PAINT_BACKGROUND] = {0xffffff, 0x16191f},  [PAINT_TEXT] = {0x1a1a1a, 0xe8e8e8},      [PAINT_SPINE] = {0x262626, 0xb4bac4},
    [PAINT_GRID] = {0xd0d0d0, 0x3a404b},        [PAINT_MUTED] = {0x6b6b6b, 0x9aa1ad},     [PAINT_PANE] = {0xf3f3f3, 0x20242c},
    [PAINT_PANE_DARKER] = {0xe9e9e9, 0x282d36}, [PAINT_PANE_GRID] = {0xcccccc, 0x454c58}, [PAINT_LEGEND_EDGE] = {0xcccccc, 0x4a515d},
    [PAINT_BLUE] = {0x1f77b4, 0x5eb1ef},        [PAINT_MAGENTA] = {0xbf00bf, 0xe878e8},   [PAINT_GREEN] = {0x2ca02c, 0x5fd068},
    [PAINT_RED] = {0xd62728, 0xff7070},         [PAINT_ORANGE] = {0xff7f0e, 0xffa550},    [PAINT_TEAL] = {0x0a9396, 0x4fd1d4},
    [PAINT_BROWN] = {0x8c564b, 0xd0a196},       [PAINT_VIOLET] = {0x5e3c99, 0xb49ae8},    [PAINT_OLIVE] = {0x8a8a0c, 0xcccc55},
    [PAINT_GREY] = {0x7f7f7f, 0xb0b0b0},        [PAINT_MARK_RED] = {0xff0000, 0xff4a4a},
};

static const struct {
    enum paint_role paint;
    enum figure_dash dash;
} cycle[CYCLE_LENGTH] = {
    {PAINT_BLUE, DASH_SOLID},  {PAINT_MAGENTA, DASH_DASHED}, {PAINT_GREEN, DASH_DASHDOT}, {PAINT_RED, DASH_DOTTED},  {PAINT_ORANGE, DASH_SOLID},
    {PAINT_TEAL, DASH_DASHED}, {PAINT_BROWN, DASH_DASHDOT},  {PAINT_VIOLET, DASH_DOTTED}, {PAINT_OLIVE, DASH_SOLID}, {PAINT_GREY, DASH_DASHED},
};

double luminance(uint32_t rgb)
{
    static const double weights[] = {0.0722, 0.7152, 0.2126}; /* of blue, green and red */
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double c = (rgb >> (8 * i) & 255) / 255.0;
        sum += weights[i] * (c <= 0.04045 ? c / 12.92 : exact_pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

/* On a given background the greys are shades of it. */
static void tint(uint32_t *colours, uint32_t background)
{
    static const struct {
        enum paint_role role;
        double strength;
    } greys[] = {{PAINT_BACKGROUND, 0}, {PAINT_SPINE, 0.85},       {PAINT_GRID, 0.2},       {PAINT_MUTED, 0.65},
                 {PAINT_PANE, 0.05},    {PAINT_PANE_DARKER, 0.09}, {PAINT_PANE_GRID, 0.22}, {PAINT_LEGEND_EDGE, 0.22}};
    for (size_t i = 0; i < sizeof greys / sizeof *greys; i++)
        colours[greys[i].role] = colour_mix(background, colours[PAINT_TEXT], greys[i].strength);
}

void theme_choose(struct theme *theme, const struct figure *figure, bool can_follow)
{
    memset(theme, 0, sizeof *theme);
    bool dark = figure->theme == THEME_DARK;
    theme->follows = figure->theme == THEME_AUTO && can_follow;
    theme->transparent = figure->transparent;
    if (figure->background_given && !figure->transparent) {
        dark = luminance(figure->background) < 0.179; /* where white text has as much contrast as black */
        theme->follows = false;
    }
    for (int i = 0; i < PAINT_ROLES; i++) {
        theme->light[i] = dark ? looks[i].dark : looks[i].light;
        theme->dark[i] = looks[i].dark;
    }
    for (int i = 0; i < RAMP_LENGTH; i++) {
        double t = (double)i / (RAMP_LENGTH - 1);
        theme->dark[PAINT_RAMP + i] = viridis(0.36 + 0.64 * t);
        theme->light[PAINT_RAMP + i] = dark ? theme->dark[PAINT_RAMP + i] : viridis(0.82 * t);
    }
    if (figure->background_given && !figure->transparent)
        tint(theme->light, figure->background & 0xffffff);
}

struct paint ramp_paint(double t)
{
    int shade = (int)lround(fmax(0, fmin(1, t)) * (RAMP_LENGTH - 1));
    return paint_role((enum paint_role)(PAINT_RAMP + shade));
}

uint32_t theme_rgb(const struct theme *theme, struct paint paint)
{
    return paint.role == PAINT_GIVEN ? paint.rgb : theme->light[paint.role];
}

struct paint paint_role(enum paint_role role)
{
    return (struct paint){.role = role, .opacity = 1};
}

struct paint paint_rgb(uint32_t rgb)
{
    return (struct paint){.role = PAINT_GIVEN, .rgb = rgb, .opacity = 1};
}

enum paint_role cycle_paint(size_t turn)
{
    return cycle[turn % CYCLE_LENGTH].paint;
}

/* Another dash for a colour each time round: CYCLE_STYLES lines that are all different. */
enum figure_dash cycle_dash(size_t turn)
{
    enum { DASHES = DASH_DOTTED - DASH_SOLID + 1 };
    return DASH_SOLID + (cycle[turn % CYCLE_LENGTH].dash - DASH_SOLID + turn / CYCLE_LENGTH) % DASHES;
}

enum figure_marker cycle_marker(size_t turn)
{
    static const enum figure_marker markers[] = {MARKER_DOT, MARKER_SQUARE, MARKER_TRIANGLE, MARKER_DIAMOND};
    return markers[turn / CYCLE_LENGTH % (sizeof markers / sizeof *markers)];
}

struct paint style_paint(const struct figure_style *style, size_t turn)
{
    static const enum paint_role roles[] = {
        [COLOUR_BLUE] = PAINT_BLUE,   [COLOUR_MAGENTA] = PAINT_MAGENTA,   [COLOUR_GREEN] = PAINT_GREEN,
        [COLOUR_RED] = PAINT_RED,     [COLOUR_ORANGE] = PAINT_ORANGE,     [COLOUR_FOREGROUND] = PAINT_TEXT,
        [COLOUR_MUTED] = PAINT_MUTED, [COLOUR_MARK_RED] = PAINT_MARK_RED, [COLOUR_GIVEN] = PAINT_GIVEN,
    };
    struct paint paint = {.rgb = style->rgb & 0xffffff};
    paint.role = style->colour == COLOUR_CYCLE ? cycle_paint(turn) : roles[style->colour];
    paint.opacity = style->opacity > 0 && style->opacity < 1 ? style->opacity : 1;
    return paint;
}

size_t dash_lengths(enum figure_dash dash, double width, double lengths[DASH_MOST_LENGTHS])
{
    static const struct {
        size_t count;
        double widths[DASH_MOST_LENGTHS];
    } patterns[] = {[DASH_DASHED] = {2, {3.7, 1.6}}, [DASH_DASHDOT] = {4, {6.4, 1.6, 1, 1.6}}, [DASH_DOTTED] = {2, {1, 1.65}}};
    const size_t count = dash < sizeof patterns / sizeof *patterns ? patterns[dash].count : 0;
    for (size_t i = 0; i < count; i++)
        lengths[i] = fmax(patterns[dash].widths[i] * width, 0.05);
    return count;
}
