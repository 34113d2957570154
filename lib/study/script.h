/* A program in Python that computes an answer and draws it: self-contained, on NumPy and matplotlib. A study fills in what is its own; what all programs
 * have in common (the docstring, the CSV, the command line, titles and limits) is put around it. Whatever a client typed reaches a program as a string,
 * a number or an expression that this program printed, never as code. */
#ifndef STUDY_SCRIPT_H
#define STUDY_SCRIPT_H

#include "expression/python.h"
#include "landscape/landscape.h"
#include "optimize/method.h"
#include "optimize/schedule.h"

/* What compute() returns, and the CSV is written from. */
enum script_answer {
    SCRIPT_COLUMNS, /* [(name, values), …] */
    SCRIPT_GRID,    /* x, y, z, with z[row of y, column of x] */
    SCRIPT_RUNS     /* [(name of the run, [(name, values), …]), …] */
};

struct script {
    enum script_answer answer;
    struct python_uses uses;
    bool random;             /* whether bits, uniforms and normals are called: script_random's functions */
    bool space;              /* whether it is drawn in space */
    struct buffer functions; /* definitions and constants, two empty lines behind each; they may use np */
    struct buffer compute;   /* the statements of compute(), indented */
    /* The statements of draw(answer, plt) behind that which makes figure and axes, indented; of several panels axes is a list. Axis labels, titles and
     * limits are set behind them; plt is matplotlib.pyplot. */
    struct buffer draw;
};

struct question;

/* Whether the question has a program: its study writes them, and of the formulas in it one can be. Else false with the reason. Before the work, with
 * `result` null, it may be said of one whose answer turns out to have none. */
bool question_has_script(const struct question *question, const void *result, struct error *error);

/* Appends the program of an answer. `address` is where it comes from: "/v1/schedule.py?schedule=step". False with the reason. */
bool question_script(struct arena *arena, const struct question *question, const void *result, const char *address, struct buffer *out,
                     struct error *error);

/* --- For studies --- */

/* Adds a function `name` that computes nodes of a landscape's graph. Of one or two coordinates the parameters are x and y, beyond that x is an
 * array of them. A single node is returned as it is, several are the items of an array: of rows × columns if `columns` is not 0, filled from the lower
 * triangle (a Hessian). `help` is its docstring; null: none. */
struct script_function {
    const char *name, *help;
    size_t dimension;
    const node_id *nodes;
    size_t count, columns;
    bool array;
    const char *beside; /* of two coordinates the name of the second; null: y */
};
bool script_add_function(struct script *script, const struct graph *graph, const struct script_function *function, struct error *error);

/* "f(x, y)" with these arguments; beyond two coordinates a list of them: "f([x, 0, 1])". */
void script_call(struct buffer *out, const char *name, const char *const *arguments, size_t count);

/* Numbers as a list: "[1, 2.5]". */
void script_numbers(struct buffer *out, const double *numbers, size_t count);

/* Add wilson(successes, trials) and mean_interval(numbers), as statistics.h has them: the latter's numbers are the last axis. */
void script_wilson(struct buffer *out);
void script_mean_interval(struct buffer *out);

/* Whether the schedule has a program; else false with the reason. */
bool script_has_schedule(const struct call *call, struct error *error);

/* Adds the functions of these schedules, all of which have one, each once, and learning_rates(schedule, lr, steps, count, **options). */
void script_add_schedules(struct script *script, const struct call *const *calls, size_t count);

/* The options of a call as a dictionary: {"gamma": 0.5}, those that were given; from the option `first` on. */
void script_options(struct buffer *out, const struct call *call, size_t first);

/* "adam" as the name of the function. */
const char *script_function_name(struct arena *arena, const struct callable *callable);

/* Parameters with their defaults, each with ", " before it: ", beta1=0.9, beta2=0.999", from the option `first` on. */
void script_parameters(struct buffer *out, const struct callable *callable, size_t first);

/* The lines of a row's Python, indented. */
void script_lines(struct buffer *out, const char *lines);

#endif
