/* The two calls through which all of our own memory is had, so that a test can make any one of them fail. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* As malloc and free. */
void *memory_allocate(size_t bytes);
void memory_free(void *memory);

/* For tests: lets `allowed` further allocations of the calling thread succeed and fails the one after; negative: none fails. */
void memory_fail_after(long allowed);

/* For tests: whether an allocation was made to fail since memory_fail_after was last called on this thread. */
int memory_has_failed(void);

/* The same for all threads together: what a test of a running server needs. Off at the start, and again once an allocation has failed. */
void memory_fail_anywhere_after(long allowed);
int memory_has_failed_anywhere(void);

#endif
