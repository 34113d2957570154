/* What several studies put into their programs. */
#include "study/script.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

void script_numbers(struct buffer *out, const double *numbers, size_t count)
{
    buffer_text(out, "[");
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i ? ", " : "");
        python_number(numbers[i], out);
    }
    buffer_text(out, "]");
}

void script_lines(struct buffer *out, const char *lines)
{
    for (const char *end; *lines; lines = end + 1) {
        end = strchr(lines, '\n');
        if (end > lines)
            buffer_text(out, "    ");
        buffer_bytes(out, lines, (size_t)(end + 1 - lines));
    }
}

void script_call(struct buffer *out, const char *name, const char *const *arguments, size_t count)
{
    buffer_format(out, count > 2 ? "%s([" : "%s(", name);
    for (size_t i = 0; i < count; i++)
        buffer_format(out, i ? ", %s" : "%s", arguments[i]);
    buffer_text(out, count > 2 ? "])" : ")");
}

void script_wilson(struct buffer *out)
{
    buffer_text(out, "def wilson(successes, trials):\n"
                     "    \"\"\"Wilson's 95 % interval of a probability.\"\"\"\n"
                     "    z, p = 1.959963984540054, successes/trials\n"
                     "    square = z*z/trials\n"
                     "    centre, half = (p + square/2)/(1 + square), z/(1 + square)*np.sqrt(p*(1 - p)/trials + square/(4*trials))\n"
                     "    return max(centre - half, 0) if successes > 0 else 0, min(centre + half, 1) if successes < trials else 1\n\n\n");
}

void script_mean_interval(struct buffer *out)
{
    buffer_text(out,
                "def mean_interval(numbers):\n"
                "    \"\"\"The mean and its 95 % interval by Student's distribution, whose quantile is expanded in powers of 1/v (Fisher & Cornish "
                "1960).\"\"\"\n"
                "    z, v = 1.959963984540054, numbers.shape[-1] - 1\n"
                "    quantile = z + (z**3 + z)/4/v + (5*z**5 + 16*z**3 + 3*z)/96/v**2\n"
                "    mean, half = numbers.mean(axis=-1), quantile*numbers.std(axis=-1, ddof=1)/np.sqrt(v + 1)\n"
                "    return mean, mean - half, mean + half\n\n\n");
}

/* What functions of so many coordinates call them. */
static const char *const *coordinates(struct arena *arena, size_t dimension, const char *second)
{
    const char **names = ARENA_NEW(arena, const char *, dimension);
    for (size_t i = 0; i < dimension; i++)
        names[i] = dimension > 2 ? arena_format(arena, "x[%zu]", i) : i ? second : "x";
    return names;
}

/* Items of a list, in lines that can be read. */
static void append_items(struct buffer *out, const char *const *items, size_t count)
{
    enum { WIDTH = 100 };
    size_t column = 0;
    for (size_t i = 0; i < count; i++) {
        const bool full = column + strlen(items[i]) > WIDTH;
        buffer_format(out, i && full ? ",\n                     %s" : i ? ", %s" : "%s", items[i]);
        column = (full ? 0 : column) + strlen(items[i]) + 2;
    }
}

/* The items of the lower triangle as the rows of a symmetric matrix. */
static void append_matrix(struct buffer *out, const char *const *items, size_t rows)
{
    buffer_text(out, "[");
    for (size_t row = 0; row < rows; row++) {
        buffer_text(out, row ? ",\n                     [" : "[");
        for (size_t column = 0; column < rows; column++) {
            const size_t high = row > column ? row : column, low = row > column ? column : row;
            buffer_format(out, column ? ", %s" : "%s", items[high * (high + 1) / 2 + low]);
        }
        buffer_text(out, "]");
    }
    buffer_text(out, "]");
}

bool script_add_function(struct script *script, const struct graph *graph, const struct script_function *function, struct error *error)
{
    struct buffer *out = &script->functions, statements = {.arena = out->arena};
    const char **results = ARENA_NEW(out->arena, const char *, function->count), *second = function->beside ? function->beside : "y";
    if (!python_statements(graph, function->nodes, function->count, coordinates(out->arena, function->dimension, second), &statements, results,
                           &script->uses, error))
        return false;
    buffer_format(out, function->dimension == 2 ? "def %s(x, %s):\n" : "def %s(x):\n", function->name, second);
    if (function->help) {
        buffer_text(out, "    \"\"\"");
        python_prose(function->help, out);
        buffer_text(out, "\"\"\"\n");
    }
    buffer_text(out, buffer_string(&statements));
    if (function->columns) {
        buffer_text(out, "    return np.array(");
        append_matrix(out, results, function->columns);
        buffer_text(out, ")");
    } else if (!function->array) {
        buffer_format(out, "    return %s", results[0]);
    } else {
        buffer_text(out, "    return np.array([");
        append_items(out, results, function->count);
        buffer_text(out, "])");
    }
    buffer_text(out, "\n\n\n");
    return true;
}

const char *script_function_name(struct arena *arena, const struct callable *callable)
{
    struct buffer name = {.arena = arena};
    python_name(callable->name, &name);
    return buffer_string(&name);
}

/* A method within another, with its own options. */
static void append_inner(struct buffer *out, const struct call *call)
{
    const char *name = call && call->inner ? script_function_name(out->arena, call->inner->callable) : "None";
    bool any = false;
    for (size_t i = 0; call && call->inner && i < call->inner->callable->option_count; i++)
        any = any || call->inner->given[i];
    if (!any) {
        buffer_text(out, name);
        return;
    }
    buffer_format(out, "functools.partial(%s, **", name);
    script_options(out, call->inner, 0);
    buffer_text(out, ")");
}

