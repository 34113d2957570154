#include "study/training_outcome.h"

#include "base/buffer.h"
#include "base/exact.h"
#include "base/number.h"
#include "study/sentence.h"

#include <math.h>

enum { ENDING = 10, LEAST_SEEN = 3, LEAST_FLUCTUATING = 8 }; /* the last of so many parts of the recorded steps; the fewest looked at */
static const double turned_by = 0.1, rested_within = 0.01, unused_from = 0.99, idle_within = 0.1, much_left = 0.5, late = 0.75, halfway = 0.5,
                    rising_from = 0.25, level_from = 0.3, level_to = 0.7;

static const struct {
    const char *name, *words, *clause;
} rows[] = {
    [TRAINING_UNTRAINED] = {"untrained", "untrained", "it is untrained"},
    [TRAINING_DIVERGED] = {"diverged", "diverged", "it diverged"},
    [TRAINING_OVERFITTING] = {"overfitting", "overfitting", "it is overfitting"},
    [TRAINING_STALLED] = {"stalled", "stalled", "it stalled"},
    [TRAINING_UNDERFITTING] = {"underfitting", "underfitting", "it is underfitting"},
    [TRAINING_CONVERGED] = {"converged", "converged", "it converged"},
    [TRAINING_FLUCTUATING] = {"fluctuating", "fluctuating", "it is fluctuating"},
    [TRAINING_OUT_OF_STEPS] = {"out_of_steps", "out of steps", "it ran out of steps"},
};

const char *training_outcome_name(enum training_outcome_kind kind)
{
    return rows[kind].name;
}

const char *training_outcome_words(enum training_outcome_kind kind)
{
    return rows[kind].words;
}

const char *training_outcome_clause(enum training_outcome_kind kind)
{
    return rows[kind].clause;
}

/* The loss of the classes' shares (their entropy), or the targets' mean square around their mean; of the outputs together as the loss has it. */
static double blind_loss(const struct training_plan *plan, size_t number, const struct data_set *set)
{
    const struct loss_kind *loss = plan->losses[number];
    const double n = (double)set->train.count, factor = loss == &loss_half_squared ? 0.5 : 1;
    double counts[DATA_MAX_CLASSES] = {0}, sum = 0;
    for (size_t i = 0; set->classes && i < set->train.count; i++)
        counts[(size_t)set->train.target[i]]++;
    for (size_t k = 0; k < set->classes; k++) {
        const double share = counts[k] / n;
        if (loss->classes)
            sum -= share > 0 ? share * exact_log(share) : 0;
        else
            sum += share * (1 - share) / (double)set->classes;
    }
    if (set->classes)
        return factor * sum;
    double mean = 0;
    bool same = true; /* the mean may be rounded */
    for (size_t i = 1; i < set->train.count; i++)
        same = same && set->train.target[i] == set->train.target[0];
    if (same)
        return 0;
    for (size_t i = 0; i < set->train.count; i++)
        mean += set->train.target[i] / n;
    for (size_t i = 0; i < set->train.count; i++)
        sum += (set->train.target[i] - mean) * (set->train.target[i] - mean) / n;
    return factor * sum;
}

/* The training loss at the end of a course: the first, the least and the greatest over the last steps looked at, and the lowest of all. */
struct tail {
    double first, least, greatest, lowest;
};

static struct tail tail_of(const struct training_course *course)
{
    const double *loss = course->curves[TRAINING_LOSS].middle;
    const size_t last = course->rows - 1;
    struct tail tail = {loss[last], loss[last], loss[last], loss[last]};
    for (size_t i = last + 1; i-- > 0;) {
        tail.lowest = fmin(tail.lowest, loss[i]);
        if (course->step[i] >= late * course->step[last] || i + LEAST_SEEN > last) {
            tail.first = loss[i];
            tail.least = fmin(tail.least, loss[i]);
            tail.greatest = fmax(tail.greatest, loss[i]);
        }
    }
    return tail;
}

/* What a loss has fallen by; see the header. */
static double fall_to(const struct training_course *course, double blind, double loss)
{
    const double start = course->curves[TRAINING_LOSS].middle[0];
    return (blind > 0 ? fmin(start, blind) : start) - loss;
}

