/* Constants behind a formula: "a*x^2 + b; a = 2; b = -1". Their numbers take the places of their names. */
#include "expression/parser.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Whether "; name =" stands at the cursor: any other semicolon is a mistake. *name and *behind are set. */
static bool starts_constant(struct parser *parser, struct spelled_name *name, const char **behind)
{
    const char *at = spelling_skip_blanks(parser->at);
    if (*at != ';')
        return false;
    at = spelling_skip_blanks(at + 1);
    if (!spelling_starts_name(at) || spelling_infix(at))
        return false;
    *name = spelling_name(parser->arena, at);
    at = spelling_skip_blanks(name->end);
    *behind = at + 1;
    return *at == '=' && at[1] != '=';
}

/* Puts the number in the place of the name, and returns in how many places it stood. */
static size_t substitute(struct arena *arena, struct syntax *tree, const char *name, double number)
{
    size_t found = 0;
    for (size_t i = 0; i < tree->child_count; i++)
        found += substitute(arena, tree->children[i], name, number);
    if (tree->kind != SYNTAX_NAME || strcmp(tree->name, name) != 0)
        return found;
    struct syntax *const magnitude = syntax_number(arena, fabs(number));
    struct syntax *const meant = signbit(number) ? syntax_operation(arena, OPERATION_NEGATE, &magnitude, 1) : magnitude;
    meant->position = tree->position;
    meant->length = tree->length;
    *tree = *meant;
    return 1;
}

/* A number with its sign: what a slider may set. */
static bool read_number(struct parser *parser, const char *name, const char *at, double *number)
{
    parser->at = spelling_skip_blanks(at);
    const struct syntax *node = parser->formula(parser);
    const bool negative = node && node->kind == SYNTAX_OPERATION && node->operation == OPERATION_NEGATE;
    const struct syntax *magnitude = negative ? node->children[0] : node;
    if (!node)
        return false;
    if (magnitude->kind != SYNTAX_NUMBER)
        return parser_fail(parser, at, "the constant %s is a number, as in '; %s = 2'", name, name) != NULL;
    *number = negative ? -magnitude->number : magnitude->number;
    return true;
}

bool parser_constants(struct parser *parser, struct syntax *const *list, size_t count)
{
    struct spelled_name name;
    const char *behind;
    while (starts_constant(parser, &name, &behind)) {
        const char *semicolon = spelling_skip_blanks(parser->at), *start = spelling_skip_blanks(semicolon + 1);
        const bool coordinate = strchr("xyz", name.name[0]) && strspn(name.name + 1, "0123456789") == strlen(name.name + 1);
        static const char *const taken[] = {"pi", "e", "tau", "inf", "infinity"};
        bool fixed = coordinate || spelling_is_function(name.name);
        for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
            fixed |= !strcmp(name.name, taken[i]);
        if (fixed)
            return parser_fail(parser, start, "'%s' %s and cannot be given a number", name.name,
                               coordinate ? "is a coordinate" : "means something already") != NULL;
        double number = 0;
        size_t found = 0;
        if (!read_number(parser, name.name, behind, &number))
            return false;
        for (size_t i = 0; i < count; i++)
            found += substitute(parser->arena, list[i], name.name, number);
        if (!found) {
            parser_fail(parser, start, "no formula has the constant '%s'", name.name);
            return parser_mend(parser, semicolon, parser->at, "") != NULL;
        }
    }
    return true;
}
