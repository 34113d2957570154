/* What the requests of a server share: made at its start, in the order of need, and freed at its end. */
#include "server/http/transaction.h"

#include "server/dispatch/clock.h"
#include "server/http/pack.h"
#include "server/http/resources.h"

#include <sys/random.h>
#include <unistd.h>

bool site_open(struct site *site, const struct config *config)
{
    *site = (struct site){.config = config, .limits = config_limits(config), .start_time = clock_read(CLOCK_REALTIME)};
    const struct dispatch_options options = {
        .limits = &site->limits, .threads = resources_threads(config), .queue = (size_t)config->queue, .cache_bytes = (size_t)config->cache_bytes};
    const size_t bodies = resources_memory_bound(config).bodies;
    const struct address_limits addresses = {.connections = (size_t)config->per_address,
                                             .waiting = (size_t)config->queue_per_address,
                                             .bodies = bodies,
                                             .bodies_per_address = bodies / 4,
                                             .local = config->limit_local > 0,
                                             .proxies = config->proxies};
    const struct connection_limits limits = {.head_seconds = config->head_seconds,
                                             .idle_seconds = config->idle_seconds,
                                             .send_seconds = config->send_seconds,
                                             .unsent = (size_t)config->unsent,
                                             .unsent_per_address = (size_t)config->unsent_per_address};
    /* Without entropy the ids of two processes may be alike. */
    if (getrandom(&site->start_number, sizeof site->start_number, GRND_NONBLOCK) < 0)
        site->start_number = (uint32_t)getpid();
    struct response busy;
    service_busy(&busy);
    site->busy = pack(&busy, &(struct response_header){"Connection", "close"}, 1);
    site->dispatch = dispatch_start(&options);
    site->addresses = addresses_create(&addresses);
    site->connections = site->addresses ? connections_start(&limits, site->addresses) : NULL;
    site->metrics = metrics_create();
    return site->busy && site->dispatch && site->connections && site->metrics;
}

void site_close(struct site *site)
{
    dispatch_destroy(site->dispatch);
    connections_stop(site->connections);
    addresses_destroy(site->addresses);
    metrics_destroy(site->metrics);
    if (site->busy)
        MHD_destroy_response(site->busy);
}
