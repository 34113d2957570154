/* The settings, by flag and by environment: for every row of the program's table, what is taken and what is refused, by its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/http/config.h"
#include "server/http/socket.h"

/* A setting without a row here fails. What every number refuses stands below, once. */
static const struct {
    const char *name;
    const char *good[8], *bad[24];
} cases[] = {
    {"listen",
     {"127.0.0.1:8080", ":80", "[::]:0", "[2001:db8::1]:65535", "[fe80::1%eth0]:1", "[::ffff:1.2.3.4]:80", "localhost:8080", "a-b.c_d:1"},
     {"127.0.0.1:65536",
      "127.0.0.1:99999999999999999999",
      "127.0.0.1",
      "127.0.0.1:",
      "127.0.0.1:-1",
      "127.0.0.1:+80",
      "127.0.0.1: 80",
      "127.0.0.1:80x",
      "127.0.0.1:http",
      "127.0.0.1:0x50",
      "256.0.0.1:80",
      "1.2.3:80",
      "1.2.3.4.5:80",
      "0x7f000001:80",
      "8080",
      "::1:8080",
      "[::1]",
      "[::1:8080",
      "[127.0.0.1]:80",
      "[::g]:80",
      "[::1%]:80",
      "a b:80",
      "http://a:80",
      "[]:80"}},
    {"max-cost", {"1", "5e9", "2.5e3"}, {"0.5", "1e16", "5e9ops"}},
    {"max-pixels", {"1", "25e6", "1000000000"}, {"25e9", "25Mpx"}},
    {"max-target", {"64", "1048576"}, {"63", "1048577", "44KiB"}},
    {"max-body", {"1024", "1048576", "67108864"}, {"1023", "1MiB", "67108865"}},
    {"max-memory", {"1048576", "268435456", "1e12"}, {"1048575", "256M", "256MiB", "1e13"}},
    {"max-response", {"1024", "1e9"}, {"1023", "64MB"}},
    {"deadline", {"0.01", "20", "3600", ".5", "20."}, {"20s", "20000ms", "1h", "0.001"}},
    {"cache-bytes", {"0", "67108864"}, {"64m", "0.1"}},
    {"threads", {"0", "1", "1024"}, {"0.5", "1.5", "1025", "auto", "2x"}},
    {"queue", {"1", "256"}, {"many", "1e-3"}},
    {"max-connections", {"1", "1e4"}, {"10k"}},
    {"max-per-address", {"128"}, {"128/s"}},
    {"queue-per-address", {"32"}, {"32 requests"}},
    {"limit-local", {"0", "1"}, {"true", "yes", "0.5", "2"}},
    {"public-url",
     {"auto", "https://figures.example.org", "http://localhost:8080", "https://a.org/", "http://[2001:db8::1]:65535", "HTTPS://A.example",
      "http://1.2.3.4"},
     {"figures.example.org",
      "//a.org",
      "ftp://a.org",
      "https:/a.org",
      "https://",
      "https:///",
      "https://:80",
      "https://a.org:",
      "https://a.org:0",
      "https://a.org:65536",
      "https://a.org:99999999999",
      "https://a.org:8a",
      "https://a.org:-1",
      "https://a.org/b",
      "https://a.org?b",
      "https://a.org#b",
      "https://u@a.org",
      "https://a b.org",
      "https://a.org\"",
      "https://<a>",
      "https://[::1",
      "https://[]",
      "https://é.org",
      "https://a.org//"}},
    {"trusted-proxies",
     {"", "none", "10.0.0.0/8", "10.0.0.0/8, fd00::/8", "192.0.2.1,::1", "::ffff:10.0.0.0/104"},
     {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "fd00::/129", "10.0.0/8", "proxy.example", "10.0.0.0/8,", ",", "10.0.0.0/8;::1"}},
    {"max-unsent", {"1024", "201326592"}, {"1023", "192MiB"}},
    {"unsent-per-address", {"1024", "1e9"}, {"96M", "-1"}},
    {"head-timeout", {"0.1", "15"}, {"15s", "0.05"}},
    {"idle-timeout", {"75", "3600"}, {"75 s", "75,5"}},
    {"send-timeout", {"120", "86400"}, {"2min", "86401"}},
    {"drain-delay", {"0", "2.5"}, {"5s"}},
    {"drain-timeout", {"30"}, {"0"}},
    {"log-requests", {"0", "1"}, {"on", "10"}},
    {"simd", {"auto", "sse2", "avx512"}, {"AVX", "avx2", "sse", "auto "}},
    {"data", {"none", "/data", "data", "a b"}, {""}},
    {"fonts", {"/usr/share/fonts", "fonts"}, {""}},
};

