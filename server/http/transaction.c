/* The thread that polls reads heads and sends what is there. All else is suspended meanwhile, so that it never waits. */
#include "server/http/transaction.h"

#include "base/memory.h"
#include "server/dispatch/clock.h"
#include "server/http/framing.h"
#include "server/http/head.h"
#include "server/http/pack.h"
#include "server/http/resources.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_CHECKED, STAGE_SETTLED, STAGE_ANSWERED };
enum { MOST_ID = 64 };

struct transaction {
    struct job job; /* first: what is done with it comes back by its address */
    struct site *site;
    struct MHD_Connection *connection;
    struct connection *watched;
    struct address *client; /* that the request comes from; null if that is not known yet, or memory ran out */
    bool holds_client;
    struct unsent unsent; /* of an answer that is this request's alone */
    enum stage stage;
    const char *sent_at; /* where the library has the target */
    double start;
    size_t sent;
    char *body; /* as far as it has been read; null: there is none, or not any more */
    size_t body_read;
    unsigned number;      /* of those that have no id of their own; 0: it has */
    char id[MOST_ID + 1]; /* to be had by id_of */
    char target[];        /* as sent */
};

static bool is_pending(const struct event_loop *event_loop)
{
    return clock_about_now() - atomic_load(&event_loop->pending_at) < 1;
}

void event_loop_expect(struct event_loop *event_loop)
{
    if (!is_pending(event_loop))
        atomic_store(&event_loop->pending, 0);
    atomic_store(&event_loop->pending_at, clock_about_now());
    atomic_fetch_add(&event_loop->pending, 1);
}

void event_loop_expect_no_more(struct event_loop *event_loop)
{
    atomic_fetch_sub(&event_loop->pending, 1);
}

size_t event_loop_connections(const struct event_loop *event_loop)
{
    const long pending = is_pending(event_loop) ? atomic_load(&event_loop->pending) : 0;
    return atomic_load(&event_loop->open) + (pending > 0 ? (size_t)pending : 0);
}

void transaction_on_connection(void *context, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode code)
{
    struct event_loop *event_loop = context;
    struct site *site = event_loop->site;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        atomic_fetch_add(&event_loop->open, 1);
        event_loop_expect_no_more(event_loop);
        *socket_context = connections_add(site->connections, MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd,
                                          MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
        if (!*socket_context) /* the library's own limit, on inactivity, is better than none */
            MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)ceil(site->config->head_seconds));
    } else {
        connections_remove(site->connections, *socket_context);
        atomic_fetch_sub(&event_loop->open, 1);
    }
}

/* Called with the target as it was sent, before it is split and decoded: what is returned is the request's from here on. */
void *transaction_on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct site *site = context;
    const size_t length = target ? strlen(target) : 0;
    struct transaction *transaction = memory_allocate(sizeof *transaction + length + 1);
    if (!transaction)
        return NULL;
    memset(transaction, 0, sizeof *transaction);
    transaction->site = site;
    transaction->connection = connection;
    transaction->watched = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    transaction->sent_at = target;
    transaction->start = clock_now();
    memcpy(transaction->target, target ? target : "", length + 1);
    atomic_fetch_add_explicit(&site->in_flight, 1, memory_order_relaxed);
    /* The library would now split the query and keep each argument in a pool of fixed size, to fail in its own words when there are many.
     * It has no need to see them: its copy, which is writable, ends behind the '?'. */
    char *mark = target ? strchr(target, '?') : NULL;
    if (mark)
        mark[1] = 0;
    head_begin(connection, target);
    return transaction;
}

/* Printed when it is asked for: of most answers from the cache nothing tells the id. */
static const char *id_of(struct transaction *transaction)
{
    if (!*transaction->id)
        snprintf(transaction->id, sizeof transaction->id, "%08x-%08x", transaction->site->start_number, transaction->number);
    return transaction->id;
}

