/* The one file that knows libmicrohttpd. Its own thread polls (never epoll: that loses the end of half-closed connections) and parses; a
 * request is then suspended while a worker answers it, so that cheap ones never wait behind expensive ones in that thread. */
#include "server/http.h"

#include "base/memory.h"
#include "server/connections.h"
#include "server/framing.h"
#include "server/socket.h"
#include "server/workers.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct http_server {
    const struct config *config;
    struct service_limits limits;
    struct MHD_Daemon *daemon;
    struct workers *workers;
    struct connections *connections;
    int listener;
    atomic_bool draining;
};

enum stage { STAGE_HEAD, STAGE_CHECKED, STAGE_SETTLED, STAGE_ANSWERED };

/* One request, from its first line to the last byte of its response. */
struct transaction {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct connection *watched;
    enum stage stage;
    char *target;        /* as sent */
    const char *sent_at; /* where the library has it, for comparison only */
    struct timespec start;
    struct request request;
    struct arena *arena;
    struct response response;
    size_t sent;
};

static struct connection *watched_connection(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        *socket_context = connections_add(server->connections, MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd);
    else
        connections_remove(server->connections, *socket_context);
}

/* Called with the target as it was sent, before it is split and decoded: what is returned is the request's from here on. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct transaction *transaction = memory_allocate(sizeof *transaction);
    const size_t length = target ? strlen(target) : 0;
    if (!transaction)
        return NULL;
    *transaction = (struct transaction){.server = context, .connection = connection, .watched = watched_connection(connection), .sent_at = target};
    clock_gettime(CLOCK_MONOTONIC, &transaction->start);
    transaction->target = memory_allocate(length + 1);
    if (transaction->target)
        memcpy(transaction->target, target ? target : "", length + 1);
    /* The library would now split the query and keep each argument in a pool of fixed size, to fail in its own words when there are many.
     * It has no need to see them: its copy, which is writable, ends behind the '?'. */
    char *mark = target ? strchr(target, '?') : NULL;
    if (mark)
        mark[1] = 0;
    return transaction;
}

enum { MOST_FIELDS = 256 };
struct fields {
    struct header_field items[MOST_FIELDS];
    size_t count;
};

static enum MHD_Result collect(void *context, enum MHD_ValueKind kind, const char *name, size_t name_length, const char *value, size_t value_length)
{
    struct fields *fields = context;
    (void)kind;
    if (fields->count == MOST_FIELDS)
        return MHD_NO;
    fields->items[fields->count++] = (struct header_field){name, value ? value : "", name_length, value ? value_length : 0};
    return MHD_YES;
}

/* Whether the head holds what the library hid from us. It parses in place, putting NULs over colons and line ends, so that a NUL byte ends a
 * name or value early, a folded line is moved, and an empty name even ends the head, the rest being taken for the next request. But in a
 * sound head each piece starts where the one before it ended, all lines end alike, and an empty one ends them. */