static bool rests(const struct training_course *course, double blind)
{
    const struct tail tail = tail_of(course);
    return tail.greatest - tail.least <= rested_within * fall_to(course, blind, tail.lowest) || tail.greatest == tail.least;
}

static bool stalls(const struct training_course *course, double blind)
{
    const struct tail tail = tail_of(course);
    return blind > 0 && tail.least >= unused_from * blind && tail.greatest - tail.least <= idle_within * blind &&
           tail.first - course->curves[TRAINING_LOSS].middle[course->rows - 1] <= (1 - unused_from) * blind;
}

/* The last half of a course's recorded training losses: its rows begin at `first`, those of its second half at `late`. */
struct half {
    size_t first, late;
    double least, greatest, mean; /* the mean of the second half of it */
};

static struct half half_of(const struct training_course *course)
{
    const double *loss = course->curves[TRAINING_LOSS].middle;
    const size_t last = course->rows - 1;
    struct half half = {.least = INFINITY, .greatest = -INFINITY};
    while (course->step[half.first] < halfway * course->step[last])
        half.first++;
    half.late = half.first;
    while (course->step[half.late] < late * course->step[last])
        half.late++;
    for (size_t i = half.first; i <= last; i++) {
        half.least = fmin(half.least, loss[i]);
        half.greatest = fmax(half.greatest, loss[i]);
        half.mean += i >= half.late ? loss[i] / (double)(last + 1 - half.late) : 0;
    }
    return half;
}

static bool fluctuates(const struct training_course *course)
{
    const double *loss = course->curves[TRAINING_LOSS].middle;
    const struct half half = half_of(course);
    size_t rises = 0, below = 0;
    for (size_t i = half.first + 1; i < course->rows; i++)
        rises += loss[i] > loss[i - 1];
    for (size_t i = half.first; i < half.late; i++)
        for (size_t k = half.late; k < course->rows; k++)
            below += loss[k] < loss[i];
    const double steps = (double)(course->rows - 1 - half.first), pairs = (double)((half.late - half.first) * (course->rows - half.late));
    return course->rows - half.first >= LEAST_FLUCTUATING && (double)rises >= rising_from * steps && (double)below >= level_from * pairs &&
           (double)below <= level_to * pairs;
}

/* Where the test loss is least: the first row of it. */
static void find_turn(const struct training_course *course, struct training_outcome *outcome)
{
    const double *loss = course->curves[TRAINING_LOSS].middle, *test = course->curves[TRAINING_TEST_LOSS].middle;
    const size_t last = course->rows - 1;
    const double fall = fall_to(course, outcome->blind, loss[last]);
    outcome->turn = SIZE_MAX;
    if (!test)
        return;
    for (size_t i = 0; i < course->rows; i++)
        if (isfinite(test[i]) && (outcome->turn == SIZE_MAX || test[i] < test[outcome->turn]))
            outcome->turn = i;
    outcome->turned = outcome->turn < last && fall > (1 - unused_from) * outcome->blind;
    for (size_t i = last - last / ENDING; outcome->turned && i <= last; i++)
        outcome->turned = i > outcome->turn && test[i] - test[outcome->turn] > turned_by * fall && loss[i] < loss[outcome->turn];
}

static bool all_stuck(const struct training_course *course, size_t seeds)
{
    bool stuck = true;
    for (size_t seed = 0; seed < seeds; seed++)
        stuck = stuck && course->stops[seed] == STOP_STUCK;
    return stuck;
}

static enum training_outcome_kind kind_of(const struct training_course *course, size_t seeds, const struct training_outcome *outcome)
{
    const double *loss = course->curves[TRAINING_LOSS].middle, end = loss[course->rows - 1];
    const bool stuck = all_stuck(course, seeds), resting = stuck || rests(course, outcome->blind);
    if (2 * course->diverged > seeds || !isfinite(end) || (end > loss[0] && end > outcome->blind))
        return TRAINING_DIVERGED;
    if (course->rows == 1 && !stuck)
        return TRAINING_UNTRAINED;
    if (outcome->turned)
        return TRAINING_OVERFITTING;
    if (stalls(course, outcome->blind))
        return TRAINING_STALLED;
    if (!resting)
        return fluctuates(course) ? TRAINING_FLUCTUATING : TRAINING_OUT_OF_STEPS;
    return outcome->blind > 0 && end > much_left * outcome->blind ? TRAINING_UNDERFITTING : TRAINING_CONVERGED;
}