/* The client's own id, if it can be put into a log and a header as it is; else one that no other request of this process has. */
static void set_id(struct transaction *transaction, const char *given)
{
    static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.";
    struct site *site = transaction->site;
    const size_t length = given ? strspn(given, allowed) : 0;
    if (length && length <= MOST_ID && !given[length])
        memcpy(transaction->id, given, length);
    else
        transaction->number = 1 + atomic_fetch_add_explicit(&site->last_number, 1, memory_order_relaxed);
}

/* --- Sending --- */

/* "cache;desc=miss, parse;dur=0.1, …, cost;desc=2.1e+07": milliseconds of what there was, and the operations it was declared to take. */
static void write_timing(const struct job *job, char *text, size_t size)
{
    static const char *const states[] = {[CACHE_HIT] = "cache;desc=hit", [CACHE_SHARED] = "cache;desc=shared", [CACHE_MISS] = "cache;desc=miss"};
    const struct {
        const char *name;
        double seconds;
    } parts[] = {{"parse", job->seconds[PHASE_PARSE]},
                 {"wait", job->waited},
                 {"compute", job->seconds[PHASE_COMPUTE]},
                 {"render", job->seconds[PHASE_RENDER]},
                 {"compress", job->seconds[PHASE_COMPRESS]}};
    size_t used = (size_t)snprintf(text, size, "%s", job->cache ? states[job->cache] : "");
    for (size_t i = 0; i < sizeof parts / sizeof *parts && used < size; i++)
        if (parts[i].seconds > 0)
            used += (size_t)snprintf(text + used, size - used, "%s%s;dur=%.3f", used ? ", " : "", parts[i].name, 1e3 * parts[i].seconds);
    if (job->answer->cost > 0 && used < size)
        snprintf(text + used, size - used, ", cost;desc=%.3g", job->answer->cost);
}

static enum MHD_Result queue_busy(struct transaction *transaction)
{
    service_busy(&transaction->job.response);
    transaction->job.answer = &transaction->job.response;
    return MHD_queue_response(transaction->connection, MHD_HTTP_SERVICE_UNAVAILABLE, transaction->site->busy);
}

static enum MHD_Result queue(struct transaction *transaction)
{
    const struct job *job = &transaction->job;
    const struct response *answer = job->answer;
    const bool close = answer->close || !transaction->watched || atomic_load_explicit(&transaction->site->draining, memory_order_relaxed);
    if (job->cache == CACHE_HIT && answer == &job->stored->response && !close) {
        struct MHD_Response *packed = pack_stored(job->stored);
        return packed ? MHD_queue_response(transaction->connection, (unsigned)answer->status, packed) : queue_busy(transaction);
    }
    char timing[256];
    struct response_header more[3];
    size_t count = 0;
    write_timing(job, timing, sizeof timing);
    if (*timing)
        more[count++] = (struct response_header){"Server-Timing", timing};
    if (answer->status >= 400)
        more[count++] = (struct response_header){"X-Request-Id", id_of(transaction)};
    if (close)
        more[count++] = (struct response_header){"Connection", "close"};
    struct MHD_Response *packed = pack(answer, more, count);
    if (!packed)
        return queue_busy(transaction);
    const enum MHD_Result queued = MHD_queue_response(transaction->connection, (unsigned)answer->status, packed);
    MHD_destroy_response(packed);
    return queued;
}

static enum MHD_Result send_answer(struct transaction *transaction)
{
    const struct response *answer = transaction->job.answer;
    const char *method = transaction->job.request.method;
    struct stored *stored = transaction->job.stored;
    transaction->sent = answer->status == 304 || (method && !strcmp(method, "HEAD")) ? 0 : answer->length;
    transaction->unsent.bytes = transaction->sent;
    connections_send(transaction->site->connections, transaction->watched, transaction->client,
                     transaction->sent && stored && answer == &stored->response ? &stored->unsent : &transaction->unsent);
    return queue(transaction);
}

/* --- Reading --- */

