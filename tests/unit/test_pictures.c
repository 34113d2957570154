/* Every named figure and the hard cases, at three sizes, looked at by program: rules say what misleads or cannot be read. Each rule has a
 * picture that breaks it, and must be seen to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Both rooms have a struct point: one of the page, one of data. */
#define point data_point
/* Both rooms have a struct point: one of the page, one of data. */
#define point data_point
#include "server/text/query.h"
#include "tests/unit/ask.h"
#undef point
#undef point
#include "tests/unit/drawing.h"
#include "tests/unit/seeing.h"
#include "tests/unit/watched.h"

/* Sizes as they are asked for: in proportion, and a narrow picture whose height nobody gave. */
static const struct {
    double width;
    bool keeps_height;
} sizes[] = {{160, false}, {160, true}, {320, false}, {320, true}, {630, false}, {2000, false}};
enum { SIZES = sizeof sizes / sizeof *sizes, ARENA = 512 << 20 };

/* What the service allows an answer to cost unless it is told otherwise. */
static const double most_cost = 5e9;

struct tally {
    size_t asked, pictures, count[RULES];
    struct buffer said;
};

/* Looks at one figure at one size. */
static void examine(struct arena *arena, struct tally *tally, const char *name, struct figure figure, size_t size)
{
    const double height = figure.height > 0 ? figure.height : 350, shape = height / (figure.width > 0 ? figure.width : 630);
    figure.width = sizes[size].width;
    figure.height = sizes[size].keeps_height ? height : fmin(2000, round(figure.width * shape));
    figure.theme = size % 2 ? THEME_DARK : THEME_LIGHT;
    struct seen *seen = look_at(arena, &figure);
    tally->pictures++;
    for (size_t i = 0; i < RULES; i++) {
        const size_t before = seen->violation_count;
        rules[i].check(seen);
        tally->count[i] += seen->violation_count - before;
    }
    if (seen->violation_count)
        buffer_format(&tally->said, "  %s at %.0f x %.0f px\n%s", name, figure.width, figure.height, buffer_string(&seen->violations));
}

static void examine_query(struct tally *tally, const char *study_name, const char *query, bool percent)
{
    struct arena *arena = arena_create(ARENA);
    struct argument some[32], *arguments = some;
    size_t count;
    struct question question;
    struct error_list errors = {0};
    struct error error = {0};
    struct figure figure = {0};
    void *result = NULL;
    if (percent) {
        struct query target = {0};
        assert_true(query_parse(arena, arena_format(arena, "/?%s", query), &target, &errors));
        arguments = target.arguments;
        count = target.count;
    } else {
        count = ask_split(arena, query, some, 32);
    }
    const struct study *study = study_find(study_name, NULL);
    if (!study || !question_parse(arena, study, arguments, count, &question, &errors))
        fail_msg("%s?%s: %s", study_name, query, errors.items[0].detail);
    if (question_cost(&question) > most_cost)
        fail_msg("%s?%s costs %g: the service would refuse it", study_name, query, question_cost(&question));
    if (!question_answer(arena, &question, &result, &error))
        fail_msg("%s?%s: %s", study_name, query, error.detail);
    question_figure(arena, &question, result, &figure);
    for (size_t i = tally->asked++ % ROWS_APART; i < SIZES; i += ROWS_APART)
        examine(arena, tally, arena_format(arena, "%s?%s", study_name, query), figure, i);
    arena_destroy(arena);
}

static void conclude(const struct tally *tally, const char *what)
{
    size_t all = 0;
    for (size_t i = 0; i < RULES; i++)
        all += tally->count[i];
    print_message("%zu pictures of %s:", tally->pictures, what);
    for (size_t i = 0; i < RULES; i++)
        print_message(" %s %zu%s", rules[i].name, tally->count[i], i + 1 < RULES ? "," : "\n");
    if (!all)
        return;
    fputs(buffer_string((struct buffer *)(uintptr_t)&tally->said), stderr); /* cmocka would cut it off */
    fail_msg("%zu violations", all);
}

