/* The verb `render`: a book's figures in one run. A file lists requests, one a line, as `get` takes them; they are answered by several threads and
 * written to files. Every file is what the service would have answered. */
#include "server/program/commands.h"

#include "server/http/resources.h"
#include "server/program/answer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_LIST_BYTES = 16 << 20, MAX_REQUESTS = 100000, MAX_THREADS = 256 };

struct order {
    const char *typed; /* the request */
    const char *file;  /* as it is to be written, folder and all */
    size_t line;
    bool nowhere; /* it ends in -o, without a file behind it */
};

struct rendering {
    const struct config *config;
    struct arena *arena; /* of the orders */
    const char *list, *folder;
    struct order *orders;
    size_t count;
    atomic_size_t next, done, failed;
    atomic_int exit_code; /* the worst */
    pthread_mutex_t printing;
};

/* --- The list --- */

/* The whole file as text; null, with errno, if it cannot be read. */
static char *read_list(struct arena *arena, const char *path, size_t *length)
{
    FILE *file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
    if (!file)
        return NULL;
    char *text = arena_allocate(arena, MAX_LIST_BYTES + 1, 1);
    *length = fread(text, 1, MAX_LIST_BYTES + 1, file);
    const bool read = !ferror(file);
    if (file != stdin)
        fclose(file);
    return read ? text : NULL;
}

/* "/v1/figures/risk.png" is written to risk.png; a study to its name with the number of its line, landscape-12.svg; without a suffix it is JSON. */
static const char *name_of(struct arena *arena, const char *typed, size_t line)
{
    const size_t path = strcspn(typed, "?");
    size_t start = path;
    while (start > 0 && typed[start - 1] != '/')
        start--;
    const char *base = arena_copy(arena, typed + start, path - start), *suffix = strrchr(base, '.');
    const int stem = (int)(suffix ? suffix - base : (long)strlen(base));
    return !typed[path] && suffix ? base : arena_format(arena, "%.*s-%zu%s", stem, base, line, suffix ? suffix : ".json");
}

static void trim(char *text)
{
    size_t length = strlen(text);
    while (length && strchr(" \t\r", text[length - 1]))
        text[--length] = 0;
}

/* "REQUEST" or "REQUEST -o FILE"; blank lines and those that begin with # say nothing. */
static void read_line(struct rendering *rendering, char *text, size_t line)
{
    text += strspn(text, " \t");
    trim(text);
    if (!*text || *text == '#')
        return;
    const char *file = NULL;
    const size_t length = strlen(text);
    const bool nowhere = length > 3 && !strcmp(text + length - 3, " -o");
    for (char *flag = text; (flag = strstr(flag, " -o ")); flag++)
        file = flag;
    if (file) {
        text[file - text] = 0;
        file += strlen(" -o ");
        file += strspn(file, " \t");
        trim(text);
    } else {
        file = name_of(rendering->arena, text, line);
    }
    const char *place = *file == '/' ? file : arena_format(rendering->arena, "%s/%s", rendering->folder, file);
    rendering->orders[rendering->count++] = (struct order){text, nowhere ? arena_format(rendering->arena, "-o %zu", line) : place, line, nowhere};
}

static int by_file(const void *a, const void *b)
{
    const struct order *first = a, *second = b;
    const int order = strcmp(first->file, second->file);
    return order ? order : (first->line > second->line) - (first->line < second->line);
}

/* False, and says so, if two requests would be written to one file. */
static bool check_files(const struct rendering *rendering)
{
    struct order *sorted = ARENA_NEW(rendering->arena, struct order, rendering->count);
    memcpy(sorted, rendering->orders, rendering->count * sizeof *sorted);
    qsort(sorted, rendering->count, sizeof *sorted, by_file);
    for (size_t i = 1; i < rendering->count; i++)
        if (!strcmp(sorted[i - 1].file, sorted[i].file)) {
            fprintf(stderr, "landscaped: %s: lines %zu and %zu both write %s\n", rendering->list, sorted[i - 1].line, sorted[i].line, sorted[i].file);
            return false;
        }
    return true;
}

/* Reads the list; the exit code. */
static int read_orders(struct rendering *rendering)
{
    size_t length, lines = 1;
    char *text = read_list(rendering->arena, rendering->list, &length);
    if (!text) {
        fprintf(stderr, "landscaped: %s: %s\n", rendering->list, strerror(errno));
        return EXIT_USAGE;
    }
    if (length > MAX_LIST_BYTES || memchr(text, 0, length)) {
        fprintf(stderr, "landscaped: %s: %s\n", rendering->list, length > MAX_LIST_BYTES ? "longer than 16 MiB" : "this is no text");
        return EXIT_USAGE;
    }
    text[length] = 0;
    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    if (lines > MAX_REQUESTS) {
        fprintf(stderr, "landscaped: %s: more than %d lines\n", rendering->list, MAX_REQUESTS);
        return EXIT_USAGE;
    }
    rendering->orders = ARENA_NEW(rendering->arena, struct order, lines);
    for (size_t line = 1; line <= lines; line++) {
        const size_t end = strcspn(text, "\n");
        const bool last = !text[end];
        text[end] = 0;
        read_line(rendering, text, line);
        text += end + !last;
    }
    return check_files(rendering) ? 0 : EXIT_USAGE;
}

