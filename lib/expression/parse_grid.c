/* grid(x0:x1, y0:y1, values): numbers in rows, as a table of a file has them. */
#include "expression/grid.h"
#include "expression/parser.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where a bracket would open it: "grid" is no name of anything else. */
bool parser_is_grid(const char *name, const char *at)
{
    return !strcmp(name, "grid") && *at == '(';
}

/* Blanks within a line: the end of one ends a row. */
static void skip_spaces(struct parser *parser)
{
    parser->at += strspn(parser->at, " \t\r");
}

/* A number with its sign; false with an error if none stands here, or one that is not a double's. */
static bool read_value(struct parser *parser, const char *what, double *value)
{
    parser_skip_blanks(parser);
    const char *const start = parser->at;
    const size_t sign = *start == '-' || *start == '+' ? 1 : strncmp(start, "−", strlen("−")) ? 0 : strlen("−");
    const char *digits = start + sign, *end = digits;
    while (parser_is_digit(*end) || *end == '.')
        end++;
    if (end > digits && (*end == 'e' || *end == 'E')) {
        const char *exponent = end + 1 + (end[1] == '-' || end[1] == '+');
        if (parser_is_digit(*exponent))
            for (end = exponent; parser_is_digit(*end);)
                end++;
    }
    const char *text = arena_copy(parser->arena, digits, (size_t)(end - digits));
    char *stop;
    *value = strtod(text, &stop);
    if (end == digits || *stop) {
        parser_fail(parser, start, "%s of a grid is a number, such as -0.25 or 1e-3", what);
        return false;
    }
    if (!(fabs(*value) <= 1e300)) {
        parser_fail(parser, start, "%s of a grid is at most 1e300", what);
        return false;
    }
    *value = sign && *start != '+' ? -*value : *value;
    parser->at = end;
    return true;
}

static bool read_interval(struct parser *parser, const char *axis, double ends[2])
{
    parser_skip_blanks(parser);
    const char *const start = parser->at;
    if (!read_value(parser, "an end", &ends[0]))
        return false;
    parser_skip_blanks(parser);
    if (*parser->at != ':') {
        parser_fail(parser, parser->at, "a grid begins with its intervals: grid(x0:x1, y0:y1, values in rows); expected ':' in that of %s", axis);
        return false;
    }
    parser->at++;
    if (!read_value(parser, "an end", &ends[1]))
        return false;
    if (!(ends[1] - ends[0] > 1e-12 * fmax(fabs(ends[0]), fabs(ends[1])))) {
        parser_fail(parser, start, "the interval of %s goes from its lower end to its upper one, which differ by more than rounding", axis);
        return false;
    }
    parser_skip_blanks(parser);
    if (*parser->at != ',') {
        parser_fail(parser, parser->at, "expected ',' behind the interval of %s", axis);
        return false;
    }
    parser->at++;
    return true;
}

/* Room for all values that may stand there: each is followed by a separator or the bracket. */
static double *make_room(struct parser *parser)
{
    size_t most = 1;
    for (const char *at = parser->at; *at && *at != ')'; at++)
        most += *at == ',' || *at == ';' || *at == '\n';
    return ARENA_NEW(parser->arena, double, most);
}

/* A row; false with an error, or with none where the bracket closes before one begins. */
static bool read_row(struct parser *parser, struct grid_values *values, double *z)
{
    size_t columns = 0;
    parser_skip_blanks(parser);
    const char *const start = parser->at;
    if (values->rows && (*start == ')' || !*start))
        return false;
    for (;;) {
        if (columns == GRID_MOST_POINTS || values->rows == GRID_MOST_POINTS) {
            parser_fail(parser, parser->at, "a grid has at most %d values along an axis", GRID_MOST_POINTS);
            return false;
        }
        if (!read_value(parser, "a value", &z[values->rows * values->columns + columns]))
            return false;
        columns++;
        skip_spaces(parser);
        if (*parser->at != ',')
            break;
        parser->at++;
    }
    if (values->rows && columns != values->columns) {
        parser_fail(parser, start, "row %zu of the grid has %zu value%s, the first has %zu", values->rows + 1, columns, columns == 1 ? "" : "s",
                    values->columns);
        return false;
    }
    values->columns = columns;
    values->rows++;
    if (*parser->at == ';') {
        parser->at++;
    } else if (*parser->at && !strchr("\n)", *parser->at)) {
        parser_fail(parser, parser->at, "expected ',' between values of a row of the grid, ';' or the end of the line between rows, or ')'");
        return false;
    }
    return true;
}

struct syntax *parser_grid(struct parser *parser, const char *start)
{
    const char *const opening = parser->at++;
    struct grid_values *values = ARENA_NEW(parser->arena, struct grid_values, 1);
    if (!read_interval(parser, "x", values->x) || !read_interval(parser, "y", values->y))
        return NULL;
    double *z = make_room(parser);
    while (read_row(parser, values, z))
        ;
    if (parser->error->code != ERROR_NONE)
        return NULL;
    if (*parser->at != ')') {
        parser_fail(parser, opening, "this bracket of grid is never closed");
        return parser_mend(parser, parser->at, parser->at, ")");
    }
    if (values->rows < 2 || values->columns < 2)
        return parser_fail(parser, opening, "a grid has two rows and two columns at least, here %zu and %zu", values->rows, values->columns);
    parser->at++;
    values->z = z;
    struct syntax *spline = syntax_node(parser->arena, SYNTAX_GRID, 0);
    spline->grid = grid_fit(parser->arena, values);
    struct syntax *const operands[] = {syntax_name(parser->arena, "x"), syntax_name(parser->arena, "y"), spline};
    for (size_t i = 0; i < 3; i++)
        parser_place(parser, operands[i], start, parser->at);
    return syntax_operation(parser->arena, OPERATION_GRID, operands, 3);
}
