/* Data sets: what networks learn from. Generated sets are a function of a seed, shipped ones are compiled in, and a reader may give examples in
 * the address. A set is a row of a table: its name and arguments, and how one example, or all of them, are made. */
#ifndef DATA_DATA_H
#define DATA_DATA_H

#include "expression/call.h"
#include "network/evaluation.h"

#include <math.h>

enum { DATA_MAX_EXAMPLES = 10000, DATA_MAX_INPUTS = 256, DATA_MAX_CLASSES = 32 };
/* Numbers that are given are at most so large, so that the squares of a column have a sum. */
#define DATA_MAX_NUMBER 1e100

/* The options that every set has first. */
enum { DATA_N, DATA_TEST, DATA_SEED, DATA_NOISE, DATA_LABEL_NOISE, DATA_OWN };
/* clang-format off */
#define DATA_OPTIONS(n, test, max, noise)                                                                                                            \
    {"n", OPTION_WHOLE, n, 1, max, NULL, NULL, "training examples"},                                                                                 \
    {"test", OPTION_WHOLE, test, 0, max, NULL, NULL, "test examples"},                                                                               \
    {"seed", OPTION_WHOLE, NAN, 0, 9007199254740991, NULL, NULL, "where the data's random numbers start; by default the study's seed"},               \
    {"noise", OPTION_REAL, noise, 0, 1e6, NULL, NULL, "standard deviation of normal noise: added to the inputs where there are classes, else to the target"}, \
    {"label_noise", OPTION_REAL, 0, 0, 1, NULL, NULL, "share of the training labels drawn anew among all classes"}
/* clang-format on */

/* A set under way: what its row is given to make it. Inputs and targets have room for n + test examples, the training ones first. */
struct data_kind;
struct data_table;
struct data_request {
    struct arena *arena;
    const struct data_kind *kind;
    const struct call *call;
    uint64_t seed;
    const char *given, *given_test; /* the reader's own examples as typed, or null */
    size_t n, test;
    size_t inputs, classes;         /* classes 0: targets are numbers */
    double work;                    /* operations that making it takes beyond the numbers themselves */
    double *input, *target;         /* [n + test][inputs], [n + test] */
    const char *const *names;       /* of the inputs, or null: x1, x2, … */
    const char *const *class_names; /* [classes], or null */
};

struct data_kind {
    struct callable callable;
    const char *title, *help;
    const char *source, *licence;     /* licence null: generated, or the reader's */
    size_t inputs, classes;           /* inputs 0: as the options say */
    const char *target;               /* what targets are, for people; null: "class" where there are classes, else "number" */
    size_t image_rows, image_columns; /* of images; else 0 */
    double ink;                       /* of images: what a pixel is at most, from 0 */
    const char *const *class_names;   /* [classes], or null: they have numbers */
    bool standardized;                /* by default */
    const char *file;                 /* it was read from, in the folder of whoever runs the program (folder.h); else null */
    const struct data_table *table;   /* read from it */
    /* The rule in Python, for programs that make the set (study/data_script.c): the body of a function of `stream`, of i, an array of examples' numbers,
     * and of the row's own options; it returns a list of the inputs' arrays and the targets. uniform(stream, i)[:, k] and normal(stream, i)[:, k] are the
     * k-th random numbers of the examples; normal ones of data_normals have 16 + stream. Null: there is none, as of sets that are no rule. */
    const char *python;
    /* Decides n, test, inputs and classes where they depend on the options or the examples given, which it may read at once; null: they do not. */
    bool (*size)(struct data_request *request, struct error *error);
    /* One of: the example numbered i of a stream, of training (0) or test (1); or all examples. */
    void (*example)(const struct data_request *request, uint64_t stream, size_t i, double *input, double *target);
    bool (*make)(struct data_request *request, struct error *error);
};
/* Those that are built in. */
extern const struct data_kind *const data_kinds[];
extern const size_t data_kind_count;

/* All sets, those of the folder last; null past them. */
const struct data_kind *data_kind(size_t index);

/* The table of data sets as calls are read by: spirals(n=400,noise=0.2). */
const struct callable *data_kind_at(size_t index);

/* The row that a call of that table is of. */
const struct data_kind *data_kind_of(const struct call *call);

/* A set as the network sees it. */
struct data_set {
    const struct data_kind *kind;
    size_t inputs, classes;
    struct examples train, test;    /* test.count may be 0 */
    const char *const *names;       /* [inputs] */
    const char *const *class_names; /* [classes]: "setosa", or "class 0" where they have none; null if there are no classes */
    bool standardized;
    double *mean, *deviation; /* [inputs + 1], the target's last: of the training examples, before they were standardised (divisor n) */
};

/* What a study says of the data besides the call. */
struct data_options {
    uint64_t seed;                  /* unless the call has one */
    int standardize;                /* 0, 1, or −1: as the set has it */
    const char *given, *given_test; /* texts of `examples` and `test_examples`; null: none */
};

/* Makes the set in arena memory. Inputs and targets of regression are brought to mean 0 and deviation 1 over the training examples if
 * standardised; what is constant becomes 0. */
bool data_make(struct arena *arena, const struct call *call, const struct data_options *options, struct data_set *set, struct error *error);

/* Examples, inputs and classes (0: numbers) of a call without making it; the work is that many numbers. */
bool data_size(struct arena *arena, const struct call *call, const struct data_options *options, struct data_request *request, struct error *error);

/* The pixels of an example (of set->train or set->test) as they were before they were standardised, from 0, paper, to 1, ink. */
void data_image(const struct data_set *set, const struct examples *part, size_t example, double *pixels);

/* Helpers of rows: uniform and normal numbers of example i, at most DATA_NUMBERS of each stream; normal ones have streams of their own. */
enum { DATA_NUMBERS = 256, DATA_NORMALS = 16, DATA_INPUT_NOISE = 32, DATA_LABELS = 48 };
double data_uniform(const struct data_request *request, uint64_t stream, size_t i, size_t number);
void data_normals(const struct data_request *request, uint64_t stream, size_t i, double *into, size_t count);

#endif
