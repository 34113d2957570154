/* Learning-rate schedules: the rate of each step as a formula. A row each; every method takes any of them. */
#ifndef OPTIMIZE_SCHEDULE_H
#define OPTIMIZE_SCHEDULE_H

#include "expression/call.h"

/* The options all schedules begin with. A warm-up rises linearly to the base rate, and only then does the schedule start. */
enum { SCHEDULE_BASE_LR, SCHEDULE_WARMUP_STEPS, SCHEDULE_WARMUP_BEGIN_LR, SCHEDULE_OWN };

struct schedule {
    struct callable callable;
    const char *title;
    const char *rule, *tex; /* the rate of step t, counted from 0 */
    const char *source;
    /* The rate of step t when the base rate is `base` and `steps` are to be taken; both without the warm-up. */
    double (*rate)(const struct call *call, double base, double steps, double t);
    /* The same in Python, for programs that compute a figure (study/script.h): the body of a function of t, steps, base_lr, warmup_steps and the options, each by
     * its name (a Python keyword with _ behind it); options without a default are None where they are not given, choices are strings, lists lists,
     * schedules pairs of one and its options. It returns the rate, and may use np (NumPy), half_cosine(high, low, part), and
     * rate_of(schedule, t, steps, lr, **options), which is that of another with its warm-up. Lines end in \n and are not indented. Null: there is none, and
     * figures with this schedule have no program. */
    const char *python;
};

extern const struct schedule schedules[];
extern const size_t schedule_count;

/* The table of schedules as calls are read by. */
const struct callable *schedule_at(size_t index);

/* The schedule a call of that table is of. */
const struct schedule *schedule_of(const struct call *call);

/* The base rate: the call's base_lr, if given, else `base`. */
double schedule_base(const struct call *call, double base);

/* rates[t] for t < count: the rate of step t when `steps` are to be taken, from schedule_base. Never negative or
 * not-a-number. */
void schedule_rates(const struct call *call, double base, size_t steps, double *rates, size_t count);

#endif
