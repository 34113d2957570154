/* The least that libmicrohttpd can do: one fixed answer of as many bytes as asked for, from its own polling thread, as our server uses it.
 * Usage: hello PORT BYTES; ends when standard input does. */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct MHD_Response *answer;

static enum MHD_Result respond(void *closure, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                               const char *upload, size_t *upload_size, void **state)
{
    static int seen;
    (void)closure, (void)url, (void)method, (void)version, (void)upload, (void)upload_size;
    if (!*state) { /* the head has been read; an answer this early would close the connection */
        *state = &seen;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, answer);
}

int main(int count, char **arguments)
{
    if (count != 3)
        return 1;
    const size_t bytes = strtoul(arguments[2], NULL, 10);
    char *body = malloc(bytes);
    if (!body)
        return 1;
    memset(body, 'x', bytes);
    answer = MHD_create_response_from_buffer(bytes, body, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(answer, "Content-Type", "image/png");
    struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD, (uint16_t)strtoul(arguments[1], NULL, 10), NULL, NULL, respond, NULL,
                                                 MHD_OPTION_CONNECTION_LIMIT, 12000u, MHD_OPTION_END);
    if (!daemon)
        return 1;
    while (getchar() != EOF)
        ;
    MHD_stop_daemon(daemon);
    MHD_destroy_response(answer);
    free(body);
    return 0;
}
