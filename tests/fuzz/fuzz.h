/* What the fuzz targets share. A target is a file with the two entry points below; libFuzzer calls them with inputs it makes up, replay.c
 * with the files of tests/fuzz/corpus/. What an input breaks, besides what the sanitizers see, is said by PROMISE. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Says what was promised and did not hold, as printf does, and ends the program in a way that a fuzzer takes for a find. */
#define PROMISE(holds, ...)                                                                                                                          \
    do {                                                                                                                                             \
        if (!(holds)) {                                                                                                                              \
            fprintf(stderr, "%s:%d: broken promise: ", __FILE__, __LINE__);                                                                          \
            fprintf(stderr, __VA_ARGS__);                                                                                                            \
            fputc('\n', stderr);                                                                                                                     \
            abort();                                                                                                                                 \
        }                                                                                                                                            \
    } while (0)

/* An input as targets read it: text in memory of its own, and an arena. */
struct fuzz_input {
    struct arena *arena;
    const char *text; /* the data with a NUL behind it */
    size_t length;
};

/* Runs work(struct fuzz_input *) in an arena of at most `cap` bytes. That it runs out is no find: it left where it should. */
static inline int fuzz_run(const uint8_t *data, size_t size, size_t cap, void (*work)(void *input))
{
    struct fuzz_input input = {.arena = arena_create(cap)};
    char *text = malloc(size + 1);
    if (input.arena && text) {
        for (size_t i = 0; i < size; i++)
            text[i] = (char)data[i];
        text[size] = 0;
        input.text = text;
        input.length = size;
        arena_protect(input.arena, work, &input);
    }
    free(text);
    arena_destroy(input.arena);
    return 0;
}

#endif
