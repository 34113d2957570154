/* The format tex without LaTeX, which tests/tex.py asks: text is set and not run, and documents are balanced. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "figure/figure.h"
#include "figure/tex.h"
#include "server/text/query.h"
#include "study/study.h"
#include "tests/unit/arena.h"

#include <ctype.h>
#include <string.h>

static const struct {
    const char *text, *tex;
} texts[] = {
    {"plain é", "plain é"},
    {"\\end{document}", "\\textbackslash{}end\\{document\\}"},
    {"50 % # & $x_1$ ~", "50 \\% \\# \\& \\$x\\_1\\$ \\textasciitilde{}"},
    {"^^5c", "\\textasciicircum{}\\textasciicircum{}5c"},
    {"a\n[3]", "a\\\\{}{[}3{]}"},
    {"x²·π", "x\\ensuremath{{}^2}\\ensuremath{\\cdot }\\ensuremath{\\pi }"},
    {"\u6f22\x01", "\\othercharacter{6F22}"},
};

static void test_texts(void *arena)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buffer out = {.arena = arena};
        tex_text(&out, texts[i].text);
        assert_string_equal(buffer_string(&out), texts[i].tex);
    }
    struct buffer out = {.arena = arena};
    tex_comment(&out, "a\n\\b\r");
    assert_string_equal(buffer_string(&out), "% a \\b \n");
}

/* Braces that open and close, environments in pairs, and no more commands than this writes: whatever is set, a title cannot add one. */
static void check_document(const char *document)
{
    long depth = 0;
    size_t begins = 0, ends = 0;
    for (const char *at = document; *at; at++) {
        if (*at == '%' && (at == document || at[-1] != '\\'))
            at += strcspn(at, "\n");
        if (*at == '\\') {
            begins += !strncmp(at, "\\begin{", 7);
            ends += !strncmp(at, "\\end{", 5);
            assert_int_not_equal(strncmp(at, "\\input", 6), 0);
            assert_int_not_equal(strncmp(at, "\\write", 6), 0);
            at += at[1] && !isalpha((unsigned char)at[1]);
            continue;
        }
        depth += (*at == '{') - (*at == '}');
        assert_true(depth >= 0);
    }
    assert_int_equal(depth, 0);
    assert_int_equal(begins, ends);
    assert_true(begins >= 2);
}

static void test_documents(void *arena)
{
    static const char *const nasty = "\\end{document} } { $ % \\input{x} \\write18{ls}";
    static const double x[] = {0, 1, 2, 3}, y[] = {1, 0, 4, -2};
    static const enum layer_kind kinds[] = {LAYER_LINE, LAYER_POINTS, LAYER_BAND, LAYER_BARS, LAYER_ERRORS, LAYER_WORDS};
    const char *words[] = {nasty, nasty, nasty, nasty};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct figure_layer layer = {
            .kind = kinds[i], .label = nasty, .count = 4, .x = x, .y = y, .low = y, .high = x, .words = words, .words_room = {1, 1}};
        const struct figure_annotation note = {.text = nasty, .tip = {1, 0}, .marker = true};
        const struct figure_panel panel = {.title = nasty,
                                           .x = {.label = nasty},
                                           .y = {.label = nasty},
                                           .layers = &layer,
                                           .layer_count = 1,
                                           .annotations = &note,
                                           .annotation_count = 1,
                                           .legend = SWITCH_ON};
        const struct figure figure = {.title = nasty, .description = nasty, .panels = &panel, .panel_count = 1};
        struct buffer out = {.arena = arena};
        figure_write_pgfplots(&figure, nasty, &out);
        check_document(buffer_string(&out));
    }
}

/* Bars stand on 0, whichever way the axis goes. */
static void test_bars(void *arena)
{
    static const double x[] = {0, 1}, y[] = {0.25, 0.75};
    const struct figure_layer layer = {.kind = LAYER_BARS, .count = 2, .x = x, .y = y};
    for (int turned = 0; turned < 2; turned++) {
        const struct figure_panel panel = {
            .y = {.limits_given = true, .limits = {turned ? 1 : 0, turned ? 0 : 1}}, .layers = &layer, .layer_count = 1};
        const struct figure figure = {.panels = &panel, .panel_count = 1};
        struct buffer out = {.arena = arena};
        figure_write_pgfplots(&figure, "", &out);
        assert_non_null(strstr(buffer_string(&out), ",0) rectangle (axis cs:"));
        assert_non_null(strstr(buffer_string(&out), ",0.75);"));
    }
}

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

/* What goes far beyond the frame is cut off there, not left out: the line as five places of two pieces, three bars, three intervals. */
static void test_far(void *arena)
{
    static const double x[] = {0, 1, 2}, y[] = {0.5, 1e9, 0.25}, low[] = {0.1, 0.2, -1e9}, high[] = {1e9, 0.8, 1e9};
    static const struct {
        struct figure_layer layer;
        const char *part;
        size_t count;
    } cases[] = {{{.kind = LAYER_LINE}, "(", 4},
                 {{.kind = LAYER_BARS}, " rectangle (axis cs:", 3},
                 {{.kind = LAYER_ERRORS}, "\\draw[{Bar", 3},
                 {{.kind = LAYER_BAND}, "(axis cs:", 6}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct figure_layer layer = cases[i].layer;
        struct buffer out = {.arena = arena};
        layer.count = 3;
        layer.x = x;
        layer.y = y;
        layer.low = low;
        layer.high = high;
        const struct figure_panel panel = {
            .x = {.limits_given = true, .limits = {-0.5, 2.5}}, .y = {.limits_given = true, .limits = {0, 1}}, .layers = &layer, .layer_count = 1};
        const struct figure figure = {.panels = &panel, .panel_count = 1};
        figure_write_pgfplots(&figure, "", &out);
        const char *drawn = strstr(buffer_string(&out), "]\n  \\"), *coordinates = strstr(drawn, "coordinates {");
        assert_int_equal(occurrences(coordinates && cases[i].layer.kind == LAYER_LINE ? coordinates : drawn, cases[i].part), cases[i].count);
    }
}

/* Every named figure is a document of bounded size. */
static void test_figures(void *arena)
{
    enum { MOST_BYTES = 400000 };
    for (size_t i = 0; i < named_figure_count; i++) {
        if (strcmp(named_figures[i].study, "landscape") != 0 && strcmp(named_figures[i].study, "descent") != 0 &&
            strcmp(named_figures[i].study, "schedule") != 0)
            continue; /* those that are computed in a moment */
        struct arena *inner = arena_within(arena);
        struct error_list *errors = ARENA_NEW(inner, struct error_list, 1);
        struct argument *arguments;
        struct question question;
        struct figure figure = {0};
        struct error error = {0};
        struct buffer out = {.arena = inner};
        size_t count;
        void *result;
        query_split(inner, named_figures[i].query, &arguments, &count);
        assert_true(question_parse(inner, study_find(named_figures[i].study, &(const char *){NULL}), arguments, count, &question, errors));
        assert_true(question_answer(inner, &question, &result, &error));
        question_figure(inner, &question, result, &figure);
        figure_write_pgfplots(&figure, named_figures[i].id, &out);
        check_document(buffer_string(&out));
        assert_true(out.length < MOST_BYTES);
        arena_clear(inner);
    }
}

int main(void)
{
    struct error error = {0};
    if (!figure_start(&error))
        return 1;
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_texts), unit_test_in_arena(test_documents), unit_test_in_arena(test_bars),
                                       unit_test_in_arena(test_far), unit_test_in_arena(test_figures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
