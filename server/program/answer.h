/* One request answered without a server, for the verbs of the command line. */
#ifndef SERVER_PROGRAM_ANSWER_H
#define SERVER_PROGRAM_ANSWER_H

#include "server/http/config.h"
#include "server/service/service.h"

struct program_answer {
    struct arena *arena; /* that the response lies in */
    struct response response;
    int exit_code; /* 0, or EXIT_CLIENT or EXIT_SERVICE by the status */
};

/* The body of a request, as a form or, where it begins with a brace, as JSON. */
struct program_body {
    char *text; /* with a NUL behind it; null: there is none */
    size_t length;
};

/* Reads a whole file ("-": standard input) of at most `most` bytes, one more if there are more; false with errno. */
bool program_read(const char *file, size_t most, struct program_body *body);

/* Answers a path and query as typed, in which blanks may stand, with a body or null. False if there is no memory. To be forgotten in any case. */
bool program_answer(const struct config *config, const char *typed, const struct program_body *body, struct program_answer *answer);
void program_forget(struct program_answer *answer);

/* Whether a body is text, which a terminal may show. */
bool program_is_text(const struct response *response);

/* Writes a whole file; false with errno. */
bool program_write(const char *file, const char *data, size_t length);

#endif
