/* The command line: verbs are rows. What each does stands in commands.c; here they are found, and flags are read. */
#include "server/program/commands.h"

#include "base/heap.h"
#include "base/text.h"
#include "data/folder.h"
#include "expression/kernels.h"
#include "figure/figure.h"
#include "server/exchange/version.h"
#include "server/http/resources.h"
#include "server/program/verbs.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int run_manual(const struct config *config, int argc, char **argv);
static int run_completion(const struct config *config, int argc, char **argv);
static int run_help(const struct config *config, int argc, char **argv);
static int run_version(const struct config *config, int argc, char **argv);

static const struct verb rows[] = {
    {"serve", "serve", "serve over HTTP until SIGTERM, SIGINT or SIGHUP (the default)", OPERAND_NONE, .run = command_serve},
    {"get",
     "get PATH [--body FILE] [-o FILE]",
     "answer one request without a server, e.g. get '/v1/figures/risk.png' -o risk.png",
     OPERAND_PATH,
     {{"-o", "FILE", "the file to write to instead of standard output; - is standard output, also where it is a terminal"},
      {"--body", "FILE", "further parameters as a form (f=x^2&samples=3) or as JSON ({\"f\": \"x^2\"}); - reads standard input"}},
     command_get},
    {"render",
     "render FILE [-o DIR]",
     "answer the requests of a file, one a line as get takes them (REQUEST -o FILE), in parallel; - reads standard input",
     OPERAND_FILE,
     {{"-o", "DIR", "the folder to write to instead of this one"}},
     command_render},
    {"export",
     "export DIR",
     "write the gallery as a static site; --theme light|dark|auto, --format svg,png,…, --only risk,saddle,…",
     OPERAND_FOLDER,
     {{"--theme", "light|dark|auto", "the colours of the pictures"},
      {"--format", "LIST", "what to write of each figure, such as svg,png,json"},
      {"--only", "LIST", "the figures to write, by their names, such as risk,saddle"}},
     command_export},
    {"openapi", "openapi", "print the OpenAPI description as YAML", OPERAND_NONE, .run = command_openapi},
    {"check", "check URL", "whether a URL answers 200 (a health probe)", OPERAND_URL, .run = command_check},
    {"help", "help [VERB]", "print this, or what a verb takes", OPERAND_VERB, .run = run_help},
    {"version", "version", "print the version and the build", OPERAND_NONE, .run = run_version},
    {"man", "man", "print the manual page", OPERAND_NONE, .run = run_manual},
    {"completion", "completion SHELL", "print what bash, zsh or fish completes", OPERAND_SHELL, .run = run_completion},
};
static const struct verbs verbs = {rows, sizeof rows / sizeof *rows};

/* Null settings: they could not be read, and the bound on memory is printed as a formula. */
static int help(const struct config *config)
{
    printf("landscaped: loss landscapes by URL.\n\n");
    for (size_t i = 0; i < verbs.count; i++)
        printf("  landscaped %-20s %s\n", rows[i].usage, rows[i].help);
    printf("\nSettings, by flag or environment:\n");
    config_help(stdout);
    resources_help(stdout, config);
    printf("\nExit: 0 done, 1 the request was at fault (4xx), 2 the service (5xx), %d the command line.\n", EXIT_USAGE);
    return 0;
}

static int print_version(void)
{
    printf("landscaped %s, build %s\n", LANDSCAPED_VERSION, version_build);
    return 0;
}

/* The verb of this name; else null with a sentence that names the nearest. */
static const struct verb *find_verb(const char *name, char *sentence, size_t size)
{
    const char *nearest = NULL;
    for (size_t i = 0; i < verbs.count; i++) {
        if (!strcmp(rows[i].name, name))
            return &rows[i];
        text_nearest(name, rows[i].name, &nearest);
    }
    snprintf(sentence, size, "there is no verb '%.60s'%s%s; help lists them", name, nearest ? "; the nearest is " : "", nearest ? nearest : "");
    return NULL;
}

/* Of all verbs, or of one. */
static int run_help(const struct config *config, int argc, char **argv)
{
    char sentence[512];
    const struct verb *verb = argc ? find_verb(argv[0], sentence, sizeof sentence) : NULL;
    if (!argc)
        return help(config);
    if (!verb)
        return command_misused(sentence);
    printf("landscaped %s\n  %s\n", verb->usage, verb->help);
    for (size_t i = 0; i < VERB_MAX_FLAGS && verb->flags[i].name; i++)
        printf("  %s %s: %s\n", verb->flags[i].name, verb->flags[i].argument, verb->flags[i].help);
    printf("Settings, such as --max-cost, go with all verbs: landscaped help lists them.\n");
    return 0;
}

/* --help behind a verb is about that verb, else about all; what serve takes are the settings, which stand there. */
static int help_asked(const struct config *config, char **argv)
{
    char sentence[512];
    const bool named = argv[1] && strcmp(argv[1], "serve") && find_verb(argv[1], sentence, sizeof sentence);
    return named ? run_help(config, 1, argv + 1) : help(config);
}

static int run_version(const struct config *config, int argc, char **argv)
{
    (void)config, (void)argv;
    return argc ? command_misused("version takes nothing") : print_version();
}

static int run_manual(const struct config *config, int argc, char **argv)
{
    (void)config, (void)argv;
    if (argc)
        return command_misused("man takes nothing");
    manual_write(stdout, &verbs);
    return fflush(stdout) ? EXIT_OUTPUT : 0;
}

static int run_completion(const struct config *config, int argc, char **argv)
{
    (void)config;
    if (argc != 1 || !completion_write(stdout, &verbs, argv[0]))
        return command_misused("completion takes bash, zsh or fish");
    return fflush(stdout) ? EXIT_OUTPUT : 0;
}

