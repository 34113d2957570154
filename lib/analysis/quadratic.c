#include "analysis/quadratic.h"

#include "base/eigen.h"

#include <float.h>
#include <math.h>

/* Whether a node is made of sums, products and whole powers of what stands below it. */
static bool is_polynomial(const struct graph *graph, const struct node *node)
{
    const struct node *second = &graph->nodes[node->operands[1]];
    switch ((enum operation)node->operation) {
    case OPERATION_VARIABLE:
    case OPERATION_ADD:
    case OPERATION_SUBTRACT:
    case OPERATION_MULTIPLY:
    case OPERATION_NEGATE:
        return true;
    case OPERATION_DIVIDE:
        return second->constant && second->value != 0;
    case OPERATION_POWER:
        return second->constant && second->value >= 0 && second->value == floor(second->value);
    default:
        return node->constant;
    }
}

/* Whether all nodes that the value is made of are. A second derivative that is constant says nothing of a landscape with edges. */
static bool is_made_of_polynomials(struct arena *arena, const struct landscape *landscape)
{
    const struct graph *graph = landscape->graph;
    bool *used = ARENA_NEW(arena, bool, landscape->value + 1);
    used[landscape->value] = true;
    for (node_id i = landscape->value + 1; i-- > 0;) {
        const struct node *node = &graph->nodes[i];
        if (!used[i])
            continue;
        if (!is_polynomial(graph, node))
            return false;
        for (int k = 0; k < operation_rows[node->operation].arity; k++)
            used[node->operands[k]] = true;
    }
    return true;
}

/* Constants of the graph: the Hessian, and the gradient at the origin from one run of the program. */
bool quadratic_find(struct arena *arena, struct landscape *landscape, struct quadratic *quadratic)
{
    struct error error = {0};
    struct program *program;
    const size_t n = landscape->dimension;
    if (n > QUADRATIC_MOST_DIMENSION || !is_made_of_polynomials(arena, landscape) || !landscape_differentiate(landscape, 2, &error))
        return false;
    for (size_t i = 0; i < n * (n + 1) / 2; i++) {
        const struct node *node = &landscape->graph->nodes[landscape->hessian[i]];
        if (!node->constant || !isfinite(node->value))
            return false;
    }
    if (!landscape_program(landscape, 1, &program, &error))
        return false;
    *quadratic = (struct quadratic){.dimension = n};
    quadratic->hessian = ARENA_NEW(arena, double, n *n);
    quadratic->eigenvalues = ARENA_NEW(arena, double, n);
    quadratic->eigenvectors = ARENA_NEW(arena, double, n *n);
    quadratic->at_origin = ARENA_NEW(arena, double, n);
    double *matrix = ARENA_NEW(arena, double, n *n), value;
    for (size_t row = 0, at = 0; row < n; row++)
        for (size_t column = 0; column <= row; column++, at++)
            matrix[row * n + column] = quadratic->hessian[row * n + column] = quadratic->hessian[column * n + row] =
                landscape->graph->nodes[landscape->hessian[at]].value;
    symmetric_eigen(n, matrix, quadratic->eigenvalues, quadratic->eigenvectors);
    const double **inputs = ARENA_NEW(arena, const double *, n);
    double **outputs = ARENA_NEW(arena, double *, n + 1), zero = 0;
    outputs[0] = &value;
    for (size_t d = 0; d < n; d++) {
        inputs[d] = &zero;
        outputs[d + 1] = quadratic->at_origin + d;
    }
    program_run(program, workspace_create(arena, program), inputs, outputs, 1);
    bool finite = true;
    for (size_t d = 0; d < n; d++)
        finite = finite && isfinite(quadratic->at_origin[d]);
    return finite;
}

size_t quadratic_excited(struct arena *arena, const struct quadratic *quadratic, const double *point, double *values)
{
    const size_t n = quadratic->dimension;
    double *gradient = ARENA_NEW(arena, double, n), largest = 0;
    size_t count = 0;
    for (size_t d = 0; d < n; d++) {
        gradient[d] = quadratic->at_origin[d];
        for (size_t k = 0; k < n; k++) {
            gradient[d] += quadratic->hessian[d * n + k] * point[k];
            largest = fmax(largest, fabs(quadratic->hessian[d * n + k] * point[k]));
        }
        largest = fmax(largest, fabs(quadratic->at_origin[d]));
    }
    for (size_t k = 0; k < n; k++) {
        double component = 0;
        for (size_t d = 0; d < n; d++)
            component += quadratic->eigenvectors[k * n + d] * gradient[d];
        if (fabs(component) > 16 * (double)n * DBL_EPSILON * largest)
            values[count++] = quadratic->eigenvalues[k];
    }
    return count;
}

double quadratic_rate(const struct method *method, const double *values, double lr, const double *eigenvalues, size_t count, double *discriminant)
{
    double slowest = 0;
    if (discriminant)
        *discriminant = 0;
    for (size_t k = 0; k < count; k++) {
        double trace, determinant;
        method->recurrence(values, lr, eigenvalues[k], &trace, &determinant);
        const double inside = trace * trace - 4 * determinant;
        const double modulus = inside < 0 ? sqrt(determinant) : (fabs(trace) + sqrt(inside)) / 2;
        /* Whether a root lies outside of the unit circle is decided by sums alone (Jury's criterion), where the modulus is rounded. */
        const bool outside = determinant > 1 || fabs(trace) > 1 + determinant;
        const double rate = outside ? fmax(modulus, 1 + DBL_EPSILON) : fmin(modulus, 1);
        if (!(rate >= slowest))
            continue;
        slowest = rate;
        if (discriminant)
            *discriminant = inside;
    }
    return slowest;
}
