/* A running server whose memory fails, one allocation after another, in whichever of its threads that is. Every request is answered, whole:
 * as usual or by a 503; and the next one as if nothing had been. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "server/http/http.h"
#include "server/http/socket.h"
#include "tests/unit/serving.h"

enum { ANSWER_BYTES = 1 << 20 };

struct answer {
    int status;
    size_t length; /* of the body */
    const char *body;
    char bytes[ANSWER_BYTES];
};

/* Reads until the connection ends: the whole answer or nothing. */
static void read_answer(int peer, bool has_body, struct answer *answer)
{
    size_t used = 0;
    ssize_t count;
    while ((count = read(peer, answer->bytes + used, ANSWER_BYTES - 1 - used)) > 0)
        used += (size_t)count;
    answer->bytes[used] = 0;
    const char *body = strstr(answer->bytes, "\r\n\r\n"), *length = strstr(answer->bytes, "Content-Length: ");
    answer->status = 0;
    if (count < 0 || !body || strncmp(answer->bytes, "HTTP/1.1 ", 9) != 0)
        return;
    answer->body = body + 4;
    answer->length = has_body && length ? strtoul(length + strlen("Content-Length: "), NULL, 10) : 0;
    if (answer->bytes + used == answer->body + answer->length)
        answer->status = atoi(answer->bytes + 9);
}

/* One request on a connection of its own. */
static void ask(const char *address, const char *head, struct answer *answer)
{
    struct error error = {0};
    const int peer = socket_connect(address, 20, &error);
    assert_true(peer >= 0);
    assert_int_equal(write(peer, head, strlen(head)), strlen(head));
    read_answer(peer, strncmp(head, "HEAD", 4) != 0, answer);
    close(peer);
}

static struct config quiet_config(void)
{
    struct config config;
    struct error error = {0};
    char name[] = "landscaped", *arguments[] = {name, NULL};
    int count = 1;
    assert_true(config_read(&config, &count, arguments, &error));
    config.listen = "127.0.0.1:0";
    config.log_requests = 0;
    config.threads = 2;
    return config;
}

/* What changes from one answer to the next is not compared: the figures of /metrics, the number of a request. */
static const struct {
    const char *line, *fields;
    bool varies;
} requests[] = {
    {"GET /livez", "", false},
    {"GET /metrics", "", true},
    {"GET /", "Accept-Encoding: gzip\r\n", false},
    {"HEAD /v1", "", false},
    {"OPTIONS /v1/landscape.png", "", false},
    {"POST /livez", "Content-Length: 3\r\n", true},
    {"POST /v1/landscape.json?f=risk", "Content-Type: application/json\r\nContent-Length: 16\r\n", false},
    {"POST /v1/landscape.json?f=risk", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n", false},
    {"POST /v1/landscape.json?f=risk", "Content-Type: text/plain\r\nContent-Length: 3\r\n", true},
    {"GET /nowhere", "", true},
    {"GET /%zz", "", true},
    {"GET /livez", "Host: b\r\n", true},
    {"GET /v1/landscapes/sphere", "", false},
    {"GET /v1/landscape.json?f=risk&samples=20", "", false},
    {"GET /v1/landscape.json?f=risk&samples=20", "Accept-Encoding: gzip\r\n", false},
    {"GET /v1/landscape.json?f=rsik", "", true},
    {"GET /v1/figures/risk.png", "", false},
    {"GET /v1/descent.svg?f=himmelblau&start=0,0&steps=20", "", false},
};

static void survive(const char *address, size_t index, struct answer *usual, struct answer *answer)
{
    char head[512];
    snprintf(head, sizeof head, "%s HTTP/1.1\r\nHost: a\r\n%s%sConnection: close\r\n\r\n", requests[index].line, requests[index].fields,
             strchr(requests[index].line, '?') ? "X-Request-Id: one\r\n" : "");
    if (!strncmp(head, "POST", 4))
        strcat(head, strstr(head, "json\r") ? "{\"samples\":\"20\"}" : strstr(head, "form") ? "samples=20" : "abc");
    ask(address, head, usual);
    assert_true(usual->status);
    bool failed = true, refused = false;
    for (long allowed = 0; failed; allowed++) {
        assert_true(allowed < 2000);
        memory_fail_anywhere_after(allowed);
        ask(address, head, answer);
        failed = memory_has_failed_anywhere();
        memory_fail_anywhere_after(-1);
        if (answer->status != 503 && answer->status != usual->status)
            print_error("%s, allocation %ld: %d\n%.300s\n", requests[index].line, allowed, answer->status, answer->bytes);
        assert_true(answer->status == 503 || answer->status == usual->status);
        refused = refused || answer->status == 503;
    }
    assert_true(refused);
    ask(address, head, answer);
    assert_int_equal(answer->status, usual->status);
    assert_true(requests[index].varies || (answer->length == usual->length && !memcmp(answer->body, usual->body, usual->length)));
}

/* Answers that are kept, and answers that are made anew each time. */
static void test_requests(void **state)
{
    (void)state;
    struct answer *answers = calloc(2, sizeof *answers);
    assert_non_null(answers);
    for (int cached = 0; cached < 2; cached++) {
        struct config config = quiet_config();
        config.cache_bytes = cached ? 1 << 20 : 0;
        struct error error = {0};
        struct http_server *server = http_start(&config, &error);
        char address[64];
        assert_non_null(server);
        http_address(server, address, sizeof address);
        for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
            survive(address, i, &answers[0], &answers[1]);
        http_drain(server);
    }
    free(answers);
}

/* A server that cannot be had is refused with a sentence. */
static void test_start(void **state)
{
    (void)state;
    const struct config config = quiet_config();
    bool failed = true;
    for (long allowed = 0; failed; allowed++) {
        struct error error = {0};
        assert_true(allowed < 200);
        memory_fail_anywhere_after(allowed);
        struct http_server *server = http_start(&config, &error);
        failed = memory_has_failed_anywhere();
        memory_fail_anywhere_after(-1);
        assert_true(server || error.detail[0]);
        assert_true(failed || server);
        if (server)
            http_drain(server);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_requests), cmocka_unit_test(test_start)};
    return cmocka_run_group_tests(tests, start_serving, NULL);
}
