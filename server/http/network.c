/* Addresses are read by the system's inet_pton, which reads all spellings; what stands around them is taken off before. */
#include "server/http/network.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { MAPPED_BYTES = 12 }; /* that stand before an IPv4 address */
static const unsigned char mapped[MAPPED_BYTES] = {[10] = 0xff, 0xff};

static struct network_address from_4(const void *bytes)
{
    struct network_address address;
    memcpy(address.bytes, mapped, MAPPED_BYTES);
    memcpy(address.bytes + MAPPED_BYTES, bytes, 4);
    return address;
}

static bool is_4(const struct network_address *address)
{
    return !memcmp(address->bytes, mapped, MAPPED_BYTES);
}

struct network_address network_address_of(const struct sockaddr *from)
{
    struct network_address address = {{0}};
    if (from && from->sa_family == AF_INET)
        return from_4(&((const struct sockaddr_in *)(const void *)from)->sin_addr);
    if (from && from->sa_family == AF_INET6)
        memcpy(address.bytes, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, sizeof address.bytes);
    return address;
}

static const char blanks[] = " \t";

static void trim(const char **text, size_t *length)
{
    for (; *length && strchr(blanks, **text); (*text)++, (*length)--)
        ;
    while (*length && strchr(blanks, (*text)[*length - 1]))
        (*length)--;
}

/* Takes off brackets and a port, and the zone. */
static void unwrap(const char **text, size_t *length)
{
    const char *closing = *length && **text == '[' ? memchr(*text, ']', *length) : NULL;
    const char *colon = memchr(*text, ':', *length), *zone;
    if (closing) {
        const char *const behind = closing + 1, *const end = *text + *length;
        if (behind == end || *behind == ':') {
            (*text)++;
            *length = (size_t)(closing - *text);
        }
    } else if (colon && !memchr(colon + 1, ':', *length - (size_t)(colon + 1 - *text))) {
        *length = (size_t)(colon - *text);
    }
    zone = memchr(*text, '%', *length);
    if (zone)
        *length = (size_t)(zone - *text);
}

bool network_address_read(const char *text, size_t length, struct network_address *address)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr four;
    trim(&text, &length);
    unwrap(&text, &length);
    if (!length || length >= sizeof copy || memchr(text, 0, length))
        return false;
    memcpy(copy, text, length);
    copy[length] = 0;
    if (inet_pton(AF_INET, copy, &four) == 1) {
        *address = from_4(&four);
        return true;
    }
    return inet_pton(AF_INET6, copy, address->bytes) == 1;
}

uint64_t network_client(const struct network_address *address)
{
    uint64_t client;
    /* Of an IPv4 address the last eight bytes, which begin like no network that is routed. */
    memcpy(&client, address->bytes + (is_4(address) ? sizeof client : 0), sizeof client);
    return client;
}

/* --- Networks --- */

/* Reads "address" or "address/bits"; the bits are of IPv6. */
static bool read_network(const char *text, size_t length, struct network_address *address, unsigned *bits)
{
    trim(&text, &length);
    const char *slash = memchr(text, '/', length);
    const size_t before = slash ? (size_t)(slash - text) : length;
    if (!network_address_read(text, before, address))
        return false;
    *bits = 128;
    if (!slash)
        return true;
    char digits[4] = "";
    const size_t count = length - before - 1;
    if (!count || count >= sizeof digits)
        return false;
    memcpy(digits, slash + 1, count);
    const unsigned most = memchr(text, ':', before) ? 128 : 32;
    *bits = (unsigned)atoi(digits) + 128 - most;
    return strspn(digits, "0123456789") == count && (unsigned)atoi(digits) <= most;
}

static bool holds(const struct network_address *network, unsigned bits, const struct network_address *address)
{
    const unsigned whole = bits / 8, rest = bits % 8;
    const unsigned char mask = (unsigned char)(0xff00 >> rest);
    return !memcmp(network->bytes, address->bytes, whole) && (!rest || !((network->bytes[whole] ^ address->bytes[whole]) & mask));
}

static bool is_empty(const char *list)
{
    return !*list || !strcmp(list, "none");
}

const char *network_list_fault(const char *list)
{
    struct network_address address;
    unsigned bits;
    size_t length;
    if (is_empty(list))
        return NULL;
    for (const char *at = list, *piece; (piece = text_piece(&at, ',', &length));)
        if (!read_network(piece, length, &address, &bits))
            return "is not a list of networks, such as 10.0.0.0/8,fd00::/8,192.0.2.1";
    return NULL;
}

bool network_list_holds(const char *list, const struct network_address *address)
{
    struct network_address network;
    unsigned bits;
    size_t length;
    for (const char *at = is_empty(list) ? NULL : list, *piece; at && (piece = text_piece(&at, ',', &length));)
        if (read_network(piece, length, &network, &bits) && holds(&network, bits, address))
            return true;
    return false;
}

bool network_is_private(const struct network_address *address)
{
    static const struct network_address loopback = {{[15] = 1}};
    static const char private[] = "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fe80::/10,fc00::/7";
    return !memcmp(&loopback, address, sizeof loopback) || network_list_holds(private, address);
}

struct network_address network_forwarded(const char *trusted, const struct network_address *peer, const char *forwarded_for)
{
    struct network_address client = *peer;
    const char *end = forwarded_for ? forwarded_for + strlen(forwarded_for) : NULL;
    while (end && network_list_holds(trusted, &client)) {
        const char *comma = memrchr(forwarded_for, ',', (size_t)(end - forwarded_for)), *start = comma ? comma + 1 : forwarded_for;
        if (!network_address_read(start, (size_t)(end - start), &client))
            break;
        end = comma;
    }
    return client;
}
