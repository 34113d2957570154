/* The tables are those of the CSV of `point` and `critical-points`. */
#include "study/points_script.h"

#include "base/eigen.h"
#include "base/number.h"

#include <math.h>

enum { MOST_COORDINATES = 1000, MOST_TABLED = 20, MOST_DIMENSION = 60 };

/* A slope is none that a move of x by so much of itself may take away (critical.h), and a curvature none that is so small beside the largest. */
static const double reach = 1e-8, singular = 1e-12;

bool script_can_differentiate(struct landscape *landscape, struct error *error)
{
    const size_t n = landscape->dimension;
    if (n > MOST_DIMENSION)
        return error_set(error, ERROR_INVALID, "there is no program with a Hessian of more than %d coordinates; csv and npz have the numbers",
                         MOST_DIMENSION);
    return landscape_differentiate(landscape, 2, error) && python_can(landscape->graph, &landscape->value, 1, error) &&
           python_can(landscape->graph, landscape->gradient, n, error) && python_can(landscape->graph, landscape->hessian, n * (n + 1) / 2, error);
}

/* --- What the program will say of a point, by the rule of its kind() --- */

static bool regular(struct arena *arena, const struct scripted_points *points, const struct scripted_point *point)
{
    const size_t n = points->landscape->dimension;
    double *matrix = ARENA_NEW(arena, double, n *n), *values = ARENA_NEW(arena, double, n), *vectors = ARENA_NEW(arena, double, n *n);
    for (size_t i = 0; i < n * n; i++)
        matrix[i] = point->hessian[i];
    symmetric_eigen(n, matrix, values, vectors);
    for (size_t v = 0; v < n; v++) {
        double slope = 0, move = 0;
        for (size_t i = 0; i < n; i++) {
            const double width = points->box[i][1] - points->box[i][0];
            slope += vectors[v * n + i] * point->gradient[i];
            move += fabs(vectors[v * n + i]) * reach * fmax(fabs(point->at[i]), reach * width);
        }
        if (fabs(slope) > fabs(values[v]) * move)
            return true;
    }
    return false;
}

/* Whether it is what the answer says, with room for rounding. */
static bool agrees(struct arena *arena, const struct scripted_points *points, const struct scripted_point *point)
{
    const size_t n = points->landscape->dimension;
    const double *values = point->eigenvalues;
    double least = INFINITY, largest = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i]) || (point->gradient && !isfinite(point->gradient[i])))
            return false;
        least = fmin(least, fabs(values[i]));
        largest = fmax(largest, fabs(values[i]));
    }
    if (point->gradient && regular(arena, points, point))
        return point->kind == CRITICAL_REGULAR;
    const enum critical_kind kind = values[0] > 0 ? CRITICAL_MINIMUM : values[n - 1] < 0 ? CRITICAL_MAXIMUM : CRITICAL_SADDLE;
    return point->kind == kind && least > singular * largest;
}

bool script_can_tell(const struct scripted_points *points, struct error *error)
{
    struct arena *scratch = arena_within(points->landscape->graph->arena);
    if (points->count * points->landscape->dimension > MOST_COORDINATES)
        return error_set(error, ERROR_INVALID, "there is no program of points with more than %d coordinates in all; csv and npz have their numbers",
                         MOST_COORDINATES);
    for (size_t k = 0; k < points->count; k++, arena_clear(scratch))
        if (!agrees(scratch, points, &points->items[k]))
            return error_set(error, ERROR_INVALID,
                             "there is no program of point %zu, whose kind, %s, does not follow from gradient and Hessian alone; csv and npz have "
                             "the numbers",
                             k + 1, critical_kind_name(points->items[k].kind));
    return true;
}

/* --- The program --- */

