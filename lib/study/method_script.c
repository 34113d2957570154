/* Methods of descent as generators by the rules of their rows, the functions that these call, and the loop that lets them take their steps. */
#include "study/method_script.h"

#include "base/random.h"

#include <string.h>

static bool draws(const struct method *method)
{
    return method->python && strstr(method->python, "chance(");
}

bool script_has_method(const struct call *method, size_t dimension, struct error *error)
{
    for (const struct call *call = method; call; call = call == method->inner ? NULL : method->inner)
        if (!method_of(call)->python || (method_of(call)->python_fits && !method_of(call)->python_fits(call->values, dimension)))
            return error_set(error, ERROR_INVALID, "there is no program with the optimizer %s: %s; csv and npz have its numbers",
                             call->callable->name, method_of(call)->unscripted);
    return true;
}

struct script_needs script_needs(const struct call *const *calls, size_t count)
{
    struct script_needs needs = {0};
    for (size_t i = 0; i < count; i++) {
        const struct method *method = method_of(calls[i]);
        needs.search = needs.search || method->judge;
        needs.curvature = needs.curvature || (method->curvature && !method->squares);
        needs.squares = needs.squares || method->squares;
        needs.chance = needs.chance || draws(method);
        needs.probes = needs.probes || method->probes;
        needs.clip = needs.clip || calls[i]->values[METHOD_CLIP] > 0;
        needs.average = needs.average || calls[i]->values[METHOD_AVERAGE] != AVERAGE_NONE;
        needs.shown = needs.shown || method->show;
    }
    return needs;
}

bool script_methods_differ(const struct script_needs *needs)
{
    return needs->search || needs->curvature || needs->squares || needs->chance;
}

void script_method_wants(struct buffer *out, const struct method *method)
{
    const char *curvature = method->squares ? ", gauss_newton" : method->curvature ? ", hessian" : "";
    buffer_format(out, "%s%s%s", method->judge ? "value_and_gradient" : "gradient", curvature, draws(method) ? ", chance" : "");
}

/* The lines of a method within Lookahead, which tells it after a step where to go on. */
static void append_sent(struct buffer *out, const char *lines)
{
    static const char step[] = "yield x, lr\n";
    for (const char *at; (at = strstr(lines, step)); lines = at + sizeof step - 1) {
        const char *line = at;
        while (line > lines && line[-1] == ' ')
            line--;
        buffer_bytes(out, lines, (size_t)(at - lines));
        buffer_format(out, "there = yield x, lr\n%.*sx = x if there is None else there\n", (int)(at - line), line);
    }
    buffer_text(out, lines);
}

static void add_method(struct script *script, const struct method *method, bool sent)
{
    struct buffer *out = &script->functions, lines = {.arena = out->arena};
    buffer_format(out, "def %s(", script_function_name(out->arena, &method->callable));
    script_method_wants(out, method);
    buffer_text(out, ", x, rates");
    script_parameters(out, &method->callable, METHOD_OWN);
    buffer_text(out, "):\n    \"\"\"");
    python_prose(method->paper, out);
    buffer_text(out, ":\n    ");
    python_prose(method->rule, out);
    buffer_text(out, "\"\"\"\n");
    if (sent)
        append_sent(&lines, method->python);
    script_lines(out, sent ? buffer_string(&lines) : method->python);
    buffer_text(out, "\n\n");
}

/* The methods of the calls and those that they are made of, each once, into list[2 · count]; how many. */
static size_t list_methods(const struct call *const *calls, size_t all, const struct method **list)
{
    size_t count = 0;
    for (size_t i = 0; i < 2 * all; i++) {
        const struct call *call = calls[i / 2];
        const struct method *method = i % 2 ? method_of(call) : call->inner ? method_of(call->inner) : NULL;
        bool known = !method;
        for (size_t k = 0; k < count; k++)
            known = known || list[k] == method;
        if (!known)
            list[count++] = method;
    }
    return count;
}

