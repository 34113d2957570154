/* The processors that are granted: by control groups of both versions, made of files here, and by affinity. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/http/processors.h"

#include <ftw.h>
#include <sched.h>
#include <sys/stat.h>

static void write_file(const char *root, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", root, name);
    for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = 0;
        mkdir(path, 0700);
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

/* What is granted where there are enough processors; 0: as many as there are. */
static const struct {
    const char *files[6][2];
    size_t granted;
} rows[] = {
    {{{NULL, NULL}}, 0},
    {{{"proc/self/cgroup", "0::/\n"}}, 0},
    {{{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", "100000 100000\n"}}, 1},
    {{{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", "50000 100000\n"}}, 1},
    {{{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", "150000 100000\n"}}, 2},
    {{{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", "200000 100000\n"}}, 2},
    {{{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", "max 100000\n"}}, 0},
    {{{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", "0 100000\n"}}, 0},
    {{{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", "rubbish\n"}}, 0},
    {{{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", ""}}, 0},
    {{{"proc/self/cgroup", "nonsense\n\n:\n0:\n"}, {"sys/fs/cgroup/cpu.max", "100000 100000\n"}}, 0},
    /* The least of a group and of those above it. */
    {{{"proc/self/cgroup", "0::/a/b\n"}, {"sys/fs/cgroup/a/b/cpu.max", "100000 100000\n"}}, 1},
    {{{"proc/self/cgroup", "0::/a/b\n"}, {"sys/fs/cgroup/a/cpu.max", "100000 100000\n"}, {"sys/fs/cgroup/a/b/cpu.max", "800000 100000\n"}}, 1},
    {{{"proc/self/cgroup", "0::/a/b\n"}, {"sys/fs/cgroup/a/c/cpu.max", "100000 100000\n"}}, 0},
    /* The host's path, of which the container sees the end only. */
    {{{"proc/self/cgroup", "0::/system.slice/docker-1.scope\n"}, {"sys/fs/cgroup/cpu.max", "100000 100000\n"}}, 1},
    /* Version 1, under its own name and the usual link. */
    {{{"proc/self/cgroup", "5:memory:/a\n4:cpu,cpuacct:/a\n0::/\n"},
      {"sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "100000\n"},
      {"sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n"}},
     1},
    {{{"proc/self/cgroup", "4:cpuacct,cpu:/a\n"},
      {"sys/fs/cgroup/cpu/cpu.cfs_quota_us", "30000\n"},
      {"sys/fs/cgroup/cpu/cpu.cfs_period_us", "20000\n"}},
     2},
    {{{"proc/self/cgroup", "4:cpu:/a\n"}, {"sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "-1\n"}, {"sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n"}},
     0},
    {{{"proc/self/cgroup", "4:cpuset:/a\n"}, {"sys/fs/cgroup/cpuset/a/cpu.cfs_quota_us", "1\n"}, {"sys/fs/cgroup/cpuset/a/cpu.cfs_period_us", "1\n"}},
     0},
};

static size_t online(void)
{
    cpu_set_t set;
    assert_int_equal(sched_getaffinity(0, sizeof set, &set), 0);
    return (size_t)CPU_COUNT(&set);
}

static void test_groups(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char root[] = "/tmp/landscaped-processors-XXXXXX";
        assert_non_null(mkdtemp(root));
        for (size_t k = 0; k < 6 && rows[i].files[k][0]; k++)
            write_file(root, rows[i].files[k][0], rows[i].files[k][1]);
        const size_t granted = processors_granted(root), expected = rows[i].granted && rows[i].granted < online() ? rows[i].granted : online();
        nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
        if (granted != expected)
            fail_msg("row %zu: %zu, not %zu", i, granted, expected);
    }
    assert_in_range(processors_granted(""), 1, online());
}

static void test_affinity(void **state)
{
    cpu_set_t all, one;
    (void)state;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    CPU_ZERO(&one);
    for (size_t i = 0; i < CPU_SETSIZE && !CPU_COUNT(&one); i++)
        if (CPU_ISSET(i, &all))
            CPU_SET(i, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(processors_granted("/nonexistent"), 1);
    sched_setaffinity(0, sizeof all, &all);
    assert_int_equal(processors_granted("/nonexistent"), CPU_COUNT(&all));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_groups), cmocka_unit_test(test_affinity)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
