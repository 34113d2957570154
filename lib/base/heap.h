/* Settings of the C library for a program that serves. A library leaves its host's settings alone: nothing in lib/ calls
 * these. */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* A figure takes a few megabytes. The C library would give them back to the system when it is done and have them again, zeroed page by
 * page, for the next: that is a quarter of the time of a line figure, and two fifths of a wireframe's. So each of its heaps keeps this much: what a
 * map of basins takes, and an eighth more. What is larger than HEAP_LARGE_BYTES is had from the system by itself. */
enum { HEAP_KEPT_BYTES = 16 << 20, HEAP_LARGE_BYTES = 8 << 20 };

/* Few heaps, each of which keeps some freed memory, and threads' stacks of 2 MiB. Before the first thread. */
void heap_start(void);

/* Gives all freed memory back to the system: what a start, or what is made once and later, leaves behind is not had again. After all is made that lasts as
 * long as the program. */
void heap_started(void);

/* Bytes of addresses that the process has, and bytes of it that are in memory; false, with both 0, where the system does not say (no /proc), or before
 * heap_start. One call of the system, a microsecond, that allocates nothing. Any thread. */
bool heap_measure(size_t *addresses, size_t *resident);

/* Gives freed memory that the C library keeps back to the system when it has come to some forty megabytes: to be called when something may have
 * been freed. Any thread. Where the system does not tell how much memory a process has (no /proc) nothing is given back. */
void heap_return(void);

#endif