/* Functions that the rules of several methods call. */
static const struct {
    const char *call, *text;
} helpers[] = {
    {"quotient(", "def quotient(a, b):\n"
                  "    \"\"\"a/b, and 0 where b is not above 0.\"\"\"\n"
                  "    return np.where(b > 0, a/np.where(b > 0, b, 1), 0)\n"},
    {"as_matrices(",
     "def as_matrices(x, matrices, rows):\n"
     "    \"\"\"x as so many matrices one behind the other, each by rows: as near to a square as can be unless so many rows divide them.\"\"\"\n"
     "    matrices = matrices if len(x) % matrices == 0 else 1\n"
     "    each = len(x)//matrices\n"
     "    if rows == 0 or each % rows:\n"
     "        rows = max(k for k in range(1, math.isqrt(each) + 1) if each % k == 0)\n"
     "    return x.reshape(matrices, rows, each//rows)\n"},
    {"wolfe_search(",
     "def wolfe_step(best, other, now, bracketed, low, high):\n"
     "    \"\"\"By the cubic or the secant through two trials (length, value, slope): the next length, the ends, and whether a minimum lies "
     "between.\"\"\"\n"
     "    (a, fa, sa), (b, fb, sb), (t, ft, st) = best, other, now\n"
     "\n"
     "    def cubic(p, fp, sp, q, fq, sq, floored=False):  # its minimum, as a part of the way from q to p\n"
     "        theta = 3*(fp - fq)/(q - p) + sp + sq\n"
     "        scale = max(abs(theta), abs(sp), abs(sq))\n"
     "        inside = (theta/scale)**2 - sp/scale*(sq/scale)\n"
     "        gamma = scale*np.sqrt(max(0, inside) if floored else inside)*(-1 if q > p else 1)\n"
     "        return gamma, (gamma - sq + theta)/(gamma - sq + gamma + sp)\n"
     "\n"
     "    turned = st*np.sign(sa) < 0\n"
     "    if ft > fa:  # higher: the minimum lies between\n"
     "        there = a + cubic(t, ft, st, a, fa, sa)[1]*(t - a)\n"
     "        quadratic = a + sa/((fa - ft)/(t - a) + sa)/2*(t - a)\n"
     "        there = there if abs(there - a) < abs(quadratic - a) else there + (quadratic - there)/2\n"
     "    elif turned:  # lower, with a slope of the other sign: likewise\n"
     "        there, secant = t + cubic(a, fa, sa, t, ft, st)[1]*(a - t), t + st/(st - sa)*(a - t)\n"
     "        there = there if abs(there - t) > abs(secant - t) else secant\n"
     "    elif abs(st) < abs(sa):  # lower and flatter\n"
     "        gamma, part = cubic(a, fa, sa, t, ft, st, floored=True)\n"
     "        there = t + part*(a - t) if part < 0 and gamma != 0 else high if t > a else low\n"
     "        secant = t + st/(st - sa)*(a - t)\n"
     "        if bracketed:\n"
     "            there = there if abs(there - t) < abs(secant - t) else secant\n"
     "            limit = t + 0.66*(b - t)\n"
     "            there = min(limit, there) if t > a else max(limit, there)\n"
     "        else:\n"
     "            there = max(low, min(high, there if abs(there - t) > abs(secant - t) else secant))\n"
     "    elif bracketed:  # lower and no flatter\n"
     "        there = t + cubic(b, fb, sb, t, ft, st)[1]*(b - t)\n"
     "    else:\n"
     "        there = high if t > a else low\n"
     "    if ft > fa:\n"
     "        return there, best, now, True\n"
     "    return there, now, best if turned else other, bracketed or turned\n"
     "\n\n"
     "def wolfe_search(along, value, slope, length, decrease, curvature):\n"
     "    \"\"\"A length at which along(length), value and slope, meets the strong Wolfe conditions (More & Thuente 1994, as in MINPACK-2), or "
     "None.\"\"\"\n"
     "    best = other = 0, value, slope\n"
     "    start, line, first, bracketed = value, decrease*slope, True, False\n"
     "    width, width_before, length = 1e100, 2e100, min(max(length, 1e-100), 1e100)\n"
     "    low, high, limit = 0, 5*length, -curvature*slope\n"
     "    for _ in range(100):\n"
     "        value, slope = along(length)\n"
     "        highest = start + length*line\n"
     "        first = first and not (value <= highest and slope >= 0)\n"
     "        if value <= highest and abs(slope) <= limit:\n"
     "            return length\n"
     "        if bracketed and (length <= low or length >= high or high - low <= 1e-14*high):\n"
     "            return None\n"
     "        if length in (1e-100, 1e100) or not (np.isfinite(value) and np.isfinite(slope)):\n"
     "            return None\n"
     "        tilt = line if first and best[1] >= value > highest else 0  # at first trials are judged by how far they lie above the line\n"
     "        best, other, now = ((a, fa - a*tilt, sa - tilt) for a, fa, sa in (best, other, (length, value, slope)))\n"
     "        length, best, other, bracketed = wolfe_step(best, other, now, bracketed, low, high)\n"
     "        best, other = ((a, fa + a*tilt, sa + tilt) for a, fa, sa in (best, other))\n"
     "        if bracketed:\n"
     "            if abs(other[0] - best[0]) >= 0.66*width_before:\n"
     "                length = best[0] + (other[0] - best[0])/2\n"
     "            width_before, width = width, abs(other[0] - best[0])\n"
     "            low, high = sorted([best[0], other[0]])\n"
     "        else:\n"
     "            low, high = length + 1.1*(length - best[0]), length + 4*(length - best[0])\n"
     "        length = min(max(length, 1e-100), 1e100)\n"
     "        if bracketed and (length <= low or length >= high or high - low <= 1e-14*high):\n"
     "            length = best[0]\n"
     "    return None\n"},
};

void script_add_methods(struct script *script, const struct script_descent *descent)
{
    struct buffer *out = &script->functions;
    const struct method **list = ARENA_NEW(out->arena, const struct method *, 2 * descent->count);
    const size_t count = list_methods(descent->calls, descent->count, list);
    bool value = false, sends = false;
    for (size_t i = 0; i < count; i++) {
        value = value || strstr(list[i]->python, " value(");
        sends = sends || strstr(list[i]->python, ".send(");
    }
    for (size_t k = 0; k < sizeof helpers / sizeof *helpers; k++) {
        bool called = false;
        for (size_t i = 0; i < count; i++)
            called = called || strstr(list[i]->python, helpers[k].call);
        if (called)
            buffer_format(out, "%s\n\n", helpers[k].text);
    }
    if (value)
        buffer_format(out, "def value(x):\n    return %s\n\n\n", descent->value);
    for (size_t i = 0; i < count; i++)
        add_method(script, list[i], sends && list[i]->update && !strstr(list[i]->python, ".send("));
    bool any = false;
    for (size_t i = 0; i < count; i++)
        if (list[i]->probes) {
            buffer_format(out, any ? ", %s" : "PROBES = [%s", script_function_name(out->arena, &list[i]->callable));
            any = true;
        }
    buffer_text(out, any ? "]  # methods whose trials are no steps, however low\n\n\n" : "");
}