/* Schedules within another, each with its own options. */
static void append_schedules(struct buffer *out, const struct call *call)
{
    buffer_text(out, call ? "[" : "()");
    for (size_t i = 0; call && i < call->inner_count; i++) {
        buffer_format(out, i ? ", (%s, " : "(%s, ", script_function_name(out->arena, call->inner[i].callable));
        script_options(out, &call->inner[i], 0);
        buffer_text(out, ")");
    }
    buffer_text(out, call ? "]" : "");
}

/* An option's value as Python has it. */
static void append_option(struct buffer *out, const struct call_option *option, double value, const struct call *call)
{
    if (option->kind == OPTION_CALLS && option->most > 1)
        append_schedules(out, call);
    else if (option->kind == OPTION_CALLS)
        append_inner(out, call);
    else if (option->kind == OPTION_LIST && call)
        script_numbers(out, call->items, call->item_count);
    else if (option->kind == OPTION_TEXT)
        python_string(call && call->text ? call->text : option->choices ? option->choices : "", out);
    else if (option->kind == OPTION_LIST || isnan(value))
        buffer_text(out, option->kind == OPTION_LIST ? "()" : "None");
    else if (option->kind == OPTION_CHOICE) {
        const char *at = option->choices, *piece;
        size_t length = 0;
        for (double i = 0; (piece = text_piece(&at, '|', &length)) != NULL && i < value; i++)
            continue;
        python_string(piece ? arena_copy(out->arena, piece, length) : "", out);
    } else
        python_number(value, out);
}

void script_options(struct buffer *out, const struct call *call, size_t first)
{
    bool any = false;
    buffer_text(out, "{");
    for (size_t i = first; i < call->callable->option_count; i++) {
        if (!call->given[i] && call->callable->options[i].kind != OPTION_CALLS)
            continue;
        buffer_text(out, any ? ", \"" : "\"");
        python_name(call->callable->options[i].name, out);
        buffer_text(out, "\": ");
        append_option(out, &call->callable->options[i], call->values[i], call);
        any = true;
    }
    buffer_text(out, "}");
}

void script_parameters(struct buffer *out, const struct callable *callable, size_t first)
{
    for (size_t i = first; i < callable->option_count; i++) {
        buffer_text(out, ", ");
        python_name(callable->options[i].name, out);
        buffer_text(out, "=");
        append_option(out, &callable->options[i], callable->options[i].initial, NULL);
    }
}

static void add_schedule(struct script *script, const struct schedule *schedule)
{
    struct buffer *out = &script->functions;
    buffer_format(out, "def %s(t, steps, base_lr, warmup_steps", script_function_name(out->arena, &schedule->callable));
    script_parameters(out, &schedule->callable, SCHEDULE_OWN);
    buffer_text(out, "):\n    \"\"\"");
    python_prose(schedule->rule, out);
    buffer_text(out, "\"\"\"\n");
    script_lines(out, schedule->python);
    buffer_text(out, "\n\n");
}

bool script_has_schedule(const struct call *call, struct error *error)
{
    for (size_t i = 0; i < call->inner_count; i++)
        if (!script_has_schedule(&call->inner[i], error))
            return false;
    return schedule_of(call)->python ||
           error_set(error, ERROR_INVALID, "there is no program with the schedule %s; csv and npz have its numbers", call->callable->name);
}

/* The schedules of the calls and those that they are made of, each once, behind the `count` of the list; how many it has then. */
static size_t list_schedules(const struct call *call, const struct schedule **list, size_t count)
{
    for (size_t i = 0; i < call->inner_count; i++)
        count = list_schedules(&call->inner[i], list, count);
    for (size_t k = 0; k < count; k++)
        if (list[k] == schedule_of(call))
            return count;
    list[count++] = schedule_of(call);
    return count;
}

void script_add_schedules(struct script *script, const struct call *const *calls, size_t count)
{
    struct buffer *out = &script->functions;
    const struct schedule **list = ARENA_NEW(out->arena, const struct schedule *, schedule_count);
    size_t listed = 0;
    bool halves = false;
    for (size_t i = 0; i < count; i++)
        listed = list_schedules(calls[i], list, listed);
    for (size_t k = 0; k < listed; k++)
        halves = halves || strstr(list[k]->python, "half_cosine(");
    if (halves)
        buffer_text(out, "def half_cosine(high, low, part):\n"
                         "    return low + (high - low)*(1 + np.cos(np.pi*part))/2\n\n\n");
    for (size_t k = 0; k < listed; k++)
        add_schedule(script, list[k]);
    buffer_text(out, "def rate_of(schedule, t, steps, lr, base_lr=None, warmup_steps=0, warmup_begin_lr=0, **options):\n"
                     "    \"\"\"The rate of step t of so many: a linear warm-up, and then the schedule.\"\"\"\n"
                     "    base_lr = np.float64(lr if base_lr is None else base_lr)\n"
                     "    if t < warmup_steps:\n"
                     "        return warmup_begin_lr + (base_lr - warmup_begin_lr)*t/warmup_steps\n"
                     "    return schedule(t - warmup_steps, steps - warmup_steps, base_lr, warmup_steps, **options)\n\n\n"
                     "def learning_rates(schedule, lr, steps, count, **options):\n"
                     "    \"\"\"The rates of the first steps of a run of so many.\"\"\"\n"
                     "    rates = [rate_of(schedule, t, steps, lr, **options) for t in np.arange(float(count))]\n"
                     "    return np.array([min(rate, sys.float_info.max) if rate > 0 else 0 for rate in rates], float)\n\n\n");
}
