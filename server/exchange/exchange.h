/* One request on its way to a response: what the handlers of all routes share. Inside the server only. */
#ifndef SERVER_EXCHANGE_H
#define SERVER_EXCHANGE_H

#include "server/exchange/request.h"
#include "server/text/query.h"
#include "study/study.h"

struct format;

/* What a handler comes to. It never calls back up: what is to be said of it, the service says. */
enum verdict {
    VERDICT_DONE,     /* the response is complete */
    VERDICT_DEFERRED, /* `rest` is left to be done */
    VERDICT_NOT_HERE, /* there is no such path */
    VERDICT_REFUSED,  /* exchange_refuse has the errors */
};

struct exchange {
    const struct service_limits *limits;
    const struct request *request;
    struct arena *arena;
    struct response *response;
    struct query query;
    const char *stem;                                /* the path's last segment without its suffix */
    const char *suffix;                              /* "png"; null if there is no '.' in the last segment */
    const struct format *format;                     /* what is to be sent; null until it is known */
    bool negotiated;                                 /* `format` came from Accept, not from the path */
    const char *validator;                           /* see identity.h; null: made of the body */
    enum verdict (*rest)(struct exchange *exchange); /* what is left to be done */
    bool is_short;                                   /* and takes little time */
    enum verdict verdict;                            /* of what has been done */
    struct question question;                        /* that it is about, if it is about one */
    struct study_tile tile;                          /* of it that is asked for, if one is */
    enum arena_fault fault;                          /* why it was left, if it was */
    int refused_status;                              /* of what was refused, with the errors; null if nothing was */
    const struct error_list *refusal;
};

/* A body about to be sent. */
struct content {
    const char *type; /* Content-Type */
    bool compressible;
    bool revalidated; /* to be asked for anew each time (pages: a 304 is cheap, an old script beside a new page is not) */
    bool lasting;     /* the same for every question: worth more time of compression */
    const char *body;
    size_t length;
};

/* Whether the answer may be kept and asked for again: it has an address. What was asked with a body has none. */
bool exchange_is_kept(const struct exchange *exchange);

/* Adds a header; name and value must live as long as the arena. */
void response_add(struct response *response, const char *name, const char *value);

/* Reports the end of a phase to the caller's clock, if there is one. */
void exchange_passed(const struct exchange *exchange, enum service_phase phase);

/* Sends 200 with an ETag, a lifetime and Vary, gzipped where that pays and is accepted. Done. */
enum verdict exchange_send(struct exchange *exchange, const struct content *content);

/* Adds the headers that a 200 and its 304 have in common. */
void exchange_add_validators(struct exchange *exchange, const struct content *content, const char *tag);

/* Refuses with that status for these errors (at least one, in the arena), or for a single one, which is copied. */
enum verdict exchange_refuse(struct exchange *exchange, int status, const struct error_list *errors);
enum verdict exchange_refuse_for(struct exchange *exchange, int status, const struct error *error);

#endif
