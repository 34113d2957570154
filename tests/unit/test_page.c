/* What pages are made of: TeX as MathML, text as HTML, templates, and that every asset the pages name is there. */
#include "expression/mathml.h"
#include "server/pages/html.h"
#include "server/pages/web_assets.h"
#include "study/formula.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/arena.h"

static void tex_becomes_mathml(void *arena)
{
    static const struct {
        const char *tex, *mathml;
    } rows[] = {
        {"", ""},
        {"x", "<mi>x</mi>"},
        {"12.5", "<mn>12.5</mn>"},
        {"-x + y", "<mo>−</mo><mi>x</mi><mo>+</mo><mi>y</mi>"},
        {"x^{2}", "<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup>"},
        {"x_{1}^{2}", "<msubsup><mi>x</mi><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></msubsup>"},
        {"\\frac{a}{b}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"},
        {"\\sqrt{x}", "<msqrt><mrow><mi>x</mi></mrow></msqrt>"},
        {"\\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mn>3</mn></mroot>"},
        {"\\cos\\left(\\pi\\right)", "<mi>cos</mi><mrow><mo>(</mo><mi>π</mi><mo>)</mo></mrow>"},
        {"\\left\\lfloor x\\right\\rfloor", "<mrow><mo>⌊</mo><mi>x</mi><mo>⌋</mo></mrow>"},
        {"\\operatorname{a<b}", "<mi>a&lt;b</mi>"},
        {"\\sum_{i=1}^{n}i", "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mrow><mi>n</mi></mrow></munderover><mi>i</mi>"},
        {"\\begin{cases}x&x > 0\\\\0&\\text{otherwise}\\end{cases}",
         "<mrow><mo>{</mo><mtable columnalign=\"left left\"><mtr><mtd><mi>x</mi></mtd><mtd><mi>x</mi><mo>&gt;</mo><mn>0</mn></mtd></mtr><mtr><mtd>"
         "<mn>0</mn></mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>"},
        {"x_t=\\tfrac\\eta2\\quad\\nabla f", "<msub><mi>x</mi><mi>t</mi></msub><mo>=</mo><mfrac><mi>η</mi><mn>2</mn></mfrac><mspace width=\"1em\"/>"
                                             "<mi>∇</mi><mi>f</mi>"},
        /* what is cut off is closed all the same */
        {"\\frac{a", "<mfrac><mrow><mi>a</mi></mrow><mrow></mrow></mfrac>"},
        {"\\left(x", "<mrow><mo>(</mo><mi>x</mi></mrow>"},
        {"x^", "<msup><mi>x</mi><mrow></mrow></msup>"},
        {"\\", ""},
    };
    static const char open[] = "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" displaystyle=\"true\">", close[] = "</math>";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer out = {.arena = arena};
        mathml_from_tex(rows[i].tex, false, &out);
        assert_string_equal(buffer_string(&out), arena_format(arena, "%s%s%s", open, rows[i].mathml, close));
    }
}

static void deep_tex_ends(void *arena)
{
    struct buffer tex = {.arena = arena}, out = {.arena = arena};
    for (int i = 0; i < 100000; i++)
        buffer_text(&tex, "\\frac{");
    mathml_from_tex(buffer_string(&tex), true, &out);
    assert_non_null(strstr(buffer_string(&out), "</math>"));
}

static void text_is_escaped(void *arena)
{
    struct buffer page = {.arena = arena};
    html_format(&page, "<a title=\"%s\">100 %% %s</a>", "\"<&>'", "é");
    assert_string_equal(buffer_string(&page), "<a title=\"&quot;&lt;&amp;&gt;&#39;\">100 % é</a>");
}

static void write_twice(struct buffer *page, const void *context)
{
    html_format(page, "%s%s", (const char *)context, (const char *)context);
}

static void templates_are_filled(void *arena)
{
    static const struct html_part parts[] = {{"here", write_twice}, {NULL, NULL}};
    static const struct {
        const char *template, *page;
    } rows[] = {
        {"a<!--here-->b", "axxb"}, {"<!--here--><!--here-->", "xxxx"}, {"a<!-- kept -->b", "a<!-- kept -->b"}, {"a<!--her", "a<!--her"}, {"", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer page = {.arena = arena};
        html_fill(&page, rows[i].template, strlen(rows[i].template), parts, "x");
        assert_string_equal(buffer_string(&page), rows[i].page);
    }
}

/* A script that imports another, or a page that links to one, names a file that was compiled in. */
static void assets_name_assets(void *arena)
{
    static const char *const marks[] = {"from './", "import('./", "\"/web/", "\"web/"};
    struct web_asset asset, named;
    for (size_t i = 0; web_asset_at(i, &asset); i++) {
        const char *text = arena_copy(arena, asset.data, asset.length);
        assert_true(asset.length > 0);
        for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
            for (const char *at = text; (at = strstr(at, marks[k]));) {
                at += strlen(marks[k]);
                assert_true(web_asset_find(arena_copy(arena, at, strcspn(at, "'\"")), &named));
                assert_non_null(named.type);
                /* What the exported gallery needs, it takes along. */
                assert_true(named.gallery || !asset.gallery);
            }
    }
}

static void formulas_are_described(void *arena)
{
    struct error error = {0};
    const struct value *answer = formula_describe(arena, "x^2+y,rosenbrock", &error);
    assert_non_null(answer);
    const struct value *first = value_find(answer, "formulas")->children.first;
    assert_string_equal(value_find(first, "formula")->text, "x^2 + y");
    assert_true(value_find(first, "dimension")->number == 2);
    assert_non_null(strstr(value_find(first, "mathml")->text, "<msup>"));
    assert_string_equal(value_find(first->next, "name")->text, "rosenbrock");
    /* A name that only one study knows is typeset; nothing is said of its dimension. */
    answer = formula_describe(arena, "x - q", &error);
    assert_non_null(answer);
    assert_null(value_find(value_find(answer, "formulas")->children.first, "dimension"));
    assert_null(formula_describe(arena, "x*cos(", &error));
    assert_non_null(strchr(error.detail, '^'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(tex_becomes_mathml),   unit_test_in_arena(deep_tex_ends),      unit_test_in_arena(text_is_escaped),
        unit_test_in_arena(templates_are_filled), unit_test_in_arena(assets_name_assets), unit_test_in_arena(formulas_are_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
