/* Network addresses and networks, whatever their spelling. An IPv4 address and the IPv6 address it is mapped to (::ffff:1.2.3.4) are one; the
 * zone of a link-local address is no part of it. */
#ifndef SERVER_NETWORK_H
#define SERVER_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;

struct network_address {
    unsigned char bytes[16]; /* of IPv6; an IPv4 address is mapped */
};

/* The address of a socket's other end; that of any other kind of socket is ::. */
struct network_address network_address_of(const struct sockaddr *from);

/* Reads "1.2.3.4", "2001:db8::1", either with a port behind it ("1.2.3.4:80", "[2001:db8::1]:80"), or a zone. False if it is none of these. */
bool network_address_read(const char *text, size_t length, struct network_address *address);

/* What stands for one client: an IPv4 address, or the 64 bits of an IPv6 network, all of which a client may have to itself. */
uint64_t network_client(const struct network_address *address);

/* Whether the address is of this machine or of a private network, where a proxy may stand for many. */
bool network_is_private(const struct network_address *address);

/* What is wrong with a list of networks ("10.0.0.0/8, 2001:db8::/32, 192.0.2.1"; "none" and "" have no member), as the end of a sentence; null if nothing is. */
const char *network_list_fault(const char *list);

/* Whether one of a sound list's networks holds the address. */
bool network_list_holds(const char *list, const struct network_address *address);

/* The client behind a peer: from the right of X-Forwarded-For (null if there is none), the first address that is not of a trusted network,
 * each being the word of the one before. A text that is no address has no client. */
struct network_address network_forwarded(const char *trusted, const struct network_address *peer, const char *forwarded_for);

#endif