/* The flag of a verb that an argument is, alone or with its value behind '=': *equals is that sign or null. Null if it is none. */
static const struct verb_flag *find_flag(const struct verb *verb, const char *argument, const char **equals)
{
    *equals = strncmp(argument, "--", 2) ? NULL : strchr(argument, '=');
    const size_t length = *equals ? (size_t)(*equals - argument) : strlen(argument);
    for (size_t i = 0; i < VERB_MAX_FLAGS && verb->flags[i].name; i++)
        if (strlen(verb->flags[i].name) == length && !memcmp(verb->flags[i].name, argument, length))
            return &verb->flags[i];
    return NULL;
}

/* Our flag by the name that other programs have for it; null if none is known. */
static const char *flag_elsewhere(const struct verb *verb, const char *flag)
{
    static const char *const names[][2] = {{"--port", "--listen"}, {"-p", "--listen"},         {"--host", "--listen"},
                                           {"--bind", "--listen"}, {"--addr", "--listen"},     {"--address", "--listen"},
                                           {"-l", "--listen"},     {"--workers", "--threads"}, {"--jobs", "--threads"},
                                           {"-j", "--threads"},    {"--output", "-o"},         {"-O", "-o"},
                                           {"--out", "-o"},        {"--file", "-o"},           {"--data-raw", "--body"},
                                           {"-d", "--body"},       {"--timeout", "--deadline"}};
    const char *equals;
    const size_t length = strcspn(flag, "=");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i][0]) == length && !memcmp(names[i][0], flag, length) && (names[i][1][2] != 0 || find_flag(verb, names[i][1], &equals)))
            return names[i][1];
    /* -oFILE and -o=FILE */
    return !strncmp(flag, "-o", 2) && find_flag(verb, "-o", &equals) ? "-o" : NULL;
}

static void refuse_flag(const struct verb *verb, const char *flag, char *sentence, size_t size)
{
    const char *nearest = flag_elsewhere(verb, flag);
    const bool elsewhere = nearest;
    for (size_t i = 0; i < VERB_MAX_FLAGS && verb->flags[i].name && !elsewhere; i++)
        text_nearest(flag, verb->flags[i].name, &nearest);
    char settings[64], best[64] = "";
    for (size_t i = 0; i < config_setting_count && !nearest; i++) {
        snprintf(settings, sizeof settings, "--%s", config_settings[i].name);
        const char *found = NULL;
        text_nearest(flag, settings, &found);
        if (found && (!*best || text_distance(flag, settings) < text_distance(flag, best)))
            snprintf(best, sizeof best, "%s", settings);
    }
    nearest = nearest ? nearest : *best ? best : NULL;
    snprintf(sentence, size, "%s has no flag %.60s%s%s; landscaped help %s lists them", verb->name, flag, nearest ? "; the nearest is " : "",
             nearest ? nearest : "", verb->name);
}

/* Whether all that stands behind a verb is a flag of it or its operand; else a sentence that says what is not. Settings have been taken away. */
static bool check_arguments(const struct verb *verb, int argc, char **argv, char *sentence, size_t size)
{
    bool operand = verb->operand == OPERAND_NONE;
    for (int i = 0; i < argc; i++) {
        const char *equals;
        const struct verb_flag *flag = find_flag(verb, argv[i], &equals);
        if (flag && !equals && i + 1 == argc) {
            snprintf(sentence, size, "%s needs %s: %s", flag->name, flag->argument, flag->help);
            return false;
        }
        i += flag && !equals;
        if (flag)
            continue;
        if (argv[i][0] == '-' && argv[i][1]) {
            refuse_flag(verb, argv[i], sentence, size);
            return false;
        }
        if (operand) {
            snprintf(sentence, size, "'%.60s' is too much: landscaped %s", argv[i], verb->usage);
            return false;
        }
        operand = true;
    }
    return true;
}

static int run_verb(const struct config *config, int argc, char **argv)
{
    const bool named = argc > 1 && argv[1][0] != '-'; /* without a verb it serves */
    char sentence[512];
    const struct verb *verb = find_verb(named ? argv[1] : "serve", sentence, sizeof sentence);
    const int first = named ? 2 : 1;
    if (!verb || !check_arguments(verb, argc - first, argv + first, sentence, sizeof sentence))
        return command_misused(sentence);
    return verb->run(config, argc - first, argv + first);
}

/* Where one of the first three files is closed, the next that is opened would take its place, and a client get the log. */
static void open_standard_files(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0)
            open("/dev/null", O_RDWR);
}

int main(int argc, char **argv)
{
    struct config config;
    struct error error = {0};
    open_standard_files();
    heap_start();
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
            memmove(argv + i, argv + i + 1, (size_t)(argc - i) * sizeof *argv); /* no row of the settings has this flag */
            argc--;
            return help_asked(config_read(&config, &argc, argv, &error) ? &config : NULL, argv);
        }
        /* Behind a verb -v may be meant for that. */
        if (!strcmp(argv[i], "--version") || (i == 1 && argc == 2 && (!strcmp(argv[i], "-V") || !strcmp(argv[i], "-v"))))
            return print_version();
    }
    if (!config_read(&config, &argc, argv, &error))
        return command_misused(error.detail);
    figure_look_for_fonts(config.fonts);
    folder_choose(strcmp(config.data, "none") ? config.data : NULL);
    if (!kernels_choose(config.simd))
        return command_misused("--simd takes auto, or what this processor has of sse2, avx and avx512");
    return run_verb(&config, argc, argv);
}