static bool add_functions(struct script *script, const struct scripted_points *points, struct error *error)
{
    const struct landscape *landscape = points->landscape;
    const size_t n = landscape->dimension;
    const struct script_function value = {"f", landscape->readable, n, &landscape->value, 1, 0, false, NULL};
    const struct script_function slope = {"gradient", NULL, n, landscape->gradient, n, 0, true, NULL};
    const struct script_function bend = {"hessian", NULL, n, landscape->hessian, n * (n + 1) / 2, n, true, NULL};
    return script_add_function(script, landscape->graph, &value, error) && script_add_function(script, landscape->graph, &slope, error) &&
           script_add_function(script, landscape->graph, &bend, error);
}

/* Where Newton's method starts: with the digits that tell places of the box apart, and some more. */
static void append_start(struct buffer *out, const struct scripted_points *points, size_t k)
{
    const size_t n = points->landscape->dimension;
    double *start = ARENA_NEW(out->arena, double, n);
    for (size_t i = 0; i < n; i++) {
        const double at = points->items[k].at[i], grain = reach * (points->box[i][1] - points->box[i][0]);
        const int digits = at != 0 ? number_exponent(fabs(at)) - number_exponent(grain) + 1 : 0;
        start[i] = !points->refined || digits > 15 ? at : digits < 1 ? 0 : number_round(at, digits);
    }
    script_numbers(out, start, n);
}

static void add_points(struct script *script, const struct scripted_points *points)
{
    struct buffer *out = &script->functions;
    const size_t n = points->landscape->dimension;
    const char *x = n > 2 ? "x" : "*x";
    buffer_text(out, points->refined ? "STARTS = [  # near the critical points of the box, as intervals have found them\n" : "POINTS = [\n");
    for (size_t k = 0; k < points->count; k++) {
        buffer_text(out, "    ");
        append_start(out, points, k);
        buffer_text(out, ",\n");
    }
    buffer_text(out, "]\n");
    if (points->refined) {
        buffer_format(out,
                      "\n\ndef refine(x):\n"
                      "    \"\"\"Newton's method, until rounding is all that moves x.\"\"\"\n"
                      "    for _ in range(20):\n"
                      "        step = np.linalg.solve(hessian(%s), gradient(%s))\n"
                      "        if not np.all(np.isfinite(step)):\n"
                      "            break\n"
                      "        x = x - step\n"
                      "        if np.all(abs(step) <= 1e-15*abs(x)):\n"
                      "            break\n"
                      "    return x\n\n\n",
                      x, x);
    } else {
        buffer_text(out, "WIDTHS = np.array([");
        for (size_t i = 0; i < n; i++) {
            buffer_text(out, i ? ", " : "");
            python_number(points->box[i][1] - points->box[i][0], out);
        }
        buffer_text(out, "])  # of the domain\n\n\n");
    }
    buffer_text(out, "def kind(x, g, h):\n");
    buffer_text(out, points->refined ? "    values = np.linalg.eigvalsh(h)\n"
                                     : "    \"\"\"By gradient and Hessian; a slope is none that a move of x by 1e-8 of itself may take away.\"\"\"\n"
                                       "    values, vectors = np.linalg.eigh(h)\n"
                                       "    moves = abs(vectors.T) @ (1e-8*np.maximum(abs(x), 1e-8*WIDTHS))\n"
                                       "    if np.any(abs(vectors.T @ g) > abs(values)*moves):\n"
                                       "        return \"regular\"\n");
    buffer_text(out, "    return \"minimum\" if values[0] > 0 else \"maximum\" if values[-1] < 0 else \"saddle\"\n\n\n");
}

