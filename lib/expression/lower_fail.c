#include "expression/lower_fail.h"

#include "base/text.h"
#include "expression/function.h"
#include "expression/spelling.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

node_id lower_fail(struct environment *environment, const struct syntax *at, const char *format, ...)
{
    char sentence[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    if (environment->scope->text)
        syntax_error(environment->error, environment->scope->text, at->position, "%s", sentence);
    else
        error_set(environment->error, ERROR_INVALID, "%s", sentence);
    return 0;
}

/* Behind lower_fail(): the name of the tree would better read so. */
node_id lower_mend(struct environment *environment, const struct syntax *at, const char *text)
{
    if (environment->scope->text && text)
        error_mend(environment->error, at->position, at->length, text);
    return 0;
}

/* The nearest of all names there are; null if none is near. */
static const char *nearest_name(const struct environment *environment, const char *name)
{
    const char *nearest = NULL, *known;
    const struct definition *definition;
    for (enum operation operation = OPERATION_SQRT; operation < OPERATION_COUNT; operation++)
        text_nearest(name, operation_rows[operation].name, &nearest);
    for (size_t i = 0; (known = operation_alias(i)); i++)
        text_nearest(name, known, &nearest);
    for (size_t i = 0; i < function_count; i++)
        text_nearest(name, function_rows[i].name, &nearest);
    for (size_t i = 0; (known = function_alias(i)); i++)
        text_nearest(name, known, &nearest);
    for (size_t i = 0; (known = spelling_reserved(i)); i++)
        text_nearest(name, known, &nearest);
    text_nearest(name, "pi", &nearest);
    for (size_t i = 0; environment->scope->definitions && (definition = environment->scope->definitions->at(i)); i++)
        text_nearest(name, definition->name, &nearest);
    for (size_t i = 0; i < environment->scope->name_count; i++)
        text_nearest(name, environment->scope->names[i].name, &nearest);
    return nearest;
}

/* A name that may be meant as a constant is given a value behind the formula: a letter, with a number or without, which is not called like a function
 * and does not stand where a transposition or a differential does. Words are no constants. */
static node_id mend_constant(struct environment *environment, const struct syntax *tree)
{
    const char *text = environment->scope->text, *name = tree->name;
    const char *behind = text ? spelling_skip_blanks(text + tree->position + tree->length) : "";
    const char before = text && tree->position ? text[tree->position - 1] : 0;
    /* f(x), and functions that Greek letters are elsewhere. */
    const bool called = *behind == '(' && (strchr("fgh", *name) || !strcmp(name, "zeta") || !strcmp(name, "psi") || !strcmp(name, "phi") ||
                                           !strcmp(name, "eta") || !strcmp(name, "chi")),
               transposed = !strcmp(name, "T") && before == '^', differential = !strcmp(name, "d") && *behind && strchr("xyz", *behind);
    if (text && spelling_is_constant(name) && !called && !transposed && !differential)
        error_mend(environment->error, strlen(text), 0, arena_format(environment->graph->arena, "; %s = 1", name));
    return 0;
}

node_id lower_mend_letters(struct environment *environment, const struct syntax *tree)
{
    static const char *const ours[] = {"x", "y", "z"};
    const char *letters[3], *text = environment->scope->text;
    const size_t count = text ? spelling_foreign_letters(environment->graph->arena, text, letters, 3) : 0;
    if (count)
        error_mend(environment->error, 0, strlen(text), spelling_rename(environment->graph->arena, text, strlen(text), letters, ours, count));
    else if (tree && !spelling_is_preposition(tree->name))
        return mend_constant(environment, tree);
    return 0;
}

/* ax, a constant times a coordinate, as a*x; null if it is nothing of that kind. ix may be of complex numbers, dx belongs to an integral. */
static const char *scaled_coordinate(struct arena *arena, const char *name)
{
    const bool letter = (*name >= 'a' && *name < 'x') || (*name >= 'A' && *name < 'X'),
               is = letter && !strchr("dij", *name) && name[1] >= 'x' && name[1] <= 'z' && !name[2];
    return is ? arena_format(arena, "%c*%c", name[0], name[1]) : NULL;
}

node_id lower_fail_unknown(struct environment *environment, const struct syntax *tree, bool function)
{
    const char *nearest = spelling_is_greek(tree->name) ? NULL : nearest_name(environment, tree->name),
               *divided = spelling_divide(environment->graph->arena, tree->name, function);
    divided = divided || function ? divided : scaled_coordinate(environment->graph->arena, tree->name);
    const char *text = environment->scope->text, *behind = text ? text + tree->position + tree->length : "";
    struct arena *const arena = environment->graph->arena;
    const char *bracket = divided && !function ? strchr(divided, '(') : NULL;
    if (bracket && divided[strlen(divided) - 1] == ')') { /* sin2πx and sinx^2: the operand goes on */
        const char *end = spelling_operand_goes_on(arena, behind);
        if (end > behind) {
            lower_fail(environment, tree, "there is no name '%s': the operand of a function stands in brackets", tree->name);
            error_mend(environment->error, tree->position, tree->length + (size_t)(end - behind),
                       arena_format(arena, "%.*s%.*s)", (int)(strlen(divided) - 1), divided, (int)(end - behind), behind));
            return 0;
        }
    }
    const char *numbered = text ? spelling_number_letters(arena, text) : NULL; /* w1, w2; x0, x1 */
    if (numbered && !function && strpbrk(tree->name, "0123456789_")) {
        lower_fail(environment, tree, "there is no %s '%s' here: coordinates are x1, x2, …", *tree->name == 'x' ? "coordinate" : "name", tree->name);
        error_mend(environment->error, 0, strlen(text), numbered);
        return 0;
    }
    if (function && text_starts_with(tree->name, "log") && strspn(tree->name + 3, "0123456789") == strlen(tree->name + 3)) { /* log3(x) */
        lower_fail(environment, tree, "there is no function '%s': a logarithm to another base is written log(…, %s)", tree->name, tree->name + 3);
        return lower_mend(environment, tree, arena_format(arena, "log_%s", tree->name + 3));
    }
    if (function && !strcmp(tree->name, "sqr")) /* Pascal's is a square, Basic's a root */
        return lower_fail(environment, tree, "sqr is the square in some languages and the square root in others: write (…)^2 or sqrt(…)");
    const size_t dimension = environment->dimension;
    if (!function && spelling_is_imaginary(environment->scope->text, tree->name)) {
        lower_fail(environment, tree, "'%s' %s the imaginary unit, and formulas are of real numbers", tree->name,
                   *tree->name == 'I' ? "in Wolfram's language is" : "behind a number is");
        return *tree->name == 'i' ? mend_constant(environment, tree) : 0; /* which may be meant; Python's 1j is nothing else */
    }
    if (tree->name[0] >= 'x' && tree->name[0] <= 'z' &&
        (!tree->name[1] || (tree->name[0] == 'x' && strspn(tree->name + 1, "0123456789") == strlen(tree->name + 1))))
        return lower_fail(environment, tree, "there is no coordinate '%s' here: the landscape is %zu-dimensional", tree->name, dimension);
    if (nearest)
        snprintf(environment->error->nearest, sizeof environment->error->nearest, "%s", nearest);
    if (divided)
        lower_fail(environment, tree, "there is no %s '%s'; is %s%s meant?", function ? "function" : "name", tree->name, divided,
                   function ? "(…)" : "");
    else if (function || nearest)
        lower_fail(environment, tree, "there is no %s '%s'%s%s%s", function ? "function" : "name", tree->name, nearest ? "; did you mean '" : "",
                   nearest ? nearest : "", nearest ? "'?" : "");
    else if (environment->scope->is_number)
        return lower_fail(environment, tree, "a number is wanted here, and '%s' has no value", tree->name);
    else
        lower_fail(environment, tree, "there is no name '%s': variables are x, y, z, x1, x2, … or x[i]", tree->name);
    return divided || nearest || function ? lower_mend(environment, tree, divided ? divided : nearest) : lower_mend_letters(environment, tree);
}

node_id lower_fail_index(struct environment *environment, const struct syntax *tree)
{
    const char *text = environment->scope->text, *numbered = text ? spelling_number_letters(environment->graph->arena, text) : NULL;
    lower_fail(environment, tree, "only x has an index: x[i]");
    if (numbered)
        error_mend(environment->error, 0, strlen(text), numbered);
    return 0;
}
