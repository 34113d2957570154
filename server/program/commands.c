/* The verbs: serve with its signals, and three that answer once and end. */
#include "server/program/commands.h"

#include "base/heap.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "data/folder.h"
#include "expression/kernels.h"
#include "server/exchange/version.h"
#include "server/http/http.h"
#include "server/http/socket.h"
#include "server/program/answer.h"
#include "server/service/openapi.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int complain(const struct error *error, int exit_code)
{
    fprintf(stderr, "landscaped: %s\n", error->detail);
    return exit_code;
}

int command_misused(const char *sentence)
{
    fprintf(stderr, "landscaped: %s\n", sentence);
    return EXIT_USAGE;
}

/* As many files as the connections need, if the system lets us. */
static void raise_file_limit(void)
{
    struct rlimit limit;
    if (!getrlimit(RLIMIT_NOFILE, &limit)) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void log_state(const char *event, const char *address, const struct config *config)
{
    struct log_line line;
    log_begin(&line, event);
    log_text(&line, "version", LANDSCAPED_VERSION);
    log_text(&line, "build", version_build);
    log_text(&line, "address", address);
    log_number(&line, "process", getpid());
    if (config) {
        config_log(config, &line);
        log_text(&line, "instruction-set", kernels_chosen()->name);
        log_text(&line, "data-digest", *folder_digest() ? folder_digest() : "none");
    }
    log_end(&line);
}

/* The signals that end the service, all in the same way: it drains. SIGHUP (the terminal is gone) is not one of them where whoever started the
 * program has it ignored, as nohup does. Blocked before any thread starts, so that all threads inherit it and only sigwait sees them. */
static sigset_t block_ending_signals(void)
{
    sigset_t ending;
    struct sigaction hangup;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    if (!sigaction(SIGHUP, NULL, &hangup) && hangup.sa_handler != SIG_IGN)
        sigaddset(&ending, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ending, NULL);
    return ending;
}

int command_serve(const struct config *config, int argc, char **argv)
{
    const double log_patience = 1; /* seconds that the reader of the log has at the end */
    struct error error = {0};
    int received;
    char address[256];
    if (argc)
        return command_misused("serve takes flags only");
    (void)argv;
    sigset_t ending = block_ending_signals();
    signal(SIGPIPE, SIG_IGN);
    raise_file_limit();
    if (!service_start(&error))
        return complain(&error, EXIT_UNSUITABLE);
    if (!log_start()) {
        error_set(&error, ERROR_INTERNAL, "the thread of the log cannot be started");
        return complain(&error, EXIT_UNSUITABLE);
    }
    struct http_server *server = http_start(config, &error);
    if (!server)
        return complain(&error, EXIT_UNSUITABLE);
    heap_started();
    http_address(server, address, sizeof address);
    log_state("start", address, config);
    sigwait(&ending, &received);
    log_state("drain", address, NULL);
    /* A second signal ends the process at once, except SIGHUP: a terminal that is closed may send it twice. */
    sigdelset(&ending, SIGHUP);
    pthread_sigmask(SIG_UNBLOCK, &ending, NULL);
    http_drain(server);
    log_state("stop", address, NULL);
    log_stop(log_patience);
    return 0;
}

static int write_out(const struct response *response, const char *file)
{
    const bool written = file ? program_write(file, response->body, response->length)
                              : fwrite(response->body, 1, response->length, stdout) == response->length && !fflush(stdout);
    if (written)
        return 0;
    fprintf(stderr, "landscaped: %s cannot be written: %s\n", file ? file : "standard output", strerror(errno));
    return EXIT_OUTPUT;
}

/* What a program reads is the problem as JSON; people get its sentences. */
static void tell_problem(const struct response *response)
{
    if (response->explanation && isatty(STDERR_FILENO))
        fprintf(stderr, "landscaped: %s\n", response->explanation);
    else
        fwrite(response->body, 1, response->length, stderr);
}

int command_get(const struct config *config, int argc, char **argv)
{
    struct error error = {0};
    struct program_answer answer;
    const char *file = NULL, *typed = NULL, *body_file = NULL;
    struct program_body body = {0};
    for (int i = 0; i < argc; i++) {
        if (!strcmp(argv[i], "-o") && i + 1 < argc)
            file = argv[++i];
        else if (!strncmp(argv[i], "--body=", 7))
            body_file = argv[i] + 7;
        else if (!strcmp(argv[i], "--body") && i + 1 < argc)
            body_file = argv[++i];
        else if (!typed && argv[i][0] != '-')
            typed = argv[i];
        else
            return command_misused("get takes a path and query, --body FILE and -o FILE");
    }
    if (!typed)
        return command_misused("get needs a path, such as /v1/figures/risk.png");
    if (body_file && !program_read(body_file, (size_t)config->body_length, &body)) {
        fprintf(stderr, "landscaped: %s cannot be read: %s\n", body_file, strerror(errno));
        return EXIT_USAGE;
    }
    if (!service_start(&error))
        return complain(&error, EXIT_UNSUITABLE);
    const bool dash = file && !strcmp(file, "-");
    int exit_code = EXIT_SERVICE;
    if (!program_answer(config, typed, body_file ? &body : NULL, &answer)) {
        fprintf(stderr, "landscaped: there is no memory for this\n");
    } else if ((exit_code = answer.exit_code)) {
        tell_problem(&answer.response);
    } else if (!file && isatty(STDOUT_FILENO) && !program_is_text(&answer.response)) {
        exit_code = command_misused("this answer is no text: -o FILE writes it to a file, -o - to the terminal all the same");
    } else {
        exit_code = write_out(&answer.response, dash ? NULL : file);
    }
    program_forget(&answer);
    memory_free(body.text);
    return exit_code;
}

int command_openapi(const struct config *config, int argc, char **argv)
{
    struct error error = {0};
    size_t length;
    (void)config, (void)argv;
    if (argc)
        return command_misused("openapi takes no arguments");
    if (!service_start(&error))
        return complain(&error, EXIT_UNSUITABLE);
    const char *text = openapi_yaml(&length);
    if (!text) {
        error_set(&error, ERROR_MEMORY, "there is no memory for the description");
        return complain(&error, EXIT_UNSUITABLE);
    }
    return fwrite(text, 1, length, stdout) == length && !fflush(stdout) ? 0 : EXIT_OUTPUT;
}

int command_check(const struct config *config, int argc, char **argv)
{
    enum { PATIENCE_SECONDS = 5 };
    static const char scheme[] = "http://";
    struct error error = {0};
    char address[256], request[1024], status[13] = "";
    (void)config;
    if (argc != 1 || strncmp(argv[0], scheme, sizeof scheme - 1) != 0)
        return command_misused("check needs a URL, such as http://127.0.0.1:8080/readyz");
    const char *host = argv[0] + sizeof scheme - 1, *path = host + strcspn(host, "/");
    snprintf(address, sizeof address, "%.*s", (int)(path - host), host);
    const int length = snprintf(request, sizeof request, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", *path ? path : "/", address);
    const int peer = socket_connect(address, PATIENCE_SECONDS, &error);
    if (peer < 0)
        return complain(&error, EXIT_SERVICE);
    const bool answered = length < (int)sizeof request && send(peer, request, (size_t)length, MSG_NOSIGNAL) == length &&
                          recv(peer, status, sizeof status - 1, MSG_WAITALL) == sizeof status - 1;
    close(peer);
    /* "HTTP/1.1 200" */
    const bool good = answered && !strcmp(status + 8, " 200");
    if (!good)
        fprintf(stderr, "landscaped: %s: %s\n", argv[0], answered ? status : "does not answer");
    return good ? 0 : EXIT_SERVICE;
}
