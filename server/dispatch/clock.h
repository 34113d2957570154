/* The time that deadlines and durations are measured by. Answers never see it. */
#ifndef SERVER_CLOCK_H
#define SERVER_CLOCK_H

#include <time.h>

static inline double clock_read(clockid_t id)
{
    struct timespec time;
    clock_gettime(id, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Seconds since some moment in the past. */
static inline double clock_now(void)
{
    return clock_read(CLOCK_MONOTONIC);
}

/* The same to a few milliseconds, at a tenth of the price. */
static inline double clock_about_now(void)
{
    return clock_read(CLOCK_MONOTONIC_COARSE);
}

static inline struct timespec clock_time(double seconds)
{
    return (struct timespec){.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
}

#endif
