/* Reads the reference files beside the tests, which are run from the repository's root. */
#ifndef TESTS_REFERENCE_H
#define TESTS_REFERENCE_H

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

/* The parsed file of tests/reference; the caller deletes it. Ends the test program if it is missing. */
static inline cJSON *reference_read(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "tests/reference/%s", name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "%s is missing: run the tests from the root of the repository\n", path);
        exit(2);
    }
    fseek(file, 0, SEEK_END);
    const long size = ftell(file);
    rewind(file);
    char *text = malloc((size_t)size + 1);
    text[fread(text, 1, (size_t)size, file)] = 0;
    fclose(file);
    cJSON *json = cJSON_Parse(text);
    free(text);
    return json;
}

static inline double reference_number(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name)->valuedouble;
}

#endif
