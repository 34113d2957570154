/* Parameters are rows. From them come parsing, defaults, error messages, the canonical query, openapi.yaml and the forms of the page. */
#ifndef STUDY_PARAMETER_H
#define STUDY_PARAMETER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/value.h"
#include "expression/call.h"

/* What a parameter's text means, and the type its struct field has. */
enum parameter_kind {
    KIND_INTEGER,      /* long: a constant expression that is whole */
    KIND_REAL,         /* double: a constant expression */
    KIND_OPTIONAL,     /* struct optional: a constant expression, or nothing */
    KIND_REALS,        /* struct reals: several, separated by ',' */
    KIND_BOOLEAN,      /* bool: 0, 1, true, false */
    KIND_CHOICE,       /* int: the index within `choices` */
    KIND_TEXT,         /* const char *: UTF-8 without control characters but \n (typed as %0A or as the two characters \n) */
    KIND_TABLE,        /* const char *: rows separated by ';' or line ends, as typed but for these: the study reads what is in them */
    KIND_COLOUR,       /* struct colour: #rrggbb, rrggbb or transparent */
    KIND_FUNCTION,     /* const char *: what `f` takes; resolved by the study, since the dimension may depend on other parameters */
    KIND_INTERVAL,     /* struct interval: lo:hi or lo:hi:step */
    KIND_LIMITS,       /* struct interval without a step: lo:hi */
    KIND_SWEPT,        /* struct swept: NAME,lo:hi or NAME,lo:hi,log; the study has the list of names */
    KIND_POINT,        /* struct coordinates: numbers separated by ',' */
    KIND_POINTS,       /* struct points: several points of one length, separated by ';' */
    KIND_ROTATION,     /* struct rotation: angles separated by ',', or random(seed=…) */
    KIND_METHODS,      /* struct calls (expression/call.h): optimizers with their arguments, separated by ',' */
    KIND_SCHEDULES,    /* struct calls: learning-rate schedules with their arguments, separated by ',' */
    KIND_ACTIVATIONS,  /* struct calls: activations with their initialisation, separated by ',' */
    KIND_DATA,         /* struct calls: data sets with their arguments, separated by ',': one, or as many as `most` allows */
    KIND_NETWORKS,     /* struct calls: networks with their arguments, separated by ',' */
    KIND_DISTRIBUTION, /* struct call: a distribution with its arguments */
    KIND_PROJECTION,   /* struct call: a convex set with its arguments (optimize/projection.h) */
    KIND_CONSTRAINT,   /* struct constraint_text: two formulas with <=, >= or = between them */
    KIND_ANNOTATION,   /* struct annotation_text: TEXT@x,y, TEXT@x,y@tx,ty or auto */
    KIND_COUNT
};

struct optional {
    bool given;
    double value;
};
struct reals {
    const double *items;
    size_t count;
};
struct colour {
    bool given, transparent;
    unsigned rgb;
};
struct interval {
    bool given;
    double low, high, step;
}; /* step 0: by `samples`, both ends in */
struct swept {
    const char *name; /* null: not given */
    double low, high;
    bool log; /* evenly spaced are the logarithms; low > 0 */
};
struct coordinates {
    const double *items;
    size_t count;
};
struct points {
    const struct coordinates *items;
    size_t count;
};
enum constraint_relation { RELATION_AT_MOST, RELATION_AT_LEAST, RELATION_EQUAL };
struct constraint_text {
    const char *left, *right;
    enum constraint_relation relation;
};
struct rotation {
    const double *angles; /* in degrees */
    size_t count;
    struct call random; /* or how it is drawn; callable is null if it is not */
};
struct annotation_text {
    bool automatic;
    const char *text;
    double tip[3];
    size_t dimension;
    bool text_given;
    double text_at[2];
};

/* A repeatable parameter's field: its values in the order given; items points to `count` values of the kind's type. */
struct repeated {
    const void *items;
    size_t count;
};

/* The type of a field, where it is no struct. */
enum field_scalar { SCALAR_UNSEEN, SCALAR_INTEGER, SCALAR_REAL, SCALAR_BOOLEAN, SCALAR_CHOICE, SCALAR_TEXT, SCALAR_NONE };

struct parameter {
    const char *name;
    enum parameter_kind kind;
    bool repeatable; /* the field is then a struct repeated */
    bool required;
    bool primary;             /* one of the at most four of its study that are asked for first; the others come when all are wanted */
    size_t offset;            /* of the field in the study's struct */
    const char *initial;      /* the default, as the canonical query writes it; null: the field stays zeroed (and its help says what that means) */
    double least, most;       /* allowed range of numbers, of list lengths' items or of a text's bytes; both 0: the kind's own */
    const char *choices;      /* "line|contour": for KIND_CHOICE; for KIND_REALS a word that may stand for a number, and is read as not-a-number */
    const char *unit;         /* may be null */
    const char *help;         /* a sentence */
    const char *example;      /* a value that works beside the other parameters of the study's example */
    const char *beside;       /* or of this query, where it does not work beside those; null: the study's example */
    enum field_scalar scalar; /* the type of the field; filled in by PARAMETER_FIELD */
    size_t size;
    /* Parameters, separated by ',', whose calls may say this one themselves, as an argument of its name or alias; null: there are none. Where all calls of one
     * do, this one would have no effect: they are refused, and if they are the default, their argument gives way (study/own_argument.h). */
    const char *argument_of;
    /* A choice of the same study and the values of it, resolved, beside which this parameter has an effect: "view=wireframe|surface"; null: it has one always.
     * Beside other values another value than the default is refused (study/effect.h), and the first of these is proposed. */
    const char *effective;
};

/* `.offset = PARAMETER_FIELD(struct …, member)`: the offset of a row's field, and its type. */
#define PARAMETER_FIELD(structure, member)                                                                                                           \
    offsetof(structure, member),                                                                                                                     \
        .scalar = _Generic(((structure *)0)->member, long: SCALAR_INTEGER, double: SCALAR_REAL, bool: SCALAR_BOOLEAN, int: SCALAR_CHOICE,            \
                           const char *: SCALAR_TEXT, default: SCALAR_NONE),                                                                         \
        .size = sizeof(((structure *)0)->member)

/* Whether the field has the type that its row's kind reads into. */
bool parameter_is_typed(const struct parameter *parameter);

/* One name=value of a query. `value` is percent-decoded with '+' kept, `text` the same with '+' as a blank: the kind uses one of them. */
struct argument {
    const char *name, *value, *text;
};

enum { MOST_ERRORS = 8 };
struct error_list {
    struct error items[MOST_ERRORS + 1];
    size_t count;
};

/* The kind's name for programs, by which the page chooses the control ("interval"), and for people ("an interval lo:hi or lo:hi:step"). */
const char *parameter_kind_id(enum parameter_kind kind);
const char *parameter_kind_name(enum parameter_kind kind);

/* Whether it is a number or several, whose range may be given. */
bool parameter_is_number(enum parameter_kind kind);

#endif
