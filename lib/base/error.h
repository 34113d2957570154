/* What went wrong with a request, and which parameter is at fault. First error wins: setting a second one changes nothing. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum error_code {
    ERROR_NONE,
    ERROR_INVALID,  /* a value that is not allowed */
    ERROR_UNKNOWN,  /* a name that does not exist */
    ERROR_TOO_MUCH, /* the work asked for is over the budget */
    ERROR_MEMORY,   /* memory ran out */
    ERROR_TIME,     /* time ran out */
    ERROR_INTERNAL  /* a library failed where it should not */
};

#define EDIT_TO_END ((size_t)-1) /* as a length: the rest of the value */

/* How a refused value could be changed so that it is accepted: the bytes of it to replace, and with what. */
struct edit {
    bool known;
    size_t start, length;
    char text[320];
};

struct error {
    enum error_code code;
    char parameter[64]; /* the parameter at fault, empty if none */
    char value[160];    /* its value, shortened with an ellipsis */
    char detail[640];   /* one sentence for a person, caret lines included */
    char allowed[320];  /* what would have been allowed, empty if the detail says it */
    char nearest[64];   /* the nearest valid name, empty if none is near */
    struct edit edit;   /* a guess at what was meant, by the code that complains */
    char repair[1024];  /* the value so edited, if it was read and found to be accepted; else empty */
    struct {
        char parameter[16], value[96];
    } also[2]; /* what the repair changes of other parameters; empty names where nothing */
};

/* Sets code and detail unless an error is set already; always returns false, so `return error_set(...)` reads well. */
bool error_set(struct error *error, enum error_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Names the parameter and value of an error just set, unless one is named already. Values are cut at a UTF-8 boundary. */
bool error_blame(struct error *error, const char *parameter, const char *value);

/* Says how the value of an error just set could be mended; the first guess stands, and one that does not fit is none. */
void error_mend(struct error *error, size_t start, size_t length, const char *text);

/* The value so changed; null if it is not known how. */
const char *error_mended(struct arena *arena, const char *value, const struct error *error);

#endif
