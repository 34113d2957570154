/* How many processors the system grants: not how many there are, but what affinity and control groups leave of them. */
#ifndef SERVER_PROCESSORS_H
#define SERVER_PROCESSORS_H

#include <stddef.h>

/* The least of the processors that the calling thread may run on (cpusets are part of that) and the quotas of its control group and all above
 * it, of version 1 or 2, parts of a processor counting as one. At least 1. `root` is where the system's /proc and /sys are: "" but in tests. */
size_t processors_granted(const char *root);

#endif
