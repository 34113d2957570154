/* Many figures in one page: there an id means whatever had it first, so ids that are equal must stand for what is equal. Here all named
 * figures in several sizes and themes are that page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"
#include "tests/unit/drawing.h"

struct element {
    const char *id, *content, *figure;
};

struct page {
    struct element *items;
    size_t count, room;
};

/* What stands for itself in a page: how its ids, and the references to them, are to be found. */
static const char *const references[] = {"url(#", "xlink:href=\"#"};

static void page_add(struct arena *arena, struct page *page, const struct element *element)
{
    if (page->count == page->room) {
        page->room = page->room ? 2 * page->room : 1024;
        struct element *items = ARENA_NEW(arena, struct element, page->room);
        if (page->count)
            memcpy(items, page->items, page->count * sizeof *items);
        page->items = items;
    }
    page->items[page->count++] = *element;
}

/* The elements of an SVG that have an id: each with all that follows the id up to the end of the element or of its first child. */
static void collect(struct arena *arena, const char *svg, const char *figure, struct page *page)
{
    for (const char *at = svg; (at = strstr(at, " id=\"")) != NULL;) {
        at += strlen(" id=\"");
        const char *quote = strchr(at, '"'), *close = strstr(quote, "/>"), *end = strstr(quote, "</");
        if (!end || (close && close < end))
            end = close;
        assert_non_null(end);
        const struct element element = {arena_copy(arena, at, (size_t)(quote - at)), arena_copy(arena, quote, (size_t)(end - quote)), figure};
        page_add(arena, page, &element);
    }
}

static int by_id(const void *a, const void *b)
{
    const struct element *first = a, *second = b;
    const int order = strcmp(first->id, second->id);
    return order ? order : strcmp(first->figure, second->figure);
}

/* The first of two elements with one id that differ; null: none. Sorts them. */
static const struct element *find_conflict(struct page *page)
{
    qsort(page->items, page->count, sizeof *page->items, by_id);
    for (size_t i = 1; i < page->count; i++)
        if (!strcmp(page->items[i - 1].id, page->items[i].id) && strcmp(page->items[i - 1].content, page->items[i].content))
            return &page->items[i - 1];
    return NULL;
}

/* Each id once in a document, and each reference to one of them. */
static void check_document(struct arena *arena, const char *svg, const char *figure)
{
    struct page page = {0};
    collect(arena, svg, figure, &page);
    qsort(page.items, page.count, sizeof *page.items, by_id);
    for (size_t i = 1; i < page.count; i++)
        if (!strcmp(page.items[i - 1].id, page.items[i].id))
            fail_msg("%s: two elements have the id %s", figure, page.items[i].id);
    for (size_t i = 0; i < sizeof references / sizeof *references; i++)
        for (const char *at = svg; (at = strstr(at, references[i])) != NULL;) {
            at += strlen(references[i]);
            const struct element wanted = {.id = arena_copy(arena, at, strcspn(at, ")\"")), .figure = figure};
            if (!bsearch(&wanted, page.items, page.count, sizeof wanted, by_id))
                fail_msg("%s: nothing has the id %s", figure, wanted.id);
        }
}

/* Another size and theme than those asked for. */
struct look {
    double width, height; /* 0: as asked for */
    enum figure_theme theme;
};

static const char *drawn(struct arena *arena, const struct answer *answer, const struct look *look)
{
    struct figure figure = {0};
    struct buffer svg = {.arena = arena};
    struct error error = {0};
    question_figure(arena, &answer->question, answer->result, &figure);
    if (look) {
        figure.width = look->width > 0 ? look->width : figure.width;
        figure.height = look->height > 0 ? look->height : figure.height;
        figure.theme = look->theme;
    }
    if (!figure_render(&figure, FIGURE_SVG, &svg, &error))
        fail_msg("%s: %s", answer->question.canonical, error.detail);
    return buffer_string(&svg);
}

static const char *svg_of(struct arena *arena, const char *study, const char *query)
{
    const struct answer answer = ask_well(arena, study, query);
    return drawn(arena, &answer, NULL);
}

static void test_all_figures_in_one_page(void *all)
{
    static const struct look looks[] = {{320, 200, THEME_LIGHT}, {0, 0, THEME_AUTO}, {631, 0, THEME_DARK}};
    struct page page = {0};
    for (size_t i = 0; i < named_figure_count; i++) {
        struct arena *arena = arena_create(256 << 20); /* for what need not be kept */
        const struct answer answer = ask_well(arena, named_figures[i].study, named_figures[i].query);
        for (size_t k = 0; k < sizeof looks / sizeof *looks; k++) {
            const char *name = arena_format(all, "%s in look %zu", named_figures[i].id, k);
            const char *svg = drawn(arena, &answer, &looks[k]);
            check_document(arena, svg, name);
            collect(all, svg, name, &page);
        }
        arena_destroy(arena);
    }
    assert_true(page.count > 3000);
    const struct element *conflict = find_conflict(&page);
    if (conflict)
        fail_msg("the id %s means one thing in %s and another in %s", conflict->id, conflict[0].figure, conflict[1].figure);
}

/* What drew half a figure once: two clip paths of one name. */
static void test_a_conflict_is_seen(void *arena)
{
    static const char *const first = "<svg><clipPath id=\"c1\"><path d=\"M0 0h9\"/></clipPath></svg>",
                             *const second = "<svg><clipPath id=\"c1\"><path d=\"M0 0h5\"/></clipPath></svg>";
    struct page same = {0}, different = {0};
    collect(arena, first, "a", &same);
    collect(arena, first, "b", &same);
    assert_null(find_conflict(&same));
    collect(arena, first, "a", &different);
    collect(arena, second, "b", &different);
    assert_non_null(find_conflict(&different));
}

/* Where no style sheet is read, a figure that follows the reader's preference has the colours of the light one. */
static void test_colours_without_style_sheets(void *arena)
{
    static const char *const query = "f=himmelblau&view=filled&annotate=auto";
    const char *light = svg_of(arena, "landscape", query), *follows = svg_of(arena, "landscape", arena_format(arena, "%s&theme=auto", query));
    struct buffer plain = {.arena = arena};
    for (const char *at = follows; *at;) { /* without its classes and its style sheet */
        if (!strncmp(at, "<style>", 7))
            at = strstr(at, "</style>") + strlen("</style>\n");
        else if (!strncmp(at, " class=\"", 8))
            at = strchr(at + 8, '"') + 1;
        else
            buffer_character(&plain, *at++);
    }
    assert_string_equal(buffer_string(&plain), light);
    assert_non_null(strstr(follows, "prefers-color-scheme"));
}

static void test_titles(void *arena)
{
    static const struct {
        const char *query, *title;
    } rows[] = {
        {"f=risk", ">x"},
        {"f=risk&title=Two minima", ">Two minima</title>"},
        {"f=risk&title=a < b", ">a &lt; b</title>"},
        {"f=risk&title=", ">x"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *svg = svg_of(arena, "landscape", rows[i].query), *title = strstr(svg, "<title ");
        assert_non_null(title);
        assert_int_equal(strncmp(strchr(title, '>'), rows[i].title, strlen(rows[i].title)), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_all_figures_in_one_page), unit_test_in_arena(test_a_conflict_is_seen),
                                       unit_test_in_arena(test_colours_without_style_sheets), unit_test_in_arena(test_titles)};
    return cmocka_run_group_tests_name("inlined", tests, start_drawing, NULL);
}
