/* What all programs have in common, and what several studies put into theirs. */
#include "study/script.h"

#include "base/number.h"
#include "base/text.h"
#include "study/picture.h"
#include "study/study.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* --- Text that programs hold as it stands here --- */

static const char random_functions[] =
    "def philox(counter, key):\n"
    "    \"\"\"Philox-4x32-10 (Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, 2011): four words from a counter of four and a key of "
    "two.\"\"\"\n"
    "    low, high = np.uint64(0xFFFFFFFF), np.uint64(32)\n"
    "    c0, c1, c2, c3 = (np.asarray(word, np.uint64) for word in counter)\n"
    "    k0, k1 = key\n"
    "    for _ in range(10):\n"
    "        p, q = c0*np.uint64(0xD2511F53), c2*np.uint64(0xCD9E8D57)\n"
    "        c0, c1, c2, c3 = (q >> high) ^ c1 ^ np.uint64(k0), q & low, (p >> high) ^ c3 ^ np.uint64(k1), p & low\n"
    "        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF\n"
    "    return c0, c1, c2, c3\n"
    "\n\n"
    "def bits(seed, stream, first, count):\n"
    "    \"\"\"Numbers first to first + count - 1 of a stream, of 64 bits each.\"\"\"\n"
    "    pairs = np.arange(first//2, (first + count + 1)//2, dtype=np.uint64)\n"
    "    low, high = np.uint64(0xFFFFFFFF), np.uint64(32)\n"
    "    words = philox((pairs & low, pairs >> high, stream & 0xFFFFFFFF, stream >> 32), (seed & 0xFFFFFFFF, seed >> 32))\n"
    "    both = np.stack([words[1] << high | words[0], words[3] << high | words[2]], axis=-1)\n"
    "    return both.ravel()[first % 2:][:count]\n"
    "\n\n"
    "def uniforms(seed, stream, first, count):\n"
    "    \"\"\"The same as numbers from 0 to 1.\"\"\"\n"
    "    return (bits(seed, stream, first, count) >> np.uint64(11))*2.0**-53\n"
    "\n\n"
    "def normals(seed, stream, first, count):\n"
    "    \"\"\"The same as normal numbers of mean 0 and variance 1 (Box & Muller).\"\"\"\n"
    "    u = uniforms(seed, stream, first - first % 2, count + 3)\n"
    "    u = u[:len(u)//2*2].reshape(-1, 2)\n"
    "    radius, angle = np.sqrt(-2*np.log(1 - u[:, 0])), 2*np.pi*u[:, 1]\n"
    "    return np.stack([radius*np.cos(angle), radius*np.sin(angle)], axis=-1).ravel()[first % 2:][:count]\n"
    "\n\n";

static const char field_function[] = "def field(value):\n"
                                     "    \"\"\"A field of the CSV; what is undefined is empty.\"\"\"\n"
                                     "    if isinstance(value, str):\n"
                                     "        return value\n"
                                     "    return repr(float(value) + 0.0) if np.isfinite(value) else \"\"\n"
                                     "\n\n";

static const char *const csv_functions[] = {
    [SCRIPT_COLUMNS] = "def print_csv(answer, out):\n"
                       "    writer = csv.writer(out, lineterminator=\"\\n\")\n"
                       "    writer.writerow([name for name, _ in answer])\n"
                       "    rows = max(len(values) for _, values in answer)\n"
                       "    for k in range(rows):\n"
                       "        writer.writerow([field(values[k]) if k < len(values) else \"\" for _, values in answer])\n",
    [SCRIPT_GRID] = "def print_csv(answer, out):\n"
                    "    x, y, z = answer\n"
                    "    writer = csv.writer(out, lineterminator=\"\\n\")\n"
                    "    writer.writerow([\"x\", \"y\", \"z\"])\n"
                    "    for row, column in np.ndindex(z.shape):\n"
                    "        writer.writerow([field(x[column]), field(y[row]), field(z[row, column])])\n",
    [SCRIPT_RUNS] = "def print_csv(answer, out):\n"
                    "    writer = csv.writer(out, lineterminator=\"\\n\")\n"
                    "    names = list(dict.fromkeys(name for _, columns in answer for name, _ in columns))\n"
                    "    writer.writerow([\"run\", *names])\n"
                    "    for run, columns in answer:\n"
                    "        columns = dict(columns)\n"
                    "        for k in range(max(len(values) for values in columns.values())):\n"
                    "            writer.writerow([run, *(field(columns[name][k]) if name in columns else \"\" for name in names)])\n",
};

/* --- Pieces --- */

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

