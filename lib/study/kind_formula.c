/* Formulas are read here for their errors, and kept as typed: the study makes a landscape of them. */
#include "study/kind_formula.h"

#include "expression/print.h"
#include "expression/syntax.h"
#include "landscape/landscape.h"

#include <string.h>

bool kind_read_function(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    size_t count;
    if (!syntax_parse_list(arena, argument->value, &count, error)) {
        const char *meant = landscape_meant(arena, argument->value);
        if (meant) {
            error->edit.known = false;
            error_mend(error, 0, strlen(argument->value), meant);
        }
        return false;
    }
    *(const char **)field = argument->value;
    return true;
}

void kind_write_function(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const char *text = *(const char *const *)field;
    struct buffer spelled = {.arena = out->arena};
    struct error error = {0};
    size_t count;
    struct syntax **trees = text ? syntax_parse_list(out->arena, text, &count, &error) : NULL;
    for (size_t i = 0; trees && i < count; i++) {
        buffer_text(&spelled, i ? "," : "");
        syntax_print(trees[i], PRINT_TEXT, &spelled);
    }
    /* Brackets and blanks may make the canonical spelling too deep or too long to be read: then it stays as typed. */
    const bool as_typed = trees && !strcmp(buffer_string(&spelled), text); /* which has been read */
    if (!trees || as_typed || syntax_parse_list(out->arena, buffer_string(&spelled), &count, &error))
        buffer_text(out, buffer_string(&spelled));
    else
        for (; *text; text++)
            buffer_character(out, strchr("\t\r\n", *text) ? ' ' : *text);
}

/* Signs that may stand between the sides of a constraint, longer ones first. */
static const struct {
    const char *sign;
    enum constraint_relation relation;
    const char *instead; /* of those that are refused */
} relations[] = {
    {"<=", RELATION_AT_MOST, NULL},  {"=<", RELATION_AT_MOST, NULL}, {"≤", RELATION_AT_MOST, NULL}, {">=", RELATION_AT_LEAST, NULL},
    {"=>", RELATION_AT_LEAST, NULL}, {"≥", RELATION_AT_LEAST, NULL}, {"==", RELATION_EQUAL, "="},   {"!=", RELATION_EQUAL, "="},
    {"<", RELATION_AT_MOST, NULL},   {">", RELATION_AT_LEAST, NULL}, {"=", RELATION_EQUAL, NULL},
};
enum { RELATIONS = sizeof relations / sizeof *relations };

/* The next sign outside of brackets from `at` on, which it moves to; RELATIONS: there is none. */
static size_t next_relation(const char **at)
{
    int depth = 0;
    for (; **at; (*at)++) {
        depth += **at == '(' || **at == '[';
        depth -= **at == ')' || **at == ']';
        for (size_t i = 0; i < RELATIONS && depth == 0; i++)
            if (!strncmp(*at, relations[i].sign, strlen(relations[i].sign)))
                return i;
    }
    return RELATIONS;
}

/* One side: a formula. */
static bool read_side(struct arena *arena, const char *text, struct error *error)
{
    size_t count;
    if (!text[strspn(text, " ")])
        return error_set(error, ERROR_INVALID, "one side of the constraint is empty: write a formula on both, as in x+y<=1");
    if (!syntax_parse_list(arena, text, &count, error))
        return false;
    return count == 1 ||
           error_set(error, ERROR_INVALID, "a side of a constraint is one formula, not %zu: give subject twice for two constraints", count);
}

bool kind_read_constraint(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    struct constraint_text *constraint = field;
    const char *value = argument->value, *sign = value, *rest;
    const size_t found = next_relation(&sign);
    const size_t start = (size_t)(sign - value), length = found < RELATIONS ? strlen(relations[found].sign) : 0;
    if (found == RELATIONS) {
        error_mend(error, start, 0, "<=0");
        return error_set(error, ERROR_INVALID, "there is no comparison in the constraint: write g<=0, g>=0 or h=0, as in x^2+y^2<=4");
    }
    if (relations[found].instead) {
        error_mend(error, start, length, relations[found].instead);
        return error_set(error, ERROR_INVALID, "'%s' is no sign of a constraint: an equality is written with one =", relations[found].sign);
    }
    rest = sign + length;
    const char *second = rest;
    if (next_relation(&second) < RELATIONS) {
        return error_set(error, ERROR_INVALID, "a constraint is one comparison: give subject twice for two of them");
    }
    *constraint = (struct constraint_text){arena_copy(arena, value, start), arena_copy(arena, rest, strlen(rest)), relations[found].relation};
    return read_side(arena, constraint->left, error) && read_side(arena, constraint->right, error);
}

void kind_write_constraint(const struct parameter *parameter, const void *field, struct buffer *out)
{
    static const char *const signs[] = {[RELATION_AT_MOST] = " <= ", [RELATION_AT_LEAST] = " >= ", [RELATION_EQUAL] = " = "};
    const struct constraint_text *constraint = field;
    kind_write_function(parameter, &constraint->left, out);
    buffer_text(out, signs[constraint->relation]);
    kind_write_function(parameter, &constraint->right, out);
}
