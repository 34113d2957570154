/* A request does not hold the scheme, and any proxy may have changed the host: hence the setting. Without it there is only the Host header. */
#include "server/exchange/origin.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char host_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

/* The length of "http://" or "https://" at the start of an address; 0 if it has neither. */
static size_t scheme_length(const char *url)
{
    return !strncasecmp(url, "http://", 7) ? 7 : !strncasecmp(url, "https://", 8) ? 8 : 0;
}

/* The length of the host at `text`: a name, an IPv4 address, or an IPv6 one in brackets; 0 if there is none. */
static size_t host_length(const char *text)
{
    if (*text != '[')
        return strspn(text, host_characters);
    const size_t length = 1 + strspn(text + 1, "0123456789abcdefABCDEF:.");
    return length > 1 && text[length] == ']' ? length + 1 : 0;
}

/* Whether ":1" to ":65535" stands at `text`, and nothing else up to `length`. */
static bool is_port(const char *text, size_t length)
{
    if (length < 2 || length > 6 || text[0] != ':' || strspn(text + 1, "0123456789") < length - 1)
        return false;
    const long port = strtol(text + 1, NULL, 10);
    return port >= 1 && port <= 65535;
}

const char *origin_fault(const char *value)
{
    if (!strcmp(value, "auto"))
        return NULL;
    const size_t scheme = scheme_length(value);
    if (!scheme)
        return "is neither auto nor an address such as https://figures.example.org";
    const char *host = value + scheme, *port = host + host_length(host), *rest = port + strcspn(port, "/?#");
    if (port == host)
        return "has no host behind the scheme";
    if (port != rest && !is_port(port, (size_t)(rest - port)))
        return "has something else than a port, from 1 to 65535, behind the host";
    if (*rest && strcmp(rest, "/") != 0)
        return "goes on behind the host: links within the pages begin at its root, so it takes no path";
    return NULL;
}

bool origin_varies(const struct service_limits *limits)
{
    return !limits->public_url || !strcmp(limits->public_url, "auto");
}

/* A public name is served by https; an address, a port or a bare name is a trial on one's own machine, by http. */
static const char *scheme_of(const char *host)
{
    const size_t length = strlen(host);
    return strchr(host, '.') && !strchr(host, ':') && isalpha((unsigned char)host[length - 1]) ? "https" : "http";
}

const char *origin_of(const struct exchange *exchange)
{
    const char *host = exchange->request->host, *url = exchange->limits->public_url;
    if (!origin_varies(exchange->limits))
        return arena_copy(exchange->arena, url, strlen(url) - (url[strlen(url) - 1] == '/'));
    const size_t length = host ? host_length(host) : 0;
    if (!length || (host[length] && !is_port(host + length, strlen(host + length))))
        return "";
    return arena_format(exchange->arena, "%s://%s", scheme_of(host), host);
}

bool origin_is_ours(const struct exchange *exchange, const char *url)
{
    const size_t scheme = scheme_length(url), length = strcspn(url + scheme, "/?#");
    if (!scheme)
        return *url == '/' && url[1] != '/';
    const char *origin = origin_of(exchange), *host = *origin ? strstr(origin, "//") + 2 : "";
    return !*host || (strlen(host) == length && !strncasecmp(host, url + scheme, length));
}