/* --- The work --- */

/* Makes the folders that a file stands in; those that are there already are left alone. */
static void make_folders(const char *file)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s", file) >= (int)sizeof path)
        return;
    for (char *at = path + 1; (at = strchr(at, '/')); at++) {
        *at = 0;
        mkdir(path, 0777);
        *at = '/';
    }
}

static void show_progress(struct rendering *rendering)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K%zu of %zu%s", atomic_load(&rendering->done), rendering->count,
                atomic_load(&rendering->done) == rendering->count ? "\n" : "");
}

/* Counts a request that failed, and says why. */
static void fail(struct rendering *rendering, const struct order *order, int exit_code, const char *sentence)
{
    int worst = atomic_load(&rendering->exit_code);
    while (worst < exit_code && !atomic_compare_exchange_weak(&rendering->exit_code, &worst, exit_code))
        ;
    atomic_fetch_add(&rendering->failed, 1);
    pthread_mutex_lock(&rendering->printing);
    fprintf(stderr, "%s%s:%zu: %s: %s\n", isatty(STDERR_FILENO) ? "\r\033[K" : "", rendering->list, order->line, order->typed, sentence);
    pthread_mutex_unlock(&rendering->printing);
}

static void fail_to_write(struct rendering *rendering, const struct order *order, const char *reason)
{
    char sentence[4400];
    snprintf(sentence, sizeof sentence, "%s cannot be written: %s", order->file, reason);
    fail(rendering, order, EXIT_OUTPUT, sentence);
}

static void render(struct rendering *rendering, const struct order *order)
{
    struct program_answer answer = {0};
    if (order->nowhere) {
        fail(rendering, order, EXIT_CLIENT, "-o needs the file to write to");
    } else if (!program_answer(rendering->config, order->typed, NULL, &answer)) {
        fail(rendering, order, EXIT_SERVICE, "there is no memory for this");
    } else if (answer.exit_code) {
        fail(rendering, order, answer.exit_code, answer.response.explanation ? answer.response.explanation : "this failed");
    } else {
        make_folders(order->file);
        if (!program_write(order->file, answer.response.body, answer.response.length))
            fail_to_write(rendering, order, strerror(errno));
    }
    program_forget(&answer);
    atomic_fetch_add(&rendering->done, 1);
    pthread_mutex_lock(&rendering->printing);
    show_progress(rendering);
    pthread_mutex_unlock(&rendering->printing);
}

static void *work(void *context)
{
    struct rendering *rendering = context;
    for (size_t i; (i = atomic_fetch_add(&rendering->next, 1)) < rendering->count;)
        render(rendering, &rendering->orders[i]);
    return NULL;
}

/* This thread works as well, so that something is done where there are no others. */
static void work_together(struct rendering *rendering)
{
    pthread_t threads[MAX_THREADS];
    size_t wanted = resources_threads(rendering->config), started = 0;
    wanted = wanted < MAX_THREADS ? wanted : MAX_THREADS;
    while (started + 1 < wanted && started < rendering->count && !pthread_create(&threads[started], NULL, work, rendering))
        started++;
    work(rendering);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

static void run(void *context)
{
    struct rendering *rendering = context;
    const int misread = read_orders(rendering);
    atomic_store(&rendering->exit_code, misread);
    if (misread)
        return;
    work_together(rendering);
    const size_t failed = atomic_load(&rendering->failed);
    printf("%zu files written", rendering->count - failed);
    printf(failed ? ", %zu requests failed\n" : "\n", failed);
}

int command_render(const struct config *config, int argc, char **argv)
{
    struct rendering rendering = {.config = config, .folder = ".", .printing = PTHREAD_MUTEX_INITIALIZER};
    struct error error = {0};
    for (int i = 0; i < argc; i++) {
        if (!strcmp(argv[i], "-o") && i + 1 < argc)
            rendering.folder = argv[++i];
        else if (!rendering.list && (argv[i][0] != '-' || !argv[i][1]))
            rendering.list = argv[i];
        else
            return command_misused("render takes a file of requests, or - for standard input, and -o FOLDER");
    }
    if (!rendering.list)
        return command_misused("render needs a file of requests, one a line, or - for standard input");
    if (!service_start(&error))
        return command_misused(error.detail), EXIT_UNSUITABLE;
    rendering.arena = arena_create((size_t)4 * MAX_LIST_BYTES);
    if (!rendering.arena || !arena_protect(rendering.arena, run, &rendering)) {
        fprintf(stderr, "landscaped: there is no memory for this\n");
        atomic_store(&rendering.exit_code, EXIT_SERVICE);
    }
    arena_destroy(rendering.arena);
    return fflush(stdout) ? EXIT_OUTPUT : atomic_load(&rendering.exit_code);
}
