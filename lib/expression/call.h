/* A name with named arguments, as methods and schedules are written: adam(lr=0.1,beta1=0.9), multi_step(milestones=15;30).
 * Rows say which names and arguments there are; reading, checking, printing and documenting follow from them. */
#ifndef EXPRESSION_CALL_H
#define EXPRESSION_CALL_H

#include "base/buffer.h"
#include "base/error.h"

enum { CALL_MOST_OPTIONS = 20, CALL_MOST_ITEMS = 256, CALL_MOST = 64 };

enum call_option_kind {
    OPTION_REAL,
    OPTION_WHOLE,
    OPTION_SWITCH, /* 0 or 1 */
    OPTION_CHOICE, /* the index within `choices` */
    OPTION_LIST,   /* numbers separated by ';'; at most one such option a callable; if it is the first, its name may be left out */
    OPTION_TEXT,   /* a formula or a call; at most one such option a callable, whose name may be left out */
    OPTION_CALLS   /* calls of the same table, separated by ';', from `least` to `most` of them, themselves without calls; at most one such option a
                    * callable, whose name may be left out */
};

struct call_option {
    const char *name;
    enum call_option_kind kind;
    double initial;      /* the default; not-a-number: depends on something else, as the help says */
    double least, most;  /* both ends allowed */
    const char *choices; /* "cos|linear"; of a list or text the default as it is typed, null: it must be given; of a real number the word for one that
                          * whoever asks chooses, which is read as not-a-number, null: there is none */
    const char *alias;   /* another name it goes by, or null */
    const char *help;
};

/* An array of rows and its length, for the initializer of a callable. */
#define OPTIONS(rows) .options = (rows), .option_count = sizeof(rows) / sizeof *(rows)

struct call;
struct callable {
    const char *name;
    const struct call_option *options;
    size_t option_count;
    /* Refuses arguments that contradict each other, and settles those that depend on others; may be null. */
    bool (*check)(struct arena *arena, struct call *call, struct error *error);
};

/* What names there are, by index; null past the last. */
typedef const struct callable *call_table(size_t index);

struct call {
    const struct callable *callable;
    double values[CALL_MOST_OPTIONS]; /* by the rows of the callable, defaults where none was given */
    bool given[CALL_MOST_OPTIONS];
    const double *items; /* of the list option */
    size_t item_count;
    const char *text;         /* of the text option */
    const struct call *inner; /* of the calls option; null: there is none */
    size_t inner_count;
};

struct calls {
    const struct call *items;
    size_t count;
};

/* Reads one call, or several separated by top-level commas. `what` names the kind in errors ("optimizer"). Results are arena memory. */
bool call_read(struct arena *arena, const char *text, const char *what, call_table *table, struct call *call, struct error *error);
bool call_read_list(struct arena *arena, const char *text, const char *what, call_table *table, struct calls *calls, struct error *error);

/* Appends the call as it would be typed, with the arguments that were given in the order of the rows. */
void call_print(const struct call *call, struct buffer *out);

/* For checks: the call means nothing as it stands, but would with another value of one option. Sets the error, with the call so repaired as
 * the nearest that is allowed; always false. */
bool call_refuse(struct arena *arena, const struct call *call, size_t option, double repaired, struct error *error, const char *detail);

/* The name and defaults alone, of a callable without lists and texts. */
struct call call_default(const struct callable *callable);

/* The name of a table's row; null past the last. */
const char *call_name_at(call_table *table, size_t index);

/* Which option of a callable goes by this name or alias; option_count if none does. */
size_t call_option_find(const struct callable *callable, const char *name);

/* The callable of that name, or null; then *nearest becomes the nearest name if it was null and one is near. */
const struct callable *call_find(call_table *table, const char *name, const char **nearest);

#endif
