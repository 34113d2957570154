/* A running server whose operators were careless: nobody reads its log, its clock jumps, there is no entropy. In this program
 * clock_gettime and getrandom are ours. What needs a process of its own (signals, files, fonts) is tested by tests/http/operators.py. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/dispatch/clock.h"
#include "server/http/http.h"
#include "server/http/socket.h"
#include "tests/unit/serving.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>

/* --- The system, as it may be --- */

static atomic_long wall_offset; /* seconds that the clock on the wall is wrong by */
static atomic_bool no_entropy;
static atomic_int asked_for_entropy;

int clock_gettime(clockid_t id, struct timespec *time)
{
    const int result = (int)syscall(SYS_clock_gettime, id, time);
    if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)
        time->tv_sec += atomic_load(&wall_offset);
    return result;
}

ssize_t getrandom(void *into, size_t size, unsigned flags)
{
    atomic_fetch_add(&asked_for_entropy, 1);
    if (!atomic_load(&no_entropy))
        return syscall(SYS_getrandom, into, size, flags);
    errno = EAGAIN;
    return -1;
}

/* --- Asking --- */

static struct http_server *open_server(struct config *config, char address[64])
{
    struct error error = {0};
    char name[] = "landscaped", *arguments[] = {name, NULL};
    int count = 1;
    assert_true(config_read(config, &count, arguments, &error));
    config->listen = "127.0.0.1:0";
    struct http_server *server = http_start(config, &error);
    assert_non_null(server);
    http_address(server, address, 64);
    return server;
}

/* Asks on a connection, which stays open; the status, and what came in `into`. */
static int ask_on(int peer, const char *target, char *into, size_t size)
{
    char head[512];
    const int length = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", target);
    assert_int_equal(write(peer, head, (size_t)length), length);
    size_t used = 0;
    for (;;) {
        const ssize_t count = read(peer, into + used, size - 1 - used);
        assert_true(count > 0);
        used += (size_t)count;
        into[used] = 0;
        const char *body = strstr(into, "\r\n\r\n"), *expected = strstr(into, "Content-Length: ");
        if (body && expected && used >= (size_t)(body + 4 - into) + strtoul(expected + 16, NULL, 10))
            return atoi(into + 9);
    }
}

static int open_peer(const char *address)
{
    struct error error = {0};
    const int peer = socket_connect(address, 60, &error);
    assert_true(peer >= 0);
    return peer;
}

static double metric(const char *address, const char *name)
{
    static char page[1 << 16];
    char line[128];
    const int peer = open_peer(address);
    assert_int_equal(ask_on(peer, "/metrics", page, sizeof page), 200);
    close(peer);
    snprintf(line, sizeof line, "\nlandscaped_%s ", name);
    const char *found = strstr(page, line);
    assert_non_null(found);
    return atof(found + strlen(line));
}

/* --- A log that nobody reads --- */

/* What a pipe held, as text. */
static char *drain_pipe(int from)
{
    size_t used = 0, size = 1 << 20;
    char *text = malloc(size);
    assert_non_null(text);
    for (ssize_t count; (count = read(from, text + used, size - 1 - used)) > 0;) {
        used += (size_t)count;
        if (size - used < 1 << 16)
            assert_non_null(text = realloc(text, size *= 2));
    }
    text[used] = 0;
    return text;
}

/* Answers are all there, though each is a line that cannot be written; afterwards each line is there, or counted where it is missing. */
static void test_log_that_nobody_reads(void **state)
{
    enum { REQUESTS = 3000 };
    static char answer[4096];
    struct config config;
    char address[64];
    int ends[2];
    (void)state;
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    char page[4096];
    memset(page, '#', sizeof page);
    while (write(ends[1], page, sizeof page) > 0)
        ;
    fcntl(ends[1], F_SETFL, 0);
    const int errors = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    const uint64_t dropped_before = log_dropped();
    assert_true(log_start());
    struct http_server *server = open_server(&config, address);
    int peer = open_peer(address), good = 0;
    for (int i = 0; i < REQUESTS; i++)
        good += ask_on(peer, "/livez", answer, sizeof answer) == 200;
    close(peer);
    const double dropped_shown = metric(address, "log_lines_dropped_total");
    http_drain(server);
    log_stop(0.1); /* which does not wait for the reader for longer */
    const uint64_t dropped = log_dropped() - dropped_before;

    /* The thread that writes is still there, and goes on as soon as somebody reads; the last that it says is how much is missing. */
    char *text = calloc(1, 1);
    double told = 0;
    size_t lines = 0;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    for (int waits = 0; waits < 3000 && told + (double)lines < REQUESTS + 1; waits++) {
        char *more = drain_pipe(ends[0]), *both = malloc(strlen(text) + strlen(more) + 1);
        strcat(strcpy(both, text), more);
        free(text), free(more);
        text = both;
        told = 0, lines = 0;
        for (char *at = text + strspn(text, "#"), *end; (end = strchr(at, '\n')); at = end + 1) {
            const char *missing = strstr(at, "\"event\":\"log-dropped\",\"lines\":");
            const bool tells = missing && missing < end;
            if (at[0] != '{' || end[-1] != '}')
                fail_msg("a line is not whole");
            told += tells ? atof(missing + strlen("\"event\":\"log-dropped\",\"lines\":")) : 0;
            lines += !tells;
        }
        usleep(1000);
    }
    dup2(errors, STDERR_FILENO);
    close(errors), close(ends[0]), close(ends[1]);
    free(text);
    assert_int_equal(good, REQUESTS);
    assert_true(dropped_shown > 0 && dropped > 0);
    assert_int_equal((int)told, dropped);
    assert_int_equal(lines + (size_t)told, REQUESTS + 1); /* and the one for /metrics */
}

