/* Addresses stand in double quotes of the language: what query_encode leaves as it is has no quote, backslash or dollar sign in it. */
#include "server/pages/notebook.h"

#include "base/value.h"
#include "server/pages/lessons.h"
#include "server/text/json.h"
#include "server/text/query.h"

#include <string.h>

static const char *path_of(struct arena *arena, const struct lesson_query *asked)
{
    struct buffer query = {.arena = arena};
    query_encode_stored(&query, asked->query);
    return arena_format(arena, "/v1/%s.csv?%s", asked->study, buffer_string(&query));
}

/* A refusal of the service is an exception that says what it says. */
static const char python_begin[] =
    "import json\n"
    "import urllib.error\n"
    "import urllib.request\n"
    "\n"
    "import pandas\n"
    "\n"
    "SERVICE = \"%s\"\n"
    "\n"
    "\n"
    "def table(path):\n"
    "    \"\"\"The columns of an answer; what the service refuses is a ValueError that says why.\"\"\"\n"
    "    request = urllib.request.Request(SERVICE + path, headers={\"Accept\": \"text/csv, application/problem+json\"})\n"
    "    try:\n"
    "        with urllib.request.urlopen(request, timeout=60) as answer:\n"
    "            return pandas.read_csv(answer)\n"
    "    except urllib.error.HTTPError as error:\n"
    "        raise ValueError(json.load(error)[\"detail\"]) from None\n"
    "    except OSError as error:\n"
    "        raise ValueError(f\"{SERVICE} does not answer: {error}\") from None\n";

static const char python_refused[] = "try:\n"
                                     "    table(\"/v1/landscape.csv?f=rosenbrok\")\n"
                                     "except ValueError as error:\n"
                                     "    print(error)\n";

static struct value *add_cell(struct arena *arena, struct value *cells, const char *kind, const char *source)
{
    struct value *cell = value_add(arena, cells, NULL, VALUE_OBJECT);
    value_add_text(arena, cell, "cell_type", kind);
    value_add(arena, cell, "metadata", VALUE_OBJECT);
    value_add_text(arena, cell, "source", source);
    if (!strcmp(kind, "code")) {
        value_add(arena, cell, "execution_count", VALUE_NULL);
        value_add(arena, cell, "outputs", VALUE_LIST);
    }
    return cell;
}

static void add_lesson(struct arena *arena, struct value *cells, const struct lesson *lesson)
{
    add_cell(arena, cells, "markdown",
             arena_format(arena, "## %s\n\n%s\n\n**For the class.** %s", lesson->title, lesson->sentence, lesson->question));
    add_cell(arena, cells, "code", arena_format(arena, "table(\"%s\").describe()", path_of(arena, &lesson->shown)));
    add_cell(arena, cells, "markdown", arena_format(arena, "%s:", lesson->change));
    add_cell(arena, cells, "code", arena_format(arena, "table(\"%s\").describe()", path_of(arena, &lesson->changed)));
    add_cell(arena, cells, "markdown", arena_format(arena, "<details><summary>Answer</summary>\n\n%s\n\n</details>", lesson->answer));
}

/* Jupyter's format, nbformat 4. */
static void write_python(struct buffer *out, const char *origin)
{
    enum { FORMAT = 4, FORMAT_MINOR = 4 };
    struct arena *arena = out->arena;
    struct value *notebook = value_object(arena), *cells = value_add(arena, notebook, "cells", VALUE_LIST);
    add_cell(arena, cells, "markdown",
             "# Loss landscapes: the cookbook\n\nEach lesson asks the service for numbers; `table` makes a data frame of them.");
    add_cell(arena, cells, "code", arena_format(arena, python_begin, origin));
    for (size_t i = 0; i < lesson_count; i++)
        add_lesson(arena, cells, &lessons[i]);
    add_cell(arena, cells, "markdown", "## A mistake\n\nis told in a sentence:");
    add_cell(arena, cells, "code", python_refused);
    struct value *metadata = value_add(arena, notebook, "metadata", VALUE_OBJECT);
    struct value *kernel = value_add(arena, metadata, "kernelspec", VALUE_OBJECT);
    value_add_text(arena, kernel, "display_name", "Python 3");
    value_add_text(arena, kernel, "language", "python");
    value_add_text(arena, kernel, "name", "python3");
    value_add_number(arena, notebook, "nbformat", FORMAT);
    value_add_number(arena, notebook, "nbformat_minor", FORMAT_MINOR);
    buffer_text(out, json_text(arena, notebook, NULL));
}

