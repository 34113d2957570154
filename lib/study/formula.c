/* Syntax alone decides how a formula is shown; the meaning of its names is used only for the dimension, and may stay open. */
#include "study/formula.h"

#include "expression/mathml.h"
#include "landscape/landscape.h"

enum { MOST_DOMAINS = 3 };

static const char *printed(struct arena *arena, const struct syntax *tree, enum print_style style)
{
    struct buffer text = {.arena = arena};
    syntax_print(tree, style, &text);
    return buffer_string(&text);
}

static const char *typeset(struct arena *arena, const char *tex)
{
    struct buffer mathml = {.arena = arena};
    mathml_from_tex(tex, true, &mathml);
    return buffer_string(&mathml);
}

static void add_place(struct arena *arena, struct value *entry, const struct landscape *landscape)
{
    value_add_number(arena, entry, "dimension", (double)landscape->dimension);
    struct value *domain = value_add(arena, entry, "domain", VALUE_LIST);
    for (size_t i = 0; i < landscape->dimension && i < MOST_DOMAINS; i++)
        value_add_numbers(arena, domain, NULL, landscape->domain[i], 2);
}

struct value *formula_describe(struct arena *arena, const char *text, struct error *error)
{
    size_t count, known;
    struct syntax **trees = syntax_parse_list(arena, text, &count, error);
    if (!trees)
        return NULL;
    struct landscape *landscapes;
    struct error ignored = {0};
    if (!landscape_resolve(arena, text, 0, 0, NULL, 0, &landscapes, &known, &ignored))
        known = 0;
    struct value *answer = value_object(arena);
    value_add_text(arena, answer, "f", text);
    struct value *list = value_add(arena, answer, "formulas", VALUE_LIST);
    for (size_t i = 0; i < count; i++) {
        struct value *entry = value_add(arena, list, NULL, VALUE_OBJECT);
        const struct syntax *tree = i < known ? landscapes[i].tree : trees[i];
        const char *tex = printed(arena, tree, PRINT_TEX);
        if (i < known && landscapes[i].name)
            value_add_text(arena, entry, "name", landscapes[i].name);
        value_add_text(arena, entry, "formula", printed(arena, tree, PRINT_TEXT));
        value_add_text(arena, entry, "readable", printed(arena, tree, PRINT_READABLE));
        value_add_text(arena, entry, "tex", tex);
        value_add_text(arena, entry, "mathml", typeset(arena, tex));
        if (i < known)
            add_place(arena, entry, &landscapes[i]);
    }
    return answer;
}
