/* What a monitoring system asks for, in the text format of Prometheus. Labels are bounded: routes are patterns, statuses those that there are. */
#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include "base/buffer.h"
#include "server/dispatch/dispatch.h"
#include "server/http/connections.h"

#include <stdatomic.h>

struct metrics;

/* All counts at zero; null if memory runs out. */
struct metrics *metrics_create(void);

/* Counts a request that was answered with that response (null: the library itself refused it) and so many bytes after so many seconds; `computed`:
 * the answer was not at hand. From any thread. */
void metrics_count_request(struct metrics *metrics, const struct response *answer, bool computed, double seconds, size_t bytes);

/* What is counted elsewhere. */
struct metrics_state {
    struct dispatch_counts dispatch;
    struct connection_counts connections;
    size_t in_flight;
    uint64_t put_off;  /* requests answered 503 with Retry-After */
    double start_time; /* of the process, in seconds since 1970 */
    size_t memory_bound;
};

/* Appends everything. */
void metrics_write(const struct metrics *metrics, const struct metrics_state *state, struct buffer *text);

/* Null is allowed. */
void metrics_destroy(struct metrics *metrics);

#endif