/* A script: comments, and a line that prints each table. */
static void write_script(struct buffer *out, const char *begin, const char *origin, const char *call, const char *end)
{
    buffer_text(out, "# Loss landscapes: the cookbook. Each lesson asks the service for numbers and prints the first of them.\n");
    for (const char *at = begin, *place; *at; at = place + (*place ? strlen("@SERVICE@") : 0)) {
        place = strstr(at, "@SERVICE@");
        if (!place)
            place = at + strlen(at);
        buffer_bytes(out, at, (size_t)(place - at));
        buffer_text(out, *place ? origin : "");
    }
    for (size_t i = 0; i < lesson_count; i++) {
        const struct lesson *lesson = &lessons[i];
        buffer_format(out, "\n# %s\n# %s\n# For the class: %s\n", lesson->title, lesson->sentence, lesson->question);
        buffer_format(out, "%s(\"%s\")))\n# %s:\n", call, path_of(out->arena, &lesson->shown), lesson->change);
        buffer_format(out, "%s(\"%s\")))\n# %s\n", call, path_of(out->arena, &lesson->changed), lesson->answer);
    }
    buffer_format(out, "\n# A mistake is told in a sentence.\n%s", end);
}

/* R shows the status of what is refused and not its text: the address shows it in a browser. */
static const char r_begin[] = "service <- \"@SERVICE@\"\n"
                              "\n"
                              "ask <- function(path) {\n"
                              "  address <- paste0(service, path)\n"
                              "  refused <- function(condition) stop(\"Open \", address, \" in a browser to see what is wrong: \", "
                              "conditionMessage(condition), call. = FALSE)\n"
                              "  tryCatch(read.csv(address), error = refused, warning = refused)\n"
                              "}\n";
static const char r_end[] =
    "tryCatch(ask(\"/v1/landscape.csv?f=rosenbrok\"), error = function(condition) cat(conditionMessage(condition), \"\\n\"))\n";

/* Julia's own libraries are enough to read a table of words and numbers. */
static const char julia_begin[] = "using DelimitedFiles, Downloads\n"
                                  "\n"
                                  "const service = \"@SERVICE@\"\n"
                                  "\n"
                                  "\"The rows of an answer, and the names of its columns; what the service refuses is an error that says why.\"\n"
                                  "function ask(path)\n"
                                  "    body = IOBuffer()\n"
                                  "    response = Downloads.request(service * path; output = body, throw = false)\n"
                                  "    response isa Downloads.RequestError && error(\"$service does not answer: $(response.message)\")\n"
                                  "    response.status == 200 || error(String(take!(body)))\n"
                                  "    return readdlm(seekstart(body), ',', Any, '\\n'; header = true)\n"
                                  "end\n"
                                  "first_rows((rows, names)) = (names, rows[1:min(6, end), :])\n";
static const char julia_end[] = "try\n    ask(\"/v1/landscape.csv?f=rosenbrok\")\ncatch problem\n    println(problem.msg)\nend\n";

static void write_r(struct buffer *out, const char *origin)
{
    write_script(out, r_begin, origin, "print(head(ask", r_end);
}

static void write_julia(struct buffer *out, const char *origin)
{
    write_script(out, julia_begin, origin, "println(first_rows(ask", julia_end);
}

const struct notebook notebooks[] = {
    {"ipynb", "Notebook for Python", "Jupyter and pandas", "application/x-ipynb+json", write_python},
    {"R", "Script for R", "R alone", "text/plain; charset=utf-8", write_r},
    {"jl", "Script for Julia", "Julia alone", "text/plain; charset=utf-8", write_julia},
};
const size_t notebook_count = sizeof notebooks / sizeof *notebooks;

const struct notebook *notebook_find(const char *file)
{
    const char *dot = strrchr(file, '.');
    for (size_t i = 0; dot && i < notebook_count; i++)
        if (!strcmp(dot + 1, notebooks[i].extension))
            return &notebooks[i];
    return NULL;
}
