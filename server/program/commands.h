/* What the verbs of the command line do. Each gets the arguments behind its name and returns the exit code. */
#ifndef SERVER_COMMANDS_H
#define SERVER_COMMANDS_H

#include "server/http/config.h"

enum { EXIT_CLIENT = 1, EXIT_SERVICE = 2, EXIT_USAGE = 64, EXIT_OUTPUT = 74, EXIT_UNSUITABLE = 78 };

/* Says on standard error how a command line is at fault; returns EXIT_USAGE. */
int command_misused(const char *sentence);

int command_serve(const struct config *config, int argc, char **argv);
int command_render(const struct config *config, int argc, char **argv);
int command_get(const struct config *config, int argc, char **argv);
int command_openapi(const struct config *config, int argc, char **argv);
int command_export(const struct config *config, int argc, char **argv);
int command_check(const struct config *config, int argc, char **argv);

#endif
