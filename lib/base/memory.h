/* All memory of our own is allocated by these two calls, so that it is counted and kept under a limit, and a test can make any one of
 * them fail. What foreign libraries allocate is counted separately. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* As malloc and free; null also where the limit would be passed. */
void *memory_allocate(size_t bytes);
void memory_free(void *memory);

/* Counts bytes that a foreign library is about to take for us; false, and nothing is counted, if the limit would be passed. */
bool memory_charge(size_t bytes);
void memory_discharge(size_t bytes);

/* Bytes allocated and charged now by the whole process, and the most there may be: no limit until one is set. */
size_t memory_used(void);
size_t memory_limit(void);
void memory_set_limit(size_t bytes);

/* For tests: lets `allowed` further allocations of the calling thread succeed and fails the one after; negative: none fails. */
void memory_fail_after(long allowed);

/* For tests: whether an allocation was made to fail since memory_fail_after was last called on this thread. */
int memory_has_failed(void);

/* The same for all threads together: what a test of a running server needs. Off at the start, and again once an allocation has failed. */
void memory_fail_anywhere_after(long allowed);
int memory_has_failed_anywhere(void);

#endif
