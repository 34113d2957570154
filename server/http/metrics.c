/* Counts are atomic and read without a lock: a page of them is of about one moment. What has never happened has no line. */
#include "server/http/metrics.h"

#include "base/heap.h"
#include "base/memory.h"
#include "server/http/log.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static const int statuses[] = {200, 204, 304, 400, 404, 405, 406, 414, 422, 429, 431, 500, 501, 503, 0}; /* 0: any other */
enum { STATUS_COUNT = sizeof statuses / sizeof *statuses };

static const double bounds[] = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
enum { BOUND_COUNT = sizeof bounds / sizeof *bounds };

static const char *const class_names[ROUTE_CLASS_COUNT] = {"probe", "page", "list", "study", "none"};

struct histogram {
    atomic_ullong counts[BOUND_COUNT + 1]; /* the last: beyond all bounds */
    atomic_ullong nanoseconds;
};

/* Of one study in one format. */
struct answers {
    atomic_ullong answered, failed, computed; /* failed: with a status from 400 on */
    atomic_ullong nanoseconds, operations;    /* of those that were computed: how long they took, and their declared cost */
};

struct metrics {
    struct histogram histograms[ROUTE_CLASS_COUNT];
    atomic_ullong bytes;
    struct answers *answers;                /* by study and format, behind the requests */
    atomic_ullong requests[][STATUS_COUNT]; /* by route, the last for paths that fit none */
};

struct metrics *metrics_create(void)
{
    const size_t size = sizeof(struct metrics) + (service_route_count + 1) * STATUS_COUNT * sizeof(atomic_ullong);
    const size_t answers = service_question_count() * sizeof(struct answers);
    struct metrics *metrics = memory_allocate(size + answers);
    if (!metrics)
        return NULL;
    memset(metrics, 0, size + answers);
    metrics->answers = (struct answers *)((char *)metrics + size);
    return metrics;
}

void metrics_destroy(struct metrics *metrics)
{
    memory_free(metrics);
}

static void add(atomic_ullong *count, unsigned long long more)
{
    atomic_fetch_add_explicit(count, more, memory_order_relaxed);
}