/* --- A clock that jumps, and no entropy --- */

static void test_clock_that_jumps(void **state)
{
    static const long jumps[] = {86400L * 365, -86400L * 365, 3600, -1600000000, 4000000000, 0};
    static char answer[1 << 16];
    struct config config;
    char address[64];
    (void)state;
    struct http_server *server = open_server(&config, address);
    const int kept = open_peer(address), silent = open_peer(address);
    for (size_t i = 0; i < sizeof jumps / sizeof *jumps; i++) {
        atomic_store(&wall_offset, jumps[i]);
        usleep(600000); /* in which what watches the connections looks at them */
        assert_int_equal(ask_on(kept, "/v1/landscape.json?f=risk&samples=30", answer, sizeof answer), 200);
        assert_int_equal(ask_on(kept, "/livez", answer, sizeof answer), 200);
    }
    assert_int_equal(ask_on(silent, "/livez", answer, sizeof answer), 200);
    assert_int_equal((int)metric(address, "deadline_cancels_total"), 0);
    assert_true(metric(address, "request_duration_seconds_sum{class=\"probe\"}") < 60);
    close(kept), close(silent);
    http_drain(server);
}

static void test_no_entropy(void **state)
{
    static char answer[1 << 16];
    struct config config;
    char address[64];
    (void)state;
    atomic_store(&no_entropy, true);
    const int before = atomic_load(&asked_for_entropy);
    struct http_server *server = open_server(&config, address);
    assert_true(atomic_load(&asked_for_entropy) > before);
    const int peer = open_peer(address);
    for (int i = 0; i < 3; i++)
        assert_int_equal(ask_on(peer, "/v1/landscape.json?f=risk&samples=30", answer, sizeof answer), 200);
    close(peer);
    http_drain(server);
    atomic_store(&no_entropy, false);
}

/* Reads what the log has written, a write at a time, until there are so many lines or nothing comes for so long. */
static void read_writes(int pipe, int milliseconds, size_t wanted, size_t *lines, size_t *writes)
{
    static char text[4096];
    while (*lines < wanted && poll(&(struct pollfd){.fd = pipe, .events = POLLIN}, 1, milliseconds) == 1) {
        const ssize_t length = read(pipe, text, sizeof text);
        assert_true(length > 0 && text[0] == '{' && text[length - 1] == '\n');
        for (ssize_t i = 0; i < length; i++)
            *lines += text[i] == '\n';
        ++*writes;
    }
}

/* Lines that come one soon after another, as those of requests on one connection, are written far fewer times than there are lines; the last of them
 * is written, though nothing follows. */
static void test_log_gathers_lines(void **state)
{
    enum { LINES = 400 };
    int ends[2];
    (void)state;
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_DIRECT), 0); /* each write is read by itself */
    const int errors = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    assert_true(log_start());
    size_t lines = 0, writes = 0, late = 0; /* late: lines before which the machine did other work for as long as the log waits for more */
    double last = clock_now();
    for (size_t i = 0; i < LINES; i++) {
        struct log_line line;
        const double now = clock_now();
        late += now - last > 0.008;
        last = now;
        log_begin(&line, "test");
        log_end(&line);
        usleep(200);
        read_writes(ends[0], 0, LINES, &lines, &writes);
    }
    read_writes(ends[0], 20000, LINES, &lines, &writes);
    log_stop(10);
    dup2(errors, STDERR_FILENO);
    close(errors), close(ends[0]), close(ends[1]);
    assert_int_equal(lines, LINES);
    assert_true(writes < LINES / 2 + late);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_log_that_nobody_reads), cmocka_unit_test(test_log_gathers_lines),
                                       cmocka_unit_test(test_clock_that_jumps), cmocka_unit_test(test_no_entropy)};
    return cmocka_run_group_tests(tests, start_serving, NULL);
}
