/* One request on its way to a response: what the handlers of all routes share. Inside the server only. */
#ifndef SERVER_EXCHANGE_H
#define SERVER_EXCHANGE_H

#include "server/exchange/request.h"
#include "server/text/query.h"
#include "study/study.h"

struct format;

struct exchange {
    const struct service_limits *limits;
    const struct request *request;
    struct arena *arena;
    struct response *response;
    struct query query;
    const char *stem;                        /* the path's last segment without its suffix */
    const char *suffix;                      /* "png"; null if there is no '.' in the last segment */
    const struct format *format;             /* what is to be sent; null until it is known */
    bool negotiated;                         /* `format` came from Accept, not from the path */
    void (*rest)(struct exchange *exchange); /* what is left to be done; null if nothing is */
    bool is_short;                           /* and takes little time */
    struct question question;                /* that it is about, if it is about one */
    enum arena_fault fault;                  /* why it was left, if it was */
    int failed_status;                       /* 0, or the status of what it came to, with the errors */
    const struct error_list *failure;
};

/* A body about to be sent. */
struct content {
    const char *type; /* Content-Type */
    bool compressible;
    bool revalidated; /* to be asked for anew each time (pages: a 304 is cheap, an old script beside a new page is not) */
    const char *hash; /* for the ETag, made by etag_hash */
    const char *body;
    size_t length;
};

/* Adds a header; name and value must live as long as the arena. */
void response_add(struct response *response, const char *name, const char *value);

/* Tells whoever has a clock that a phase is over. */
void exchange_passed(const struct exchange *exchange, enum service_phase phase);

/* Sends 200 with an ETag, a lifetime and Vary, gzipped where that pays and is accepted; 304 if the client holds it already. */
void exchange_send(struct exchange *exchange, const struct content *content);

/* Answers 304 and returns true if the client says it holds what the hash stands for. Body and length are not looked at. */
bool exchange_not_modified(struct exchange *exchange, const struct content *content);

#endif
