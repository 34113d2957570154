/* The program of an answer: what all programs have in common, around what the study has written. A file apart from script.c, which studies call. */
#include "study/script.h"

#include "study/study.h"

#include <ctype.h>
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
    "    \"\"\"Numbers first to first + count - 1 of a stream, of 64 bits each; of an array of streams a row each.\"\"\"\n"
    "    pairs = np.arange(first//2, (first + count + 1)//2, dtype=np.uint64)\n"
    "    stream = np.asarray(stream, np.uint64)[..., None]\n"
    "    low, high = np.uint64(0xFFFFFFFF), np.uint64(32)\n"
    "    words = philox((pairs & low, pairs >> high, stream & low, stream >> high), (seed & 0xFFFFFFFF, seed >> 32))\n"
    "    both = np.stack([words[1] << high | words[0], words[3] << high | words[2]], axis=-1)\n"
    "    return both.reshape(*both.shape[:-2], -1)[..., first % 2:][..., :count]\n"
    "\n\n"
    "def uniforms(seed, stream, first, count):\n"
    "    \"\"\"The same as numbers from 0 to 1.\"\"\"\n"
    "    return (bits(seed, stream, first, count) >> np.uint64(11))*2.0**-53\n"
    "\n\n"
    "def normals(seed, stream, first, count):\n"
    "    \"\"\"The same as normal numbers of mean 0 and variance 1 (Box & Muller).\"\"\"\n"
    "    u = uniforms(seed, stream, first - first % 2, count + first % 2 + (first + count) % 2)\n"
    "    radius, angle = np.sqrt(-2*np.log(1 - u[..., ::2])), 2*np.pi*u[..., 1::2]\n"
    "    both = np.stack([radius*np.cos(angle), radius*np.sin(angle)], axis=-1)\n"
    "    return both.reshape(*both.shape[:-2], -1)[..., first % 2:][..., :count]\n"
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
                    "    names = list(dict.fromkeys(name for _, columns, *_ in answer for name, _ in columns))\n"
                    "    writer.writerow([\"run\", *names])\n"
                    "    for run, columns, *_ in answer:\n"
                    "        columns = dict(columns)\n"
                    "        for k in range(max(len(values) for values in columns.values())):\n"
                    "            writer.writerow([run, *(field(columns[name][k]) if name in columns else \"\" for name in names)])\n",
};

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
    buffer_format(out,
                  "\n\nWithout arguments it shows the figure, with --save FILE it writes it (.png, .svg, .pdf), with --csv it prints the numbers.\n"
                  "\"\"\"\n\nimport argparse\n%simport csv\n",
                  strstr(body, "collections.") ? "import collections\n" : "");
    buffer_text(out, strstr(body, "decimal.") ? "import decimal\n" : "");
    if (strstr(body, "functools."))
        buffer_text(out, "import functools\n");
    if (strstr(body, "itertools."))
        buffer_text(out, "import itertools\n");
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

bool question_has_script(const struct question *question, const void *result, struct error *error)
{
    const struct study *study = question->study;
    if (!study->script)
        return error_set(error, ERROR_INVALID, "there is no program of %s%s%s; npz, csv and json have its numbers, tex its figure", study->name,
                         study->unscripted ? ": " : "", study->unscripted ? study->unscripted : "");
    return !study->scripted || study->scripted(question->parameters, result, error);
}

bool question_script(struct arena *arena, const struct question *question, const void *result, const char *address, struct buffer *out,
                     struct error *error)
{
    struct script script = {.functions = {.arena = arena}, .compute = {.arena = arena}, .draw = {.arena = arena}};
    struct figure figure = {0};
    if (!question_has_script(question, result, error) || !question->study->script(question->parameters, result, &script, error))
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
