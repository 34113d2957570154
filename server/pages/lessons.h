/* The lessons of the cookbook: rows. What a sentence says in numbers is read off the service's own answers: those of the question that is shown, and in
 * the answer of the one it is changed to as well (tests/cookbook.py). */
#ifndef SERVER_LESSONS_H
#define SERVER_LESSONS_H

#include <stddef.h>

/* A study and a stored query: "n=10,30&trials=20". */
struct lesson_query {
    const char *study, *query;
};

struct lesson {
    const char *id;    /* the anchor; permanent */
    const char *title; /* "Risk and empirical risk" */
    struct lesson_query shown;
    const char *sentence; /* what is seen */
    const char *question; /* for the class */
    const char *change;   /* what to change, as a link says it: "Take up to 10,000 data" */
    struct lesson_query changed;
    const char *answer;
};

extern const struct lesson lessons[];
extern const size_t lesson_count;

#endif
