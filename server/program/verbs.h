/* The verbs of the command line as rows: from them come its help, the manual page and what shells complete. */
#ifndef SERVER_VERBS_H
#define SERVER_VERBS_H

#include "server/http/config.h"

/* What stands behind a verb that is no flag. */
enum operand { OPERAND_NONE, OPERAND_PATH, OPERAND_FILE, OPERAND_FOLDER, OPERAND_URL, OPERAND_SHELL, OPERAND_VERB };

struct verb_flag {
    const char *name, *argument; /* "--theme", "light|dark|auto" */
    const char *help;
};

enum { VERB_MAX_FLAGS = 3 };
struct verb {
    const char *name, *usage, *help;
    enum operand operand;
    struct verb_flag flags[VERB_MAX_FLAGS]; /* of its own; the settings go with all */
    int (*run)(const struct config *config, int argc, char **argv);
};

struct verbs {
    const struct verb *rows;
    size_t count;
};

/* Writes the manual page, for man(1). */
void manual_write(FILE *out, const struct verbs *verbs);

/* Writes the completions of a shell: bash, zsh or fish; false if it is another. */
bool completion_write(FILE *out, const struct verbs *verbs, const char *shell);

#endif