static unsigned long long load(const atomic_ullong *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

static void count_answer(struct metrics *metrics, const struct response *answer, bool computed, double seconds)
{
    struct answers *answers = &metrics->answers[answer->question - 1];
    add(answer->status < 400 ? &answers->answered : &answers->failed, 1);
    if (!computed)
        return;
    add(&answers->computed, 1);
    add(&answers->nanoseconds, (unsigned long long)(seconds * 1e9));
    add(&answers->operations, (unsigned long long)answer->cost);
}

void metrics_count_request(struct metrics *metrics, const struct response *answer, bool computed, double seconds, size_t bytes)
{
    const size_t route = answer ? answer->route : service_route_count;
    const int status = answer ? answer->status : 400;
    if (answer && answer->question)
        count_answer(metrics, answer, computed, seconds);
    struct histogram *histogram = &metrics->histograms[service_route_class(route)];
    size_t place = 0, bound = 0;
    while (statuses[place] && statuses[place] != status)
        place++;
    while (bound < BOUND_COUNT && seconds > bounds[bound])
        bound++;
    add(&metrics->requests[route < service_route_count ? route : service_route_count][place], 1);
    add(&histogram->counts[bound], 1);
    add(&histogram->nanoseconds, (unsigned long long)(seconds * 1e9));
    add(&metrics->bytes, bytes);
}

static void write_head(struct buffer *text, const char *name, const char *type, const char *help)
{
    buffer_format(text, "# HELP landscaped_%s %s\n# TYPE landscaped_%s %s\n", name, help, name, type);
}

static void write_requests(const struct metrics *metrics, struct buffer *text)
{
    write_head(text, "requests_total", "counter", "Requests by the pattern of their path and the status of the answer.");
    for (size_t route = 0; route <= service_route_count; route++)
        for (size_t i = 0; i < STATUS_COUNT; i++) {
            const unsigned long long count = load(&metrics->requests[route][i]);
            char status[16] = "other";
            if (statuses[i])
                snprintf(status, sizeof status, "%d", statuses[i]);
            if (count)
                buffer_format(text, "landscaped_requests_total{route=\"%s\",status=\"%s\"} %llu\n", service_route_pattern(route), status, count);
        }
}

/* One counter of every study and format that has been asked for. */
static void write_answers(const struct metrics *metrics, struct buffer *text)
{
    static const struct {
        const char *name, *help, *more;
        size_t offset;
        double unit;
    } counters[] = {
        {"answers_total", "Answers by the study and the format asked for.", ",outcome=\"answered\"", offsetof(struct answers, answered), 1},
        {"answers_total", NULL, ",outcome=\"failed\"", offsetof(struct answers, failed), 1},
        {"answers_computed_total", "Answers that were not at hand.", "", offsetof(struct answers, computed), 1},
        {"answers_computed_seconds_total", "How long those took, from a request's first byte to its answer's last.", "",
         offsetof(struct answers, nanoseconds), 1e-9},
        {"answers_declared_operations_total", "Their cost, as it was declared before the work.", "", offsetof(struct answers, operations), 1},
    };
    for (size_t counter = 0; counter < sizeof counters / sizeof *counters; counter++) {
        if (counters[counter].help)
            write_head(text, counters[counter].name, "counter", counters[counter].help);
        for (size_t i = 0; i < service_question_count(); i++) {
            const unsigned long long value = load((const atomic_ullong *)((const char *)&metrics->answers[i] + counters[counter].offset));
            const char *study, *format;
            if (!value)
                continue;
            service_question_names(i + 1, &study, &format);
            buffer_format(text, "landscaped_%s{study=\"%s\",format=\"%s\"%s} ", counters[counter].name, study, format, counters[counter].more);
            buffer_number(text, counters[counter].unit * (double)value);
            buffer_character(text, '\n');
        }
    }
}

static void write_histograms(const struct metrics *metrics, struct buffer *text)
{
    static const char name[] = "request_duration_seconds";
    write_head(text, name, "histogram", "From a request's first byte to its answer's last, by the class of the route.");
    for (size_t class = 0; class < ROUTE_CLASS_COUNT; class ++) {
        const struct histogram *histogram = &metrics->histograms[class];
        unsigned long long count = 0;
        for (size_t i = 0; i < BOUND_COUNT; i++) {
            count += load(&histogram->counts[i]);
            buffer_format(text, "landscaped_%s_bucket{class=\"%s\",le=\"", name, class_names[class]);
            buffer_number(text, bounds[i]);
            buffer_format(text, "\"} %llu\n", count);
        }
        count += load(&histogram->counts[BOUND_COUNT]);
        buffer_format(text, "landscaped_%s_bucket{class=\"%s\",le=\"+Inf\"} %llu\n", name, class_names[class], count);
        buffer_format(text, "landscaped_%s_sum{class=\"%s\"} ", name, class_names[class]);
        buffer_number(text, 1e-9 * (double)load(&histogram->nanoseconds));
        buffer_format(text, "\nlandscaped_%s_count{class=\"%s\"} %llu\n", name, class_names[class], count);
    }
}

/* --- The process, by the names that every exporter gives these --- */

static double open_files(void)
{
    double count = -3; /* ".", ".." and the folder itself */
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count < 0 ? 0 : count;
}

static double processor_seconds(void)
{
    struct timespec time;
    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) ? 0 : (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void write_process(double start_time, struct buffer *text)
{
    struct rlimit files = {0};
    size_t addresses, resident;
    heap_measure(&addresses, &resident);
    getrlimit(RLIMIT_NOFILE, &files);
    const struct {
        const char *name, *type, *help;
        double value;
    } rows[] = {
        {"cpu_seconds_total", "counter", "Processor time of all threads, in seconds.", processor_seconds()},
        {"start_time_seconds", "gauge", "When the process started, in seconds since 1970.", start_time},
        {"resident_memory_bytes", "gauge", "Memory of the process in use.", (double)resident},
        {"virtual_memory_bytes", "gauge", "Addresses of the process.", (double)addresses},
        {"open_fds", "gauge", "Files and connections open.", open_files()},
        {"max_fds", "gauge", "The most that may be.", (double)files.rlim_cur},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buffer_format(text, "# HELP process_%s %s\n# TYPE process_%s %s\nprocess_%s ", rows[i].name, rows[i].help, rows[i].name, rows[i].type,
                      rows[i].name);
        buffer_number(text, rows[i].value);
        buffer_character(text, '\n');
    }
}

void metrics_write(const struct metrics *metrics, const struct metrics_state *state, struct buffer *text)
{
    const struct dispatch_counts *dispatch = &state->dispatch;
    const struct {
        const char *name, *type, *help;
        double value;
    } rows[] = {
        {"response_bytes_total", "counter", "Bytes of bodies sent.", (double)load(&metrics->bytes)},
        {"cache_hits_total", "counter", "Answers that were kept already.", (double)dispatch->answers.hits},
        {"cache_misses_total", "counter", "Answers that had to be computed.", (double)dispatch->answers.misses},
        {"cache_evictions_total", "counter", "Answers dropped to make room.", (double)dispatch->answers.evictions},
        {"cache_entries", "gauge", "Answers kept.", (double)dispatch->answers.entries},
        {"cache_bytes", "gauge", "Memory that answers and the spellings of requests for them take.",
         (double)(dispatch->answers.bytes + dispatch->spellings.bytes)},
        {"cache_spellings", "gauge", "Spellings of requests whose answer is known.", (double)dispatch->spellings.entries},
        {"coalesced_total", "counter", "Requests that waited for an answer already being computed.", (double)dispatch->shared},
        {"deadline_cancels_total", "counter", "Answers given up because they took too long.", (double)dispatch->late},
        {"put_off_total", "counter", "Requests answered 503 with Retry-After, since too many were waiting.",
         (double)(state->put_off + dispatch->refused)},
        {"reading", "gauge", "Requests that wait to be read.", (double)dispatch->reading},
        {"queue_depth", "gauge", "Requests that wait for a thread.", (double)dispatch->queued},
        {"workers_busy", "gauge", "Threads that compute.", (double)dispatch->busy},
        {"workers", "gauge", "Threads there are.", (double)dispatch->threads},
        {"requests_in_flight", "gauge", "Requests that have no answer yet.", (double)state->in_flight},
        {"connections", "gauge", "Connections open.", (double)state->connections.open},
        {"connections_refused_total", "counter", "Connections closed because their address had too many.", (double)state->connections.refused},
        {"connections_gave_way_total", "counter", "Idle connections closed to make room for new ones.", (double)state->connections.gave_way},
        {"unsent_bytes", "gauge", "Bytes of answers that wait to be sent.", (double)state->connections.unsent},
        {"connections_cut_off_total", "counter", "Connections closed since too many bytes waited to be sent.", (double)state->connections.cut_off},
        {"log_lines_dropped_total", "counter", "Lines of the log that were not written, since those before had not been read.",
         (double)log_dropped()},
        {"memory_bound_bytes", "gauge", "The most memory the process takes, by its settings: for limits of containers.", (double)state->memory_bound},
        {"memory_limit_bytes", "gauge", "What requests, answers and the cache may take of it.", (double)memory_limit()},
        {"memory_used_bytes", "gauge", "What requests, answers and the cache take now.", (double)memory_used()},
    };
    write_requests(metrics, text);
    write_answers(metrics, text);
    write_histograms(metrics, text);
    write_process(state->start_time, text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        write_head(text, rows[i].name, rows[i].type, rows[i].help);
        buffer_format(text, "landscaped_%s ", rows[i].name);
        buffer_number(text, rows[i].value);
        buffer_character(text, '\n');
    }
}
