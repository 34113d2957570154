/* What a program outside does with the installed library: compiled by tests/install/run.sh as C and as C++, and linked to either form of it. */
#include <landscape.h>

#include <stdio.h>
#include <string.h>

static int fail(const char *what, const struct landscape_error *error)
{
    fprintf(stderr, "example: %s: %s %s\n", what, error->parameter, error->detail);
    return 1;
}

/* Value, gradient and Hessian of Rosenbrock's function at (0, 0) and at its minimum, known in closed form. */
static int evaluate(void)
{
    struct landscape_error error = {{0}, {0}};
    struct landscape_formula *formula = landscape_formula_open("rosenbrock", 0, NULL, &error);
    const double points[] = {0, 0, 1, 1}, expected[] = {1, 0, -2, 0, 0, 0, 2, 0, 0, 200, 802, -400, -400, 200};
    double values[2], gradients[4], hessians[8], results[14], low, high;
    if (!formula)
        return fail("rosenbrock", &error);
    if (landscape_formula_dimension(formula) != 2 || !landscape_formula_evaluate(formula, 2, points, values, gradients, hessians, &error))
        return fail("evaluate", &error);
    memcpy(results, values, sizeof values);
    memcpy(results + 2, gradients, sizeof gradients);
    memcpy(results + 6, hessians, sizeof hessians);
    for (size_t i = 0; i < 14; i++)
        if (results[i] != expected[i])
            return fail("another number than expected", &error);
    landscape_formula_domain(formula, 0, &low, &high);
    printf("%s on %g to %g\n", landscape_formula_text(formula), low, high);
    landscape_formula_close(formula);
    return 0;
}

/* Faults are told, and nothing else happens. */
static int refuse(void)
{
    struct landscape_error error = {{0}, {0}};
    const struct landscape_limits little = {1 << 16, 0}, cheap = {0, 10};
    const struct landscape_argument arguments[] = {{"f", "risk"}, {"x", "nowhere"}}, good[] = {{"f", "risk"}};
    if (landscape_formula_open("cos(x", 0, NULL, &error) || strcmp(error.parameter, "f") || !strstr(error.detail, "^"))
        return fail("half a formula", &error);
    if (landscape_formula_open("x, y", 0, NULL, &error) || landscape_formula_open("sum(i, 1, n, x[i])", 5000, &little, &error))
        return fail("a list, or a formula too large", &error);
    if (landscape_ask("landscap", good, 1, NULL, &error) || !strstr(error.detail, "landscape"))
        return fail("a study that is none", &error);
    if (landscape_ask("landscape", arguments, 2, NULL, &error) || strcmp(error.parameter, "x"))
        return fail("an interval that is none", &error);
    if (landscape_ask("landscape", good, 1, &cheap, &error) || !error.detail[0] || landscape_ask("landscape", good, 1, &cheap, NULL))
        return fail("too much work", &error);
    landscape_formula_close(NULL);
    landscape_answer_close(NULL);
    return 0;
}

static int ask(const char *file)
{
    struct landscape_error error = {{0}, {0}};
    const struct landscape_argument arguments[] = {{"f", "x*cos(pi*x)"}, {"x", "-1:2"}, {"derivatives", "1"}};
    struct landscape_answer *answer = landscape_ask("landscape", arguments, 3, NULL, &error);
    const double *numbers;
    size_t count, length;
    if (!answer)
        return fail("landscape", &error);
    printf("%s\n", landscape_answer_sentence(answer));
    for (size_t i = 0; landscape_answer_column(answer, i, &count, &numbers); i++)
        printf("%s: %zu from %.17g to %.17g\n", landscape_answer_column(answer, i, &count, &numbers), count, numbers[0], numbers[count - 1]);
    const void *picture = landscape_answer_draw(answer, LANDSCAPE_SVG, &length, &error);
    if (!picture)
        return fail("svg", &error);
    FILE *out = fopen(file, "wb");
    if (!out || fwrite(picture, 1, length, out) != length || fclose(out))
        return 1;
    landscape_answer_close(answer);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2 || strcmp(landscape_version(), LANDSCAPE_VERSION) != 0)
        return 2;
    for (size_t i = 0; landscape_study_name(i); i++)
        printf("%s\n", landscape_study_name(i));
    return evaluate() || refuse() || ask(argv[1]);
}