static const char *const no_numbers[] = {"",         " ",
                                         "x",        "-",
                                         "+",        ".",
                                         "e",        "1e",
                                         "1e+",      "e5",
                                         "1x",       "1 x",
                                         " 1",       "1 ",
                                         "1\n",      "1,5",
                                         "1_0",      "1'0",
                                         "--",       "+1",
                                         "-1",       "-0",
                                         "-0.0",     "0x10",
                                         "0b1",      "inf",
                                         "nan",      "infinity",
                                         "1..2",     "1.2.3",
                                         "1e5.5",    "1e999",
                                         "0x1p3",    "1d",
                                         "1f",       "1L",
                                         "\xd9\xa1", "99999999999999999999999999"};

struct command_line {
    char text[256], *argv[16];
    int argc;
};

static void split(struct command_line *line, const char *text)
{
    strcpy(line->text, text);
    line->argc = 0;
    for (char *word = strtok(line->text, " "); word; word = strtok(NULL, " "))
        line->argv[line->argc++] = word;
}

static bool read_flags(struct config *config, struct command_line *line, const char *text)
{
    struct error error = {0};
    split(line, text);
    const bool read = config_read(config, &line->argc, line->argv, &error);
    assert_int_equal(read, !error.detail[0]);
    return read;
}

/* Sets one value, by its flag or by its variable; what is said of it stands in `error`. */
static bool set(struct config *config, const struct setting *setting, const char *value, bool by_flag, struct error *error)
{
    char program[] = "landscaped", flag[512], *argv[] = {program, flag, NULL};
    int argc = by_flag ? 2 : 1;
    *error = (struct error){0};
    snprintf(flag, sizeof flag, "--%s=%s", setting->name, value);
    if (!by_flag)
        setenv(setting->environment, value, 1);
    const bool read = config_read(config, &argc, argv, error);
    unsetenv(setting->environment);
    return read;
}

static void expect_good(const struct setting *setting, const char *value)
{
    for (int by_flag = 0; by_flag < 2; by_flag++) {
        struct config config;
        struct error error;
        if (!set(&config, setting, value, by_flag, &error))
            fail_msg("%s: '%s' is refused: %s", setting->name, value, error.detail);
        const char *field = (const char *)&config + setting->offset, *text;
        double number;
        memcpy(&text, field, sizeof text);
        memcpy(&number, field, sizeof number);
        if (setting->kind == SETTING_TEXT ? strcmp(text, value) != 0 : number != atof(value))
            fail_msg("%s: '%s' is read as something else", setting->name, value);
    }
}

static void expect_bad(const struct setting *setting, const char *value)
{
    for (int by_flag = 0; by_flag < 2; by_flag++) {
        char source[128];
        struct config config;
        struct error error;
        snprintf(source, sizeof source, "%s%s", by_flag ? "--" : "", by_flag ? setting->name : setting->environment);
        if (set(&config, setting, value, by_flag, &error))
            fail_msg("%s takes '%s'", source, value);
        if (strncmp(error.detail, source, strlen(source)) != 0 || !strstr(error.detail, value))
            fail_msg("%s, '%s' is refused without their names: %s", source, value, error.detail);
    }
}

static void expect_bounds(const struct setting *setting)
{
    char text[64];
    snprintf(text, sizeof text, "%.17g", setting->min);
    expect_good(setting, text);
    snprintf(text, sizeof text, "%.17g", setting->max);
    expect_good(setting, text);
    snprintf(text, sizeof text, "%.17g", setting->max * 1.001 + 1);
    expect_bad(setting, text);
    if (setting->min > 0) {
        snprintf(text, sizeof text, "%.17g", setting->min * 0.999);
        expect_bad(setting, text);
    }
    if (setting->kind == SETTING_WHOLE) {
        snprintf(text, sizeof text, "%.17g", setting->min + 0.5);
        expect_bad(setting, text);
    }
}

