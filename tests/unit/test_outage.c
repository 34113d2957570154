/* A running server to which the system gives no memory for two seconds: every allocation fails, our own and those of the libraries beneath. Each
 * client is answered, refused or closed, none waits for longer than a head may take; and afterwards nothing is lost. */
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

#include "base/memory.h"
#include "server/dispatch/clock.h"
#include "server/http/http.h"
#include "server/http/socket.h"
#include "tests/unit/serving.h"

#include <pthread.h>
#include <sys/socket.h>

/* --- The system --- */

static atomic_bool outage;
static _Thread_local bool spared; /* threads of the test itself */

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/* The C library's own, under their other names. With sanitizers, which have theirs, only what goes through base/memory fails. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

/* Libraries are to find these, though the program's other names are hidden. */
#pragma GCC visibility push(default)

static bool fails(void)
{
    return atomic_load(&outage) && !spared;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}
#pragma GCC visibility pop
#endif

/* --- Clients --- */

enum { CLIENTS = 8, HEAD_SECONDS = 3 };

struct client {
    const char *address;
    int number;
    bool keeps; /* its connection, as long as the server does */
    atomic_bool *over;
    double longest;
    int good, busy, closed;
};

/* What came back: a status, or 0 if the connection ended before. */
static int ask(int peer, int number, bool *open)
{
    static const char *const targets[] = {"/livez", "/v1/landscape.json?f=risk&samples=20", "/v1/landscapes/sphere",
                                          "/v1/point.json?f=himmelblau&at=1,"};
    static _Thread_local char answer[1 << 16];
    char head[256];
    const int length = snprintf(head, sizeof head, "GET %s%s HTTP/1.1\r\nHost: a\r\n\r\n", targets[number % 4], number % 4 == 3 ? "2" : "");
    size_t used = 0;
    *open = false;
    if (send(peer, head, (size_t)length, MSG_NOSIGNAL) != length)
        return 0;
    for (;;) {
        const ssize_t count = recv(peer, answer + used, sizeof answer - 1 - used, 0);
        if (count <= 0)
            return 0;
        used += (size_t)count;
        answer[used] = 0;
        const char *body = strstr(answer, "\r\n\r\n"), *bytes = strstr(answer, "Content-Length: ");
        if (body && bytes && used >= (size_t)(body + 4 - answer) + strtoul(bytes + 16, NULL, 10)) {
            *open = !strstr(answer, "Connection: close");
            return atoi(answer + 9);
        }
    }
}

static void *be_client(void *context)
{
    struct client *client = context;
    int peer = -1;
    spared = true;
    for (int i = client->number; !atomic_load(client->over); i++) {
        struct error error = {0};
        bool open;
        const double start = clock_now();
        peer = peer >= 0 ? peer : socket_connect(client->address, 60, &error);
        const int status = peer >= 0 ? ask(peer, i, &open) : 0;
        const double waited = clock_now() - start;
        client->longest = waited > client->longest ? waited : client->longest;
        client->good += status == 200;
        client->busy += status == 503;
        client->closed += status == 0;
        if (peer >= 0 && !(status && open && client->keeps)) {
            close(peer);
            peer = -1;
        }
        usleep(2000);
    }
    if (peer >= 0)
        close(peer);
    return NULL;
}

static double metric(const char *address, const char *name)
{
    static char page[1 << 17];
    struct error error = {0};
    char line[128];
    size_t used = 0;
    const int peer = socket_connect(address, 60, &error);
    assert_true(peer >= 0);
    static const char head[] = "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assert_int_equal(write(peer, head, sizeof head - 1), sizeof head - 1);
    for (ssize_t count; (count = read(peer, page + used, sizeof page - 1 - used)) > 0;)
        used += (size_t)count;
    page[used] = 0;
    close(peer);
    snprintf(line, sizeof line, "\nlandscaped_%s ", name);
    const char *found = strstr(page, line);
    return found ? atof(found + strlen(line)) : -1;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/* Else nothing of what follows would be tried in libraries. */
static void test_libraries_run_out(void **state)
{
    (void)state;
    atomic_store(&outage, true);
    char *copy = strdup("by the C library");
    atomic_store(&outage, false);
    assert_null(copy);
}
#endif

static void test_outage(void **state)
{
    (void)state;
    struct config config;
    struct error error = {0};
    char name[] = "landscaped", *arguments[] = {name, NULL}, address[64];
    int count = 1;
    spared = true;
    assert_true(config_read(&config, &count, arguments, &error));
    config.listen = "127.0.0.1:0";
    config.log_requests = 0;
    config.threads = 2;
    config.cache_bytes = 0;
    config.head_seconds = HEAD_SECONDS;
    struct http_server *server = http_start(&config, &error);
    assert_non_null(server);
    http_address(server, address, sizeof address);

    atomic_bool over = false;
    struct client clients[CLIENTS];
    pthread_t threads[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.address = address, .number = i, .keeps = i % 2, .over = &over};
        assert_int_equal(pthread_create(&threads[i], NULL, be_client, &clients[i]), 0);
    }
    usleep(300000);
    const size_t limit = memory_limit();
    memory_set_limit(1);
    atomic_store(&outage, true);
    sleep(2);
    atomic_store(&outage, false);
    memory_set_limit(limit);
    usleep(300000);
    atomic_store(&over, true);
    int good = 0, failed = 0;
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(threads[i], NULL);
        if (clients[i].longest > HEAD_SECONDS + 20)
            fail_msg("client %d waited for %g seconds", i, clients[i].longest);
        good += clients[i].good;
        failed += clients[i].busy + clients[i].closed;
    }
    assert_true(good > 0 && failed > 0);

    /* Everything is as it was. */
    for (int i = 0; i < 40; i++) {
        bool open;
        const int peer = socket_connect(address, 60, &error);
        assert_true(peer >= 0);
        assert_int_equal(ask(peer, i, &open), 200);
        close(peer);
    }
    for (int waits = 0; waits < 500 && metric(address, "connections") > 1; waits++)
        usleep(20000);
    assert_int_equal((int)metric(address, "connections"), 1);
    assert_int_equal((int)metric(address, "requests_in_flight"), 1);
    assert_int_equal((int)metric(address, "unsent_bytes"), 0);
    const double start = clock_now();
    http_drain(server);
    assert_true(clock_now() - start < 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        cmocka_unit_test(test_libraries_run_out),
#endif
        cmocka_unit_test(test_outage),
    };
    return cmocka_run_group_tests(tests, start_serving, NULL);
}