static void write_metrics(const void *context, struct buffer *text)
{
    const struct site *site = context;
    struct metrics_state state = {.in_flight = atomic_load(&site->in_flight),
                                  .put_off = atomic_load(&site->put_off),
                                  .start_time = site->start_time,
                                  .memory_bound = resources_memory_bound(site->config).total};
    dispatch_count(site->dispatch, &state.dispatch);
    connections_count(site->connections, &state.connections);
    metrics_write(site->metrics, &state, text);
}

/* --- Bodies --- */

/* What was read of the body, which is not needed any more once there is an answer. */
static void forget_body(struct transaction *transaction)
{
    if (!transaction->body)
        return;
    memory_free(transaction->body);
    transaction->body = NULL;
    addresses_done_reading(transaction->site->addresses, transaction->client, transaction->job.request.body_length);
}

/* Makes room for the body that a POST announces, or refuses it before any of it is read. */
static enum MHD_Result begin_body(struct transaction *transaction)
{
    struct site *site = transaction->site;
    struct job *job = &transaction->job;
    const size_t length = job->request.body_length;
    if (!dispatch_reads_body(site->dispatch, job))
        return send_answer(transaction);
    if (!addresses_read(site->addresses, transaction->client, length)) {
        atomic_fetch_add(&site->put_off, 1);
        dispatch_refuse(site->dispatch, job, 429, "too many bytes of bodies are being read already; please try again");
        return send_answer(transaction);
    }
    transaction->body = memory_allocate(length + 1);
    if (!transaction->body) {
        addresses_done_reading(site->addresses, transaction->client, length);
        dispatch_busy(job);
        return send_answer(transaction);
    }
    transaction->stage = STAGE_BODY;
    connections_enter(site->connections, transaction->watched, CONNECTION_READING);
    return MHD_YES;
}

/* The next piece of the body; false if there is more than was announced. */
static bool take_body(struct transaction *transaction, const char *piece, size_t length)
{
    if (length > transaction->job.request.body_length - transaction->body_read)
        return false;
    memcpy(transaction->body + transaction->body_read, piece, length);
    transaction->body_read += length;
    return true;
}

/* The head is whole: refuses what is doubtful at once, and what has a body that is not to be read. */
static enum MHD_Result on_head(struct transaction *transaction, const char *method, const char *version)
{
    struct site *site = transaction->site;
    struct request *request = &transaction->job.request;
    const char *id = NULL, *forwarded_for = NULL;
    const struct head_line line = {method, version, transaction->target, transaction->sent_at};
    transaction->stage = STAGE_CHECKED;
    const char *fault = head_read(transaction->connection, &line, request, &id, &forwarded_for);
    transaction->client = connections_client(site->connections, transaction->watched, forwarded_for, &transaction->holds_client);
    request->ready = !atomic_load(&site->draining);
    request->write_metrics = write_metrics;
    request->metrics = site;
    set_id(transaction, id);
    if (fault) {
        dispatch_refuse(site->dispatch, &transaction->job, 400, fault);
        return send_answer(transaction);
    }
    if (framing_has_no_body(method))
        return MHD_YES;
    if (!strcmp(method, "POST"))
        return begin_body(transaction);
    request->accept = "application/problem+json";
    dispatch_now(site->dispatch, &transaction->job);
    return send_answer(transaction);
}

/* Called by whichever thread has the answer. */
static void resume(struct job *job)
{
    struct transaction *transaction = (struct transaction *)job;
    forget_body(transaction);
    addresses_done(transaction->site->addresses, transaction->client);
    transaction->stage = STAGE_ANSWERED;
    MHD_resume_connection(transaction->connection);
}

static enum MHD_Result hand_over(struct transaction *transaction)
{
    struct site *site = transaction->site;
    struct job *job = &transaction->job;
    job->done = resume;
    job->client = address_client(transaction->client);
    if (!addresses_wait(site->addresses, transaction->client)) {
        atomic_fetch_add(&site->put_off, 1);
        dispatch_refuse(site->dispatch, job, 429, "too many requests from this address wait for an answer already; please try again");
        return send_answer(transaction);
    }
    /* Suspended before it is handed over: the answer may be there before the next line is. */
    MHD_suspend_connection(transaction->connection);
    if (!dispatch_submit(site->dispatch, job)) {
        dispatch_busy(job);
        resume(job);
    }
    return MHD_YES;
}