static void test_every_setting(void **state)
{
    (void)state;
    for (size_t i = 0; i < config_setting_count; i++) {
        const struct setting *setting = &config_settings[i];
        size_t k = 0;
        while (k < sizeof cases / sizeof *cases && strcmp(cases[k].name, setting->name) != 0)
            k++;
        if (k == sizeof cases / sizeof *cases)
            fail_msg("--%s has no cases here", setting->name);
        expect_good(setting, setting->initial);
        for (size_t j = 0; j < 8 && cases[k].good[j]; j++)
            expect_good(setting, cases[k].good[j]);
        for (size_t j = 0; j < 24 && cases[k].bad[j]; j++)
            expect_bad(setting, cases[k].bad[j]);
        if (setting->kind == SETTING_TEXT)
            continue;
        expect_bounds(setting);
        for (size_t j = 0; j < sizeof no_numbers / sizeof *no_numbers; j++)
            expect_bad(setting, no_numbers[j]);
    }
    assert_int_equal(config_setting_count, sizeof cases / sizeof *cases);
}

/* What was meant is said, where it is known. */
static void test_repairs(void **state)
{
    static const char *const rows[][3] = {{"max-memory", "256MiB", "write 268435456"},
                                          {"max-memory", "256 mb", "write 268435456"},
                                          {"deadline", "20s", "write 20"},
                                          {"deadline", "500ms", "write 0.5"},
                                          {"idle-timeout", "2 min", "write 120"},
                                          {"threads", "0.5", "whole number of threads from 0 to 1024"},
                                          {"listen", "::1:80", "[::1]"},
                                          {"listen", "a:65536", "65535"},
                                          {"simd", "avx2", "avx512"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < config_setting_count; k++) {
            struct config config;
            struct error error;
            if (strcmp(config_settings[k].name, rows[i][0]) != 0)
                continue;
            assert_false(set(&config, &config_settings[k], rows[i][1], true, &error));
            if (!strstr(error.detail, rows[i][2]))
                fail_msg("%s", error.detail);
        }
}

/* Flags before the environment before what is built in; what is no flag is left. */
static void test_precedence(void **state)
{
    static const char *const refused[] = {"landscaped --queue", "landscaped --threads 0.5", "landscaped --threads -1"};
    (void)state;
    struct config config;
    struct command_line line;
    assert_true(read_flags(&config, &line, "landscaped serve --queue 7 --listen=[::]:1 -o x"));
    assert_int_equal(line.argc, 4);
    assert_string_equal(line.argv[1], "serve");
    assert_string_equal(line.argv[3], "x");
    assert_string_equal(config.listen, "[::]:1");
    assert_true(config.queue == 7 && config.pixels == 25e6);

    setenv("LANDSCAPED_QUEUE", "9", 1);
    assert_true(read_flags(&config, &line, "landscaped"));
    assert_true(config.queue == 9);
    assert_true(read_flags(&config, &line, "landscaped --queue=5"));
    assert_true(config.queue == 5);
    unsetenv("LANDSCAPED_QUEUE");
    assert_true(read_flags(&config, &line, "landscaped --quue=1 --")); /* which no verb has */
    assert_int_equal(line.argc, 3);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_false(read_flags(&config, &line, refused[i]));
}

/* What is an address is listened on, whatever its form, and answers to its name. */
static void test_listening(void **state)
{
    static const char *const addresses[] = {"127.0.0.1:0", ":0", "[::1]:0", "[::]:0", "[::ffff:127.0.0.1]:0", "localhost:0"};
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        struct error error = {0};
        char name[64];
        assert_null(socket_address_fault(addresses[i]));
        const int listener = socket_listen(addresses[i], &error);
        if (listener < 0 && (strstr(error.detail, "Cannot assign") || strstr(error.detail, "not supported")))
            continue; /* a machine without IPv6 */
        assert_true(listener >= 0);
        socket_name(listener, name, sizeof name);
        assert_null(socket_address_fault(name));
        /* A port that is taken is refused, by its name. */
        assert_int_equal(socket_listen(name, &error), -1);
        assert_non_null(strstr(error.detail, name));
        /* Whoever listens on all addresses is found by either family. */
        if (!strcmp(addresses[i], ":0") || !strcmp(addresses[i], "[::]:0")) {
            char four[64];
            snprintf(four, sizeof four, "127.0.0.1%s", strrchr(name, ':'));
            error = (struct error){0};
            const int peer = socket_connect(four, 5, &error);
            assert_true(peer >= 0);
            close(peer);
        }
        close(listener);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_setting), cmocka_unit_test(test_repairs), cmocka_unit_test(test_precedence),
                                       cmocka_unit_test(test_listening)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