static void add_compute(struct script *script, const struct scripted_points *points)
{
    struct buffer *out = &script->compute;
    const size_t n = points->landscape->dimension, tabled = n < MOST_TABLED || points->refined ? n : MOST_TABLED;
    const char *x = n > 2 ? "x" : "*x";
    buffer_text(out, points->refined ? "    points = [refine(np.array(start, float)) for start in STARTS]\n"
                                     : "    points = [np.array(point, float) for point in POINTS]\n");
    buffer_format(out,
                  "    gradients = [gradient(%s) for x in points]\n"
                  "    hessians = [hessian(%s) for x in points]\n"
                  "    eigenvalues = [np.linalg.eigvalsh(h) for h in hessians]\n"
                  "    kinds = [kind(*each) for each in zip(points, gradients, hessians)]\n"
                  "    return [\n",
                  x, x);
    for (size_t i = 0; i < tabled; i++) {
        buffer_text(out, "        (");
        python_string(coordinate_name(out->arena, n, i), out);
        buffer_format(out, ", [x[%zu] for x in points]),\n", i);
    }
    buffer_format(out, "        (\"value\", [f(%s) for x in points]),\n", x);
    if (points->refined)
        buffer_text(out, "        (\"kind\", kinds),\n");
    else
        buffer_format(out, "        *((f\"gradient{i + 1}\", [g[i] for g in gradients]) for i in range(%zu)),\n", tabled);
    buffer_format(out, "        *((f\"eigenvalue{i + 1}\", [values[i] for values in eigenvalues]) for i in range(%zu)),\n", tabled);
    buffer_text(out, points->refined ? "        (\"index\", [sum(values < 0) for values in eigenvalues]),\n"
                                       "        (\"smooth\", [1 for _ in points]),\n"
                                       "        (\"boundary\", [0 for _ in points]),\n"
                                     : "        (\"kind\", kinds),\n");
    buffer_text(out, "    ]\n");
}

static void append_side(struct buffer *out, const struct scripted_points *points, size_t axis, int samples)
{
    buffer_text(out, "np.linspace(");
    python_number(points->box[axis][0], out);
    buffer_text(out, ", ");
    python_number(points->box[axis][1], out);
    buffer_format(out, ", %d)", samples);
}

static void add_drawing(struct script *script, const struct scripted_points *points)
{
    struct buffer *out = &script->draw;
    const size_t n = points->landscape->dimension;
    buffer_text(out, "    columns = dict(answer)\n");
    if (n == 1) {
        buffer_text(out, "    x = ");
        append_side(out, points, 0, 401);
        buffer_text(out, "\n    axes.plot(x, f(x) + 0*x)\n");
    } else if (n == 2) {
        buffer_text(out, "    x, y = np.meshgrid(");
        append_side(out, points, 0, 161);
        buffer_text(out, ", ");
        append_side(out, points, 1, 161);
        buffer_text(out, ")\n    z = f(x, y) + 0*x\n"
                         "    axes.contour(x, y, z, np.unique(np.nanquantile(z, np.linspace(0.02, 0.98, 12))), colors=\"gray\", linewidths=0.8)\n");
    } else if (!points->refined) {
        buffer_format(out, "    first = [columns[f\"eigenvalue{i + 1}\"][0] for i in range(%zu)]\n    axes.bar(range(1, len(first) + 1), first)\n",
                      n < MOST_TABLED ? n : MOST_TABLED);
        return;
    }
    buffer_format(out,
                  "    for kind, marker in ((\"minimum\", \"o\"), (\"maximum\", \"^\"), (\"saddle\", \"x\"), (\"regular\", \".\")):\n"
                  "        here = [k for k, each in enumerate(columns[\"kind\"]) if each == kind]\n"
                  "        if here:\n"
                  "            axes.plot(*(np.array(columns[name])[here] for name in (\"%s\", \"%s\")), marker, label=kind)\n"
                  "    if columns[\"kind\"]:\n"
                  "        axes.legend()\n",
                  n > 2 ? "index" : "x", n == 2 ? "y" : "value");
}

bool script_points(struct script *script, const struct scripted_points *points, struct error *error)
{
    if (!add_functions(script, points, error))
        return false;
    script->answer = SCRIPT_COLUMNS;
    add_points(script, points);
    add_compute(script, points);
    add_drawing(script, points);
    return true;
}