/* What functions of so many coordinates call them. */
static const char *const *coordinates(struct arena *arena, size_t dimension)
{
    const char **names = ARENA_NEW(arena, const char *, dimension);
    for (size_t i = 0; i < dimension; i++)
        names[i] = dimension > 2 ? arena_format(arena, "x[%zu]", i) : i ? "y" : "x";
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
    const char **results = ARENA_NEW(out->arena, const char *, function->count);
    if (!python_statements(graph, function->nodes, function->count, coordinates(out->arena, function->dimension), &statements, results, &script->uses,
                           error))
        return false;
    buffer_format(out, "def %s(%s):\n", function->name, function->dimension == 2 ? "x, y" : "x");
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

/* An option's value as Python has it. */
static void append_option(struct buffer *out, const struct call_option *option, double value, const struct call *call)
{
    if (option->kind == OPTION_LIST && call)
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
        if (!call->given[i])
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
    return schedule_of(call)->python ||
           error_set(error, ERROR_INVALID, "there is no program with the schedule %s; csv and npz have its numbers", call->callable->name);
}

bool script_add_schedules(struct script *script, const struct call *const *calls, size_t count, struct error *error)
{
    struct buffer *out = &script->functions;
    bool halves = false;
    for (size_t i = 0; i < count; i++) {
        if (!script_has_schedule(calls[i], error))
            return false;
        halves = halves || strstr(schedule_of(calls[i])->python, "half_cosine(");
    }
    if (halves)
        buffer_text(out, "def half_cosine(high, low, part):\n"
                         "    return low + (high - low)*(1 + np.cos(np.pi*part))/2\n\n\n");
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t k = 0; k < i; k++)
            known = known || calls[k]->callable == calls[i]->callable;
        if (!known)
            add_schedule(script, schedule_of(calls[i]));
    }
    buffer_text(out, "def learning_rates(schedule, lr, steps, count, base_lr=None, warmup_steps=0, warmup_begin_lr=0, **options):\n"
                     "    \"\"\"The rates of the first steps of a run of so many: a linear warm-up, and then the schedule.\"\"\"\n"
                     "    base_lr = np.float64(lr if base_lr is None else base_lr)\n"
                     "    rates = []\n"
                     "    for t in np.arange(float(count)):\n"
                     "        if t < warmup_steps:\n"
                     "            rate = warmup_begin_lr + (base_lr - warmup_begin_lr)*t/warmup_steps\n"
                     "        else:\n"
                     "            rate = schedule(t - warmup_steps, steps - warmup_steps, base_lr, warmup_steps, **options)\n"
                     "        rates.append(min(rate, sys.float_info.max) if rate > 0 else 0)\n"
                     "    return np.array(rates, float)\n\n\n");
    return true;
}

/* --- The program around them --- */

/* A sentence in lines of a docstring, broken at blanks, with a capital letter. */
static void append_sentence(struct buffer *out, const char *sentence)
{
    enum { WIDTH = 110 };
    struct buffer escaped = {.arena = out->arena};
    python_prose(sentence, &escaped);
    if (escaped.length)
        escaped.data[0] = (char)toupper((unsigned char)escaped.data[0]);
    size_t column = 0;
    for (const char *at = buffer_string(&escaped); *at;) {
        const size_t word = strcspn(at, " ");
        if (column && column + 1 + word > WIDTH) {
            buffer_text(out, "\n");
            column = 0;
        }
        buffer_text(out, column ? " " : "");
        buffer_bytes(out, at, word);
        column += word + 1;
        at += word + (at[word] == ' ');
    }
    buffer_text(out, "\n");
}

static void append_head(struct buffer *out, const struct question *question, const void *result, const char *address, const char *body)
{
    struct buffer sentence = {.arena = out->arena};
    question->study->tell(question->parameters, result, &sentence);
    buffer_text(out, "#!/usr/bin/env python3\n\"\"\"");
    append_sentence(out, question->study->question);
    buffer_text(out, "\n");
    append_sentence(out, buffer_string(&sentence));
    buffer_text(out, "\nFrom ");
    python_prose(address, out);
    buffer_text(out,
                "\n\nWithout arguments it shows the figure, with --save FILE it writes it (.png, .svg, .pdf), with --csv it prints the numbers.\n"
                "\"\"\"\n\nimport argparse\nimport csv\n");
    if (strstr(body, "math."))
        buffer_text(out, "import math\n");
    buffer_text(out, "import sys\n\nimport numpy as np\n\nnp.seterr(all=\"ignore\")  # what is undefined is not a number, and no warning\n\n\n");
}

/* A text of the figure: matplotlib takes what stands between two dollars for a formula. */
static void append_words(struct buffer *out, const char *text)
{
    struct buffer plain = {.arena = out->arena};
    for (; *text; text++) {
        if (*text == '$')
            buffer_character(&plain, '\\');
        buffer_character(&plain, *text);
    }
    python_string(buffer_string(&plain), out);
}