static void test_named_figures(void *arena)
{
    struct tally tally = {.said = {.arena = arena}};
    for (size_t i = 0; i < named_figure_count; i++)
        examine_query(&tally, named_figures[i].study, named_figures[i].query, false);
    conclude(&tally, "named figures");
}

static void test_hard_cases(void *arena)
{
    struct tally tally = {.said = {.arena = arena}};
    FILE *file = fopen("tests/hard-cases.txt", "r");
    char line[4096];
    size_t cases = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        char *query = strchr(line, '?');
        if (*line == '#' || !query)
            continue;
        *query++ = 0;
        examine_query(&tally, line, query, true);
        cases++;
    }
    fclose(file);
    assert_true(cases >= 60);
    conclude(&tally, "hard cases");
}

/* --- Pictures that break a rule ------------------------------------------------------------------------------------------------------ */

static const double xs[] = {0, 1, 2, 3}, ys[] = {0, 1, 0, 1};

/* Two lines and an arrow, as they should be. */
struct specimen {
    struct figure figure;
    struct figure_panel panel;
    struct figure_layer layers[2];
    struct figure_annotation note;
};

static void make_specimen(struct specimen *specimen)
{
    *specimen = (struct specimen){.note = {.text = "peak", .tip = {1, 1}}};
    for (int i = 0; i < 2; i++)
        specimen->layers[i] = (struct figure_layer){.kind = LAYER_LINE, .label = i ? "one" : "two", .count = 4, .x = xs, .y = ys};
    specimen->panel = (struct figure_panel){.layers = specimen->layers, .layer_count = 2, .annotations = &specimen->note, .annotation_count = 1};
    specimen->panel.x.label = "x";
    specimen->figure = (struct figure){.panels = &specimen->panel, .panel_count = 1, .title = "Title", .description = ""};
}

static struct panel_layout *panel_of(struct seen *seen)
{
    return &seen->layout->panels[0];
}

static void move_text(struct seen *seen, const char *text, double dx, double dy)
{
    for (size_t i = 0; i < seen->text_count; i++)
        for (int k = 0; k < 4 && !strcmp(seen->texts[i].text, text); k++) {
            seen->texts[i].corners[k].x += dx;
            seen->texts[i].corners[k].y += dy;
        }
}

static const struct seen_text *text_of(const struct seen *seen, const char *text)
{
    for (size_t i = 0; i < seen->text_count; i++)
        if (!strcmp(seen->texts[i].text, text))
            return &seen->texts[i];
    fail_msg("'%s' is not drawn", text);
    return NULL;
}

/* Puts one text where another is. */
static void put_on(struct seen *seen, const char *text, const char *other)
{
    const struct point a = text_of(seen, text)->corners[0], b = text_of(seen, other)->corners[0];
    move_text(seen, text, b.x - a.x, b.y - a.y);
}

static void break_text_over_text(struct seen *seen)
{
    put_on(seen, "peak", "one");
}

static void break_text_over_ticks(struct seen *seen)
{
    const struct point at = text_of(seen, "peak")->corners[0];
    move_text(seen, "peak", panel_of(seen)->frame.x0 - at.x - 4, 0);
}

static void break_text_inside_picture(struct seen *seen)
{
    move_text(seen, "Title", 0, -20);
}

static void break_curves(struct seen *seen)
{
    for (size_t i = 0; i < seen->line_count; i++)
        if (seen->lines[i].part == PART_DATA)
            seen->lines[i].to.y = panel_of(seen)->frame.y0 - 1;
}

static void break_legend(struct seen *seen)
{
    panel_of(seen)->legend.box = panel_of(seen)->frame;
}

static void break_labels(struct seen *seen)
{
    panel_of(seen)->y.ticks.labels[1] = panel_of(seen)->y.ticks.labels[0];
}

