/* The state of the page: the study that its address asks for, with arguments. It is printed into the page before any script runs. */
#ifndef SERVER_STATE_H
#define SERVER_STATE_H

#include "server/exchange/exchange.h"

#include "base/buffer.h"

struct state {
    struct question question;
    const char *title;                /* "himmelblau: where does an optimizer go?" */
    const char *query;                /* percent-encoded arguments that the study has, without the study's name */
    bool given;                       /* the address says so; else it is the page's own beginning */
    const struct argument *arguments; /* those of `query` */
    size_t argument_count;
};

/* Reads the query of /?study=…: what the study does not have, and what is empty, is left out. The study's name may be in capitals or one that it is
 * looked for as; without one it is the landscape of f, or the data. False where it names no study or cannot be asked. */
bool state_read(struct arena *arena, const struct query *query, struct state *state);

/* What is wrong with the question of a query that state_read refuses; false where it names no study. */
bool state_problem(struct arena *arena, const struct query *query, struct error_list *errors);

/* The state of a page whose address says nothing: a race of three optimizers. */
void state_begin(struct arena *arena, struct state *state);

/* "&name=value" for a picture's address, or "" where the arguments have one of that name, or the study none. */
const char *state_unless_given(struct arena *arena, const struct state *state, const char *name, const char *value);

/* The parts of the template: tags for previews, the picture, the verbs, thumbnails, and the few fields that come first. */
void state_write_head(struct buffer *page, const struct state *state, const char *origin);
void state_write_picture(struct buffer *page, const struct state *state);
void state_write_verbs(struct buffer *page, const struct state *state);
void state_write_thumbnails(struct buffer *page);
void state_write_fields(struct buffer *page, const struct state *state);

#endif