static bool has_gaps(const struct transaction *transaction, const char *method, const char *version, const struct fields *fields)
{
#if MHD_VERSION <= 0x00097700 /* later ones parse anew, and refuse all this by themselves */
    const char *const head_end = method + MHD_get_connection_info(transaction->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
    if (transaction->sent_at != method + strlen(method) + 1 || version != transaction->sent_at + strlen(transaction->target) + 1)
        return true;
    const char *end = version + strlen(version);
    const ptrdiff_t line_end = fields->count ? fields->items[0].name - end : (head_end - end) / 2;
    if (line_end != 1 && line_end != 2)
        return true;
    for (size_t i = 0; i < fields->count; i++) {
        const struct header_field *field = &fields->items[i];
        const char *colon = field->name + field->name_length;
        if (field->name != end + line_end || field->value <= colon || field->value != colon + 1 + strspn(colon + 1, " \t"))
            return true;
        end = field->value + field->value_length;
    }
    return head_end != end + 2 * line_end;
#else
    (void)transaction, (void)method, (void)version, (void)fields;
    return false;
#endif
}

static const char *head_fault(struct transaction *transaction, const char *method, const char *version)
{
    struct fields fields = {.count = 0};
    MHD_get_connection_values_n(transaction->connection, MHD_HEADER_KIND, collect, &fields);
    if (fields.count == MOST_FIELDS)
        return "there are too many headers";
    const char *fault = framing_fault(method, version, fields.items, fields.count);
    if (fault)
        return fault;
    return has_gaps(transaction, method, version, &fields) ? "the request's head holds a NUL byte, a folded line, an empty name or uneven line ends"
                                                           : NULL;
}

static const char *header(struct transaction *transaction, const char *name)
{
    return MHD_lookup_connection_value(transaction->connection, MHD_HEADER_KIND, name);
}

static void read_request(struct transaction *transaction, const char *method)
{
    transaction->request = (struct request){.method = method,
                                            .target = transaction->target,
                                            .accept = header(transaction, "Accept"),
                                            .accept_encoding = header(transaction, "Accept-Encoding"),
                                            .if_none_match = header(transaction, "If-None-Match"),
                                            .host = header(transaction, "Host"),
                                            .ready = !atomic_load(&transaction->server->draining)};
}

static void answer(struct transaction *transaction)
{
    transaction->arena = arena_create(transaction->server->limits.arena_bytes);
    if (transaction->arena)
        service_respond(&transaction->server->limits, &transaction->request, transaction->arena, &transaction->response);
    else
        service_busy(&transaction->response);
    transaction->stage = STAGE_ANSWERED;
}

/* A worker's part. */
static void answer_and_resume(void *job)
{
    struct transaction *transaction = job;
    answer(transaction);
    MHD_resume_connection(transaction->connection);
}

static void destroy_arena(void *arena)
{
    arena_destroy(arena);
}

static ssize_t read_nothing(void *context, uint64_t position, char *into, size_t size)
{
    (void)context, (void)position, (void)into, (void)size;
    return MHD_CONTENT_READER_END_OF_STREAM;
}

/* The library's form of a response, which owns the arena afterwards; null if memory runs out. */
static struct MHD_Response *pack(struct transaction *transaction)
{
    const struct response *response = &transaction->response;
    /* With a 304 goes the length of the body that it stands for; the library sends none then, and asks for none. */
    struct MHD_Response *packed =
        response->status == 304
            ? MHD_create_response_from_callback(response->length, 64, read_nothing, transaction->arena, destroy_arena)
            : MHD_create_response_from_buffer_with_free_callback_cls(response->length, (void *)response->body, destroy_arena, transaction->arena);
    if (!packed)
        return NULL;
    transaction->arena = NULL;
    bool complete = true;
    for (size_t i = 0; i < response->header_count; i++)
        complete = MHD_add_response_header(packed, response->headers[i].name, response->headers[i].value) && complete;
    if (response->close || atomic_load(&transaction->server->draining))
        complete = MHD_add_response_header(packed, "Connection", "close") && complete;
    if (complete)
        return packed;
    MHD_destroy_response(packed);
    return NULL;
}

static enum MHD_Result send_response(struct transaction *transaction)
{
    struct MHD_Response *packed = pack(transaction);
    if (!packed)
        return MHD_NO;
    const bool bodiless = transaction->request.method && !strcmp(transaction->request.method, "HEAD");
    transaction->sent = bodiless || transaction->response.status == 304 ? 0 : transaction->response.length;
    connections_enter(transaction->server->connections, transaction->watched, CONNECTION_SENDING);
    const enum MHD_Result queued = MHD_queue_response(transaction->connection, (unsigned)transaction->response.status, packed);
    MHD_destroy_response(packed);
    return queued;
}

/* The head is whole: refuses what is doubtful at once, and what takes no work. */
static enum MHD_Result on_head(struct transaction *transaction, const char *method, const char *version)
{
    transaction->stage = STAGE_CHECKED;
    read_request(transaction, method);
    connections_enter(transaction->server->connections, transaction->watched, CONNECTION_COMPUTING);
    const char *fault = head_fault(transaction, method, version);
    if (!fault && framing_has_no_body(method))
        return MHD_YES;
    if (fault) {
        transaction->arena = arena_create(transaction->server->limits.arena_bytes);
        if (transaction->arena)
            service_refuse(transaction->arena, 400, fault, &transaction->response);
        else
            service_busy(&transaction->response);
    } else {
        answer(transaction);
    }
    return send_response(transaction);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **state)
{
    struct transaction *transaction = *state;
    (void)context, (void)url, (void)upload, (void)upload_size;
    if (!transaction || !transaction->target)
        return MHD_NO;
    if (transaction->stage == STAGE_HEAD)
        return on_head(transaction, method, version);
    if (transaction->stage == STAGE_ANSWERED)
        return send_response(transaction);
    if (service_is_light(transaction->target)) {
        answer(transaction);
        return send_response(transaction);
    }
    /* Only after one more round does the library know that there is nothing to be read. Suspended before that, it reads first when resumed,
     * and drops a client that has closed its half of the connection instead of answering it. */
    if (transaction->stage == STAGE_CHECKED) {
        transaction->stage = STAGE_SETTLED;
        return MHD_YES;
    }
    /* Suspended before it is handed over: the worker may be done before the next line is. */
    MHD_suspend_connection(connection);
    if (!workers_submit(transaction->server->workers, answer_and_resume, transaction)) {
        service_busy(&transaction->response);
        transaction->stage = STAGE_ANSWERED;
        MHD_resume_connection(connection);
    }
    return MHD_YES;
}

static void log_request(const struct transaction *transaction, enum MHD_RequestTerminationCode code)
{
    struct timespec end;
    struct log_line line;
    clock_gettime(CLOCK_MONOTONIC, &end);
    const double seconds = (double)(end.tv_sec - transaction->start.tv_sec) + 1e-9 * (double)(end.tv_nsec - transaction->start.tv_nsec);
    log_begin(&line, "request");
    log_text(&line, "method", transaction->request.method ? transaction->request.method : "");
    log_text(&line, "target", transaction->target ? transaction->target : "");
    /* Without a status the library itself refused the request, as malformed. */
    log_number(&line, "status", transaction->response.status ? transaction->response.status : 400);
    log_number(&line, "bytes", (double)transaction->sent);
    log_number(&line, "milliseconds", (double)(long)(seconds * 1e6) / 1e3);
    if (code != MHD_REQUEST_TERMINATED_COMPLETED_OK)
        log_text(&line, "end", "the connection was lost");
    log_end(&line);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code)
{
    struct http_server *server = context;
    struct transaction *transaction = *state;
    (void)connection;
    if (!transaction)
        return;
    *state = NULL;
    connections_enter(server->connections, transaction->watched, CONNECTION_IDLE);
    if (server->config->log_requests > 0)
        log_request(transaction, code);
    arena_destroy(transaction->arena);
    memory_free(transaction->target);
    memory_free(transaction);
}

static bool start_daemon(struct http_server *server)
{
    /* Room in the head for the longest target, so that a longer one is refused in our own words, and for headers. */
    const size_t head_bytes = 2 * server->limits.target_length + 128 * 1024;
    const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, server->listener,
                                      MHD_OPTION_CONNECTION_LIMIT, (unsigned)server->config->connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                                      head_bytes, MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
                                      MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_END);
    return server->daemon != NULL;
}