static void break_colours(struct seen *seen)
{
    struct figure_layer *layer = (struct figure_layer *)(uintptr_t)panel_of(seen)->legend.entries[0].layer;
    layer->style = (struct figure_style){.colour = COLOUR_GIVEN, .rgb = 0xb905b9, .dash = DASH_DOTTED}; /* nearly the other's */
}

static void break_arrows(struct seen *seen)
{
    panel_of(seen)->notes[0].tip.x += 12;
}

static void break_nothing_missing(struct seen *seen)
{
    panel_of(seen)->legend.count--;
}

static void break_points(struct seen *seen)
{
    panel_of(seen)->notes[0].tip = box_centre(panel_of(seen)->notes[0].label.box);
}

static void break_arrows_apart(struct seen *seen)
{
    static struct placed_note notes[8]; /* there is no room behind those of the panel */
    const size_t count = panel_of(seen)->note_count;
    assert_true(count < sizeof notes / sizeof *notes);
    memcpy(notes, panel_of(seen)->notes, count * sizeof *notes);
    panel_of(seen)->notes = notes;
    panel_of(seen)->note_count = count + 1;
    struct placed_note *note = &notes[0], *other = &notes[count];
    note->arrow = true;
    *other = *note; /* that arrow, turned by a right angle about its middle */
    const struct point middle = {(note->start.x + note->tip.x) / 2, (note->start.y + note->tip.y) / 2};
    other->start = (struct point){middle.x - (note->start.y - middle.y), middle.y + (note->start.x - middle.x)};
    other->tip = (struct point){middle.x - (note->tip.y - middle.y), middle.y + (note->tip.x - middle.x)};
}

static void (*const breaks[])(struct seen *seen) = {
    break_text_over_text, break_text_over_ticks, break_text_inside_picture, break_curves, break_legend,       break_labels,
    break_colours,        break_arrows,          break_nothing_missing,     break_points, break_arrows_apart,
};

static void test_rules_are_broken(void *arena)
{
    assert_int_equal(sizeof breaks / sizeof *breaks, RULES);
    for (size_t i = 0; i < RULES; i++) {
        struct specimen specimen;
        make_specimen(&specimen);
        struct seen *seen = look_at(arena, &specimen.figure);
        for (size_t k = 0; k < RULES; k++)
            rules[k].check(seen);
        if (seen->violation_count)
            fail_msg("what is as it should be is found fault with:\n%s", buffer_string(&seen->violations));
        breaks[i](seen);
        rules[i].check(seen);
        if (!seen->violation_count)
            fail_msg("%s: not seen", rules[i].name);
    }
}

/* Forty lines, forty series of points and thirty categories can be told apart, on light and on dark. */
static void test_styles_differ(void *arena)
{
    (void)arena;
    enum { STYLES = 40, CATEGORIES = 30 };
    for (enum figure_theme look = THEME_LIGHT; look <= THEME_DARK; look++) {
        struct theme theme;
        theme_choose(&theme, &(struct figure){.theme = look}, false);
        for (size_t i = 0; i < STYLES; i++)
            for (size_t k = 0; k < i; k++) {
                const double distance = colour_distance(theme.light[cycle_paint(i)], theme.light[cycle_paint(k)]);
                if (distance < 10 && (distance > 0 || cycle_dash(i) == cycle_dash(k) || cycle_marker(i) == cycle_marker(k)))
                    fail_msg("styles %zu and %zu look alike (%.1f)", k, i, distance);
            }
    }
    for (size_t i = 0; i < CATEGORIES; i++)
        for (size_t k = 0; k < i; k++)
            if (colour_distance(category_colour(i), category_colour(k)) < 10)
                fail_msg("categories %zu and %zu look alike (%.1f)", k, i, colour_distance(category_colour(i), category_colour(k)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_rules_are_broken), unit_test_in_arena(test_styles_differ),
                                       unit_test_in_arena(test_named_figures), unit_test_in_arena(test_hard_cases)};
    return cmocka_run_group_tests_name("pictures", tests, start_drawing, NULL);
}
