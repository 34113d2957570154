/* A container sees its own control group as the root, or the path of the host without the folder: so each folder above is looked at, too, and
 * what is not there grants everything. */
#include "server/http/processors.h"

#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PATH = 4096 };

/* The numbers that a file begins with; false if there are fewer ("max 100000" has none). */
static bool read_numbers(const char *folder, const char *file, double *first, double *second)
{
    char path[MAX_PATH], line[128] = "", *end = line;
    if (snprintf(path, sizeof path, "%s/%s", folder, file) >= (int)sizeof path)
        return false;
    FILE *stream = fopen(path, "r");
    if (!stream)
        return false;
    const bool read = fgets(line, sizeof line, stream);
    fclose(stream);
    *first = strtod(line, &end);
    if (!read || end == line)
        return false;
    if (second) {
        const char *start = end;
        *second = strtod(start, &end);
        return end != start;
    }
    return true;
}

/* Processors that a folder's quota is worth; infinite without one. */
static double quota_of(const char *folder)
{
    double quota, period;
    const bool two = read_numbers(folder, "cpu.max", &quota, &period);
    const bool one = !two && read_numbers(folder, "cpu.cfs_quota_us", &quota, NULL) && read_numbers(folder, "cpu.cfs_period_us", &period, NULL);
    return (one || two) && quota > 0 && period > 0 ? quota / period : INFINITY;
}

/* Of a group and all above it, below `mount`. */
static double least_quota(const char *mount, const char *group)
{
    char folder[MAX_PATH];
    const size_t root = strlen(mount);
    double least = INFINITY;
    if (snprintf(folder, sizeof folder, "%s%s", mount, group) >= (int)sizeof folder)
        return INFINITY;
    for (char *end = folder + strlen(folder); end; end = strrchr(folder + root, '/')) {
        *end = 0;
        least = fmin(least, quota_of(folder));
    }
    return least;
}

/* Whether a comma-separated list of controllers names "cpu". */
static bool names_cpu(const char *controllers)
{
    for (const char *at = controllers; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (!strncmp(at, "cpu", 3) && (!at[3] || at[3] == ','))
            return true;
    return false;
}

/* Lines of /proc/self/cgroup are "0::/group" in version 2, "4:cpu,cpuacct:/group" in version 1. */
static double quota_of_line(const char *root, char *line)
{
    char mount[MAX_PATH / 2];
    char *controllers = strchr(line, ':'), *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group)
        return INFINITY;
    *group++ = 0;
    group[strcspn(group, "\n")] = 0;
    controllers++;
    if (*controllers && !names_cpu(controllers))
        return INFINITY;
    snprintf(mount, sizeof mount, "%s/sys/fs/cgroup", root);
    double least = *controllers ? INFINITY : least_quota(mount, group);
    if (*controllers) {
        snprintf(mount, sizeof mount, "%s/sys/fs/cgroup/%.200s", root, controllers);
        least = least_quota(mount, group);
        snprintf(mount, sizeof mount, "%s/sys/fs/cgroup/cpu", root);
        least = fmin(least, least_quota(mount, group));
    }
    return least;
}

static double allowed_by_groups(const char *root)
{
    char path[MAX_PATH], line[MAX_PATH];
    double least = INFINITY;
    if (snprintf(path, sizeof path, "%s/proc/self/cgroup", root) >= (int)sizeof path)
        return INFINITY;
    FILE *stream = fopen(path, "r");
    if (!stream)
        return INFINITY;
    while (fgets(line, sizeof line, stream))
        least = fmin(least, quota_of_line(root, line));
    fclose(stream);
    return least;
}

size_t processors_granted(const char *root)
{
    /* The call fails where there are more processors than fit into the set; they then count as many as fit. */
    cpu_set_t set;
    const double allowed = !sched_getaffinity(0, sizeof set, &set) ? CPU_COUNT(&set) : CPU_SETSIZE;
    return (size_t)fmax(1, fmin(allowed, ceil(allowed_by_groups(root))));
}