static void tell_diverged(const struct training_course *course, size_t seeds, struct buffer *text)
{
    const double *loss = course->curves[TRAINING_LOSS].middle;
    const size_t last = course->rows - 1;
    if (2 * course->diverged <= seeds && isfinite(loss[last])) {
        buffer_text(text, "the training loss rose from ");
        sentence_number(text, loss[0]);
        buffer_text(text, " to ");
        sentence_number(text, loss[last]);
    } else if (!course->diverged)
        buffer_text(text, "the training loss overflowed");
    else if (seeds > 1)
        buffer_format(text, "%zu of %zu seeds overflowed", course->diverged, seeds);
    else {
        buffer_text(text, "a number overflowed in step ");
        buffer_count(text, course->steps[0] + 1);
    }
}

static const char *evidence_of(struct arena *arena, const struct training_course *course, size_t seeds, const struct training_outcome *outcome)
{
    struct buffer text = {.arena = arena};
    const double *loss = course->curves[TRAINING_LOSS].middle, *test = course->curves[TRAINING_TEST_LOSS].middle;
    const double end = loss[course->rows - 1];
    switch (outcome->kind) {
    case TRAINING_UNTRAINED:
        return "no steps were taken";
    case TRAINING_DIVERGED:
        tell_diverged(course, seeds, &text);
        break;
    case TRAINING_OVERFITTING: {
        const double values[2] = {test[outcome->turn], test[course->rows - 1]};
        const int digits = number_digits(values, 2, 4);
        if (outcome->turn) {
            buffer_text(&text, "the test loss turned at step ");
            buffer_count(&text, (size_t)course->step[outcome->turn]);
            if (course->step[1] > 1)
                buffer_format(&text, " (recorded every %zu steps)", (size_t)course->step[1]);
            buffer_text(&text, ", from ");
        } else {
            buffer_text(&text, "the test loss was never below that of the start: from ");
        }

        sentence_rounded(&text, values[0], digits);
        buffer_text(&text, " up to ");
        sentence_rounded(&text, values[1], digits);
        buffer_text(&text, outcome->turn ? ", while the training loss went on falling" : ", while the training loss fell");
        break;
    }
    case TRAINING_STALLED:
        buffer_text(&text, "the training loss stays at ");
        sentence_number(&text, end);
        buffer_text(&text, end < outcome->blind ? ", within 1 % of the best constant answer's " : ", no better than the best constant answer's ");
        sentence_number(&text, outcome->blind);
        break;
    case TRAINING_UNDERFITTING:
        buffer_text(&text, "the training loss rests at ");
        sentence_percent(&text, end / outcome->blind);
        buffer_text(&text, " of the best constant answer's");
        break;
    case TRAINING_CONVERGED:
        return all_stuck(course, seeds) ? "the method found no lower training loss" : "the training loss has come to rest";
    case TRAINING_FLUCTUATING: {
        const struct half half = half_of(course);
        const double values[] = {half.least, half.greatest, half.mean};
        const int digits = number_digits(values, 3, 4);
        buffer_text(&text, "the training loss goes up and down, between ");
        sentence_rounded(&text, half.least, digits);
        buffer_text(&text, " and ");
        sentence_rounded(&text, half.greatest, digits);
        buffer_text(&text, ", about a level: its mean over the last quarter of the steps is ");
        sentence_rounded(&text, half.mean, digits);
        break;
    }
    default:
        return "the training loss was still moving";
    }
    return buffer_string(&text);
}

struct training_outcome training_judge(struct arena *arena, const struct training_plan *plan, const struct training_course *course,
                                       const struct data_set *set)
{
    struct training_outcome outcome = {.blind = blind_loss(plan, course->group->set, set)};
    find_turn(course, &outcome);
    outcome.kind = kind_of(course, plan->seeds, &outcome);
    outcome.evidence = evidence_of(arena, course, plan->seeds, &outcome);
    return outcome;
}