static size_t thread_count(const struct config *config)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return config->threads > 0 ? (size_t)config->threads : processors > 0 ? (size_t)processors : 1;
}

struct http_server *http_start(const struct config *config, struct error *error)
{
    struct http_server *server = memory_allocate(sizeof *server);
    if (!server) {
        error_set(error, ERROR_MEMORY, "there is no memory for the server");
        return NULL;
    }
    *server = (struct http_server){.config = config, .limits = config_limits(config)};
    atomic_init(&server->draining, false);
    server->listener = socket_listen(config->listen, error);
    if (server->listener >= 0) {
        server->workers = workers_start(thread_count(config), (size_t)config->queue);
        server->connections = connections_start(config->head_seconds, config->idle_seconds, config->send_seconds);
        if (server->workers && server->connections && start_daemon(server))
            return server;
        error_set(error, ERROR_INTERNAL, "the server's threads cannot be started");
        close(server->listener);
    }
    workers_destroy(server->workers);
    connections_stop(server->connections);
    memory_free(server);
    return NULL;
}

void http_address(const struct http_server *server, char *into, size_t size)
{
    socket_name(server->listener, into, size);
}

static void pause_for(double seconds)
{
    const struct timespec time = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&time, NULL);
}

/* Stops accepting. Who has a connection in the kernel's line by then is let in first. */
static void close_listener(struct http_server *server)
{
    const double round_trip = 0.2;
    socket_ignore_new(server->listener);
    pause_for(round_trip);
    MHD_quiesce_daemon(server->daemon);
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    for (int socket; (socket = accept4(server->listener, (struct sockaddr *)&address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0;
         length = sizeof address)
        MHD_add_connection(server->daemon, socket, (struct sockaddr *)&address, length);
    close(server->listener);
}

void http_drain(struct http_server *server)
{
    const double step = 0.02;
    atomic_store(&server->draining, true);
    pause_for(server->config->drain_delay);
    close_listener(server);
    for (double waited = 0; connections_wind_up(server->connections) && waited < server->config->drain_seconds; waited += step)
        pause_for(step);
    /* The library must not be stopped while a request is suspended, nor the pool be gone while it may still be handed one. */
    workers_stop(server->workers);
    MHD_stop_daemon(server->daemon);
    workers_destroy(server->workers);
    connections_stop(server->connections);
    memory_free(server);
}
