/* What stands in front of a formula where it is defined: its name and its variables, in the spellings of mathematics and of six languages. */
#include "expression/parser.h"

#include "base/contract.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* Names in brackets, separated by commas: the variables of a function that is being defined. Null if they do not stand at `at`; else past
 * them. The first `most` are kept. */
static const char *skip_variables(struct parser *parser, const char *at, const char **variables, size_t most, size_t *count)
{
    at = spelling_skip_blanks(at);
    const char closing = *at == '(' ? ')' : *at == '[' ? ']' : 0;
    *count = 0;
    for (at += closing != 0;; at++) {
        at = spelling_skip_blanks(at);
        if (!spelling_starts_name(at) || spelling_infix(at))
            return NULL;
        const struct spelled_name spelled = spelling_name(parser->arena, at);
        if (spelling_is_function(spelled.name))
            return NULL;
        /* Wolfram's patterns end in a low line: f[x_] := x^2. */
        const size_t length = strlen(spelled.name);
        const bool pattern = closing == ']' && spelled.name[length - 1] == '_';
        if (*count < most)
            variables[(*count)++] = pattern ? arena_copy(parser->arena, spelled.name, length - 1) : spelled.name;
        at = spelling_skip_blanks(spelled.end);
        if (*at != ',' || !closing)
            break;
    }
    return !closing ? at : *at == closing ? spelling_skip_blanks(at + 1) : NULL;
}

/* A formula in other variables than ours is refused with the formula in ours. */
static bool check_variables(struct parser *parser, const char *const *variables, size_t count)
{
    static const char *const ours[] = {"x", "y", "z"};
    CONTRACT(count <= 3);
    for (size_t i = 0; i < count; i++) {
        if (variables[i][0] == 'x' || !strcmp(variables[i], "y") || !strcmp(variables[i], "z"))
            continue;
        const size_t length = strlen(parser->at);
        parser_fail(parser, parser->at, "the variables are x, y, z, …: write %s for %s", ours[i], variables[i]);
        parser_mend(parser, parser->text, parser->at + length, spelling_rename(parser->arena, parser->at, length, variables, ours, count));
        return false;
    }
    return true;
}

/* Whether one of the variables is named in what is left of the text. */
static bool names_one(struct parser *parser, const char *const *variables, size_t count)
{
    static const char *const other[] = {"", "", ""};
    const char *renamed = spelling_rename(parser->arena, parser->at, strlen(parser->at), variables, other, count);
    return strcmp(renamed, parser->at) != 0;
}

/* Passes over what names the formula or its variables: "y =", "f(x, y) =", "f :=", "lambda x:", "@(x)", "function(x)", "x ->", "(x, y) =>". */
bool parser_definition(struct parser *parser)
{
    static const char *const words[] = {"lambda", "@", "function"}, *const arrows[] = {"->", "=>", "↦", "\\mapsto"};
    enum { MOST = 3 };
    const char *variables[MOST];
    size_t count;
    parser->defined = NULL;
    parser_skip_blanks(parser);
    const char *start = parser->at;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!text_starts_with(start, words[i]) || isalnum((unsigned char)start[strlen(words[i])]))
            continue;
        const bool lambda = i == 0;
        const char *end = start + strlen(words[i]);
        const char *listed = skip_variables(parser, end, variables, MOST, &count);
        /* Python's variables stand without brackets. */
        while (lambda && listed && *listed == ',') {
            size_t one;
            listed = skip_variables(parser, listed + 1, &variables[count < MOST ? count : MOST - 1], 1, &one);
            count += count < MOST;
        }
        if (!listed || (lambda && *listed != ':'))
            return true;
        parser->at = listed + lambda;
        return check_variables(parser, variables, count);
    }
    /* All that follows has one of these in it, and most formulas have none. */
    if (!strpbrk(start, "=>\\↦"))
        return true;
    const char *end = skip_variables(parser, start, variables, MOST, &count);
    for (size_t i = 0; end && i < sizeof arrows / sizeof *arrows; i++)
        if (text_starts_with(end, arrows[i])) {
            parser->at = end + strlen(arrows[i]);
            if (i == 1 && !names_one(parser, variables, count)) { /* x => 0 */
                parser_fail(parser, end, "'=>' stands before a function of its variables; greater or equal is written '>='");
                return parser_mend(parser, end, parser->at, ">=") != NULL;
            }
            return check_variables(parser, variables, count);
        }
    if (!spelling_starts_name(start) || spelling_infix(start))
        return true;
    const struct spelled_name spelled = spelling_name(parser->arena, start);
    end = spelling_skip_blanks(spelled.end);
    const char *behind = *end == '(' || *end == '[' ? skip_variables(parser, end, variables, MOST, &count) : NULL;
    const char *equals = behind ? behind : end;
    equals += *equals == ':' && equals[1] == '=';
    if (*equals != '=' || equals[1] == '=' || spelling_is_function(spelled.name))
        return true;
    /* "x = 1" is a place, or a curve of y. */
    if (!behind && spelled.name[0] == 'x' && strspn(spelled.name + 1, "0123456789") == strlen(spelled.name + 1))
        return true;
    parser->at = equals + 1;
    parser->defined = behind ? NULL : spelled.name;
    return !behind || check_variables(parser, variables, count);
}

bool parser_assigns(struct parser *parser, const char *at)
{
    if (at[0] != '<' || at[1] != '-' || at[2] != ' ')
        return false;
    const char *end = at + 2;
    while (*end == ' ')
        end++;
    parser_fail(parser, at, "'<-' assigns in R, and means nothing here: less than a negative is written '< -'");
    parser_mend(parser, at, end, "< -");
    return true;
}