static void append_axis(struct buffer *out, const char *panel, const char *name, const struct figure_axis *axis)
{
    if (axis->label && *axis->label) {
        buffer_format(out, "    %s.set_%slabel(", panel, name);
        append_words(out, axis->label);
        buffer_text(out, ")\n");
    }
    if (axis->scale == SCALE_LOG)
        buffer_format(out, "    %s.set_%sscale(\"log\")\n", panel, name);
    if (axis->limits_given) {
        buffer_format(out, "    %s.set_%slim(", panel, name);
        python_number(axis->limits[0], out);
        buffer_text(out, ", ");
        python_number(axis->limits[1], out);
        buffer_text(out, ")\n");
    }
}

static void append_panel(struct buffer *out, const char *name, const struct figure_panel *panel, const char *title)
{
    append_axis(out, name, "x", &panel->x);
    append_axis(out, name, "y", &panel->y);
    if (panel->space)
        append_axis(out, name, "z", &panel->z);
    if (panel->equal_aspect && !panel->space)
        buffer_format(out, "    %s.set_aspect(\"equal\")\n", name);
    title = panel->title ? panel->title : title;
    if (title && *title) {
        buffer_format(out, "    %s.set_title(", name);
        append_words(out, title);
        buffer_text(out, ")\n");
    }
}

static void append_draw(struct buffer *out, const struct script *script, const struct figure *figure)
{
    const bool one = figure->panel_count == 1;
    const char *kind = script->space ? ", subplot_kw={\"projection\": \"3d\"}" : "";
    buffer_text(out, "def draw(answer, plt):\n");
    buffer_format(out, "    figure, axes = plt.subplots(%s", one ? "" : arena_format(out->arena, "1, %zu, ", figure->panel_count));
    buffer_text(out, "figsize=(");
    python_number((figure->width > 0 ? figure->width : 630) / 100, out);
    buffer_text(out, ", ");
    python_number((figure->height > 0 ? figure->height : 350) / 100, out);
    buffer_format(out, "), layout=\"constrained\"%s)\n%s", kind, buffer_string(&script->draw));
    for (size_t i = 0; i < figure->panel_count; i++)
        append_panel(out, one ? "axes" : arena_format(out->arena, "axes[%zu]", i), &figure->panels[i], one ? figure->title : NULL);
    if (!one && figure->title && *figure->title) {
        buffer_text(out, "    figure.suptitle(");
        append_words(out, figure->title);
        buffer_text(out, ")\n");
    }
    buffer_text(out, "    return figure\n\n\n");
}

static void append_main(struct buffer *out, const struct figure *figure)
{
    buffer_text(out, "\n\ndef main():\n"
                     "    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])\n"
                     "    parser.add_argument(\"--csv\", action=\"store_true\", help=\"print the numbers\")\n"
                     "    parser.add_argument(\"--save\", metavar=\"FILE\", help=\"write the figure to a file\")\n"
                     "    options = parser.parse_args()\n"
                     "    answer = compute()\n"
                     "    if options.csv:\n"
                     "        print_csv(answer, sys.stdout)\n"
                     "        return\n"
                     "    import matplotlib\n"
                     "    if options.save:\n"
                     "        matplotlib.use(\"agg\")\n"
                     "    import matplotlib.pyplot as plt\n");
    if (figure->theme == THEME_DARK)
        buffer_text(out, "    plt.style.use(\"dark_background\")\n");
    buffer_text(out, "    figure = draw(answer, plt)\n"
                     "    if options.save:\n"
                     "        figure.savefig(options.save, dpi=");
    python_number(100 * (figure->scale > 0 ? figure->scale : 1), out);
    buffer_text(out, ")\n"
                     "    else:\n"
                     "        plt.show()\n"
                     "\n\nif __name__ == \"__main__\":\n    main()\n");
}

bool question_has_script(const struct question *question, struct error *error)
{
    const struct study *study = question->study;
    if (!study->script)
        return error_set(error, ERROR_INVALID, "there is no program of %s; npz and csv have its numbers", study->name);
    return !study->scripted || study->scripted(question->parameters, error);
}

bool question_script(struct arena *arena, const struct question *question, const void *result, const char *address, struct buffer *out,
                     struct error *error)
{
    struct script script = {.functions = {.arena = arena}, .compute = {.arena = arena}, .draw = {.arena = arena}};
    struct figure figure = {0};
    if (!question->study->script(question->parameters, result, &script, error))
        return false;
    question_figure(arena, question, result, &figure);
    struct buffer body = {.arena = arena};
    python_definitions(&script.uses, &body);
    buffer_text(&body, script.random ? random_functions : "");
    buffer_text(&body, buffer_string(&script.functions));
    buffer_format(&body, "def compute():\n%s\n\n", buffer_string(&script.compute));
    append_draw(&body, &script, &figure);
    buffer_format(&body, "%s%s", field_function, csv_functions[script.answer]);
    append_main(&body, &figure);
    append_head(out, question, result, address, buffer_string(&body));
    buffer_bytes(out, body.data, body.length);
    return true;
}
