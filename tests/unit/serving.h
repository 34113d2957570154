/* For tests that ask the service without sockets: it has to be started before the first request. Give start_serving to
 * cmocka_run_group_tests as the group's setup. Include it behind cmocka.h. */
#ifndef TESTS_SERVING_H
#define TESTS_SERVING_H

#include "server/service/service.h"
#include "tests/unit/drawing.h"

#include <string.h>

static inline int start_serving(void **state)
{
    (void)state;
    return start_or_say_why(service_start);
}

/* Whether the body holds the text; bodies may hold NULs. */
static inline bool holds(const struct response *response, const char *text)
{
    return memmem(response->body, response->length, text, strlen(text)) != NULL;
}

#endif