/* The body is whole. */
static enum MHD_Result end_body(struct transaction *transaction)
{
    struct request *request = &transaction->job.request;
    connections_enter(transaction->site->connections, transaction->watched, CONNECTION_COMPUTING);
    transaction->stage = STAGE_SETTLED;
    if (transaction->body_read != request->body_length) {
        dispatch_refuse(transaction->site->dispatch, &transaction->job, 400, "the body ends before the length that was announced");
        return send_answer(transaction);
    }
    transaction->body[transaction->body_read] = 0;
    request->body = transaction->body;
    return hand_over(transaction);
}

enum MHD_Result transaction_on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                       const char *upload, size_t *upload_size, void **state)
{
    struct transaction *transaction = *state;
    const struct site *site = context;
    (void)url;
    if (!transaction)
        return MHD_queue_response(connection, MHD_HTTP_SERVICE_UNAVAILABLE, site->busy);
    switch (transaction->stage) {
    case STAGE_HEAD:
        return on_head(transaction, method, version);
    case STAGE_BODY:
        if (*upload_size) {
            const bool taken = take_body(transaction, upload, *upload_size);
            *upload_size = 0;
            return taken ? MHD_YES : MHD_NO;
        }
        return end_body(transaction);
    case STAGE_CHECKED:
        if (dispatch_at_once(transaction->site->dispatch, &transaction->job))
            return send_answer(transaction);
        connections_enter(transaction->site->connections, transaction->watched, CONNECTION_COMPUTING);
        /* Only after one more round of polling has the library seen that there is nothing to be read. Suspended before that, it reads first when
         * resumed, and drops a client that has closed its half of the connection instead of answering it. */
        transaction->stage = STAGE_SETTLED;
        return MHD_YES;
    case STAGE_SETTLED:
        return hand_over(transaction);
    case STAGE_ANSWERED:
        return send_answer(transaction);
    }
    return MHD_NO;
}

/* --- The end --- */

static void log_request(struct transaction *transaction, int status, double seconds, enum MHD_RequestTerminationCode code)
{
    static const char *const states[] = {[CACHE_NONE] = "none", [CACHE_HIT] = "hit", [CACHE_SHARED] = "shared", [CACHE_MISS] = "miss"};
    const struct request *request = &transaction->job.request;
    struct log_line line;
    log_begin(&line, "request");
    log_text(&line, "id", id_of(transaction));
    log_text(&line, "method", request->method ? request->method : "");
    log_text(&line, "target", transaction->target);
    log_number(&line, "status", status);
    log_number(&line, "bytes", (double)transaction->sent);
    if (transaction->body_read)
        log_number(&line, "body", (double)transaction->body_read);
    log_number(&line, "milliseconds", (double)(long)(seconds * 1e6) / 1e3);
    log_text(&line, "cache", states[transaction->job.cache]);
    if (code != MHD_REQUEST_TERMINATED_COMPLETED_OK)
        log_text(&line, "end", "the connection was lost");
    log_end(&line);
}

void transaction_on_completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code)
{
    struct site *site = context;
    struct transaction *transaction = *state;
    (void)connection;
    if (!transaction)
        return;
    const struct response *answer = transaction->job.answer;
    const double seconds = clock_now() - transaction->start;
    /* Without an answer the library itself refused the request, as malformed. */
    const int status = answer ? answer->status : 400;
    *state = NULL;
    connections_enter(site->connections, transaction->watched, CONNECTION_IDLE);
    metrics_count_request(site->metrics, answer, transaction->job.cache == CACHE_MISS, seconds, transaction->sent);
    if (site->config->log_requests > 0)
        log_request(transaction, status, seconds, code);
    forget_body(transaction);
    dispatch_forget(&transaction->job);
    if (transaction->holds_client)
        addresses_release(site->addresses, transaction->client);
    atomic_fetch_sub_explicit(&site->in_flight, 1, memory_order_relaxed);
    memory_free(transaction);
}
