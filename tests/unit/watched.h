/* Under the sanitizers a program takes three to six times as long, and computes the same numbers. There a loop that looks for wrong numbers goes
 * through every ROWS_APART-th row of its table, or draws as many landscapes fewer. What looks for wrong memory goes through all. */
#ifndef TESTS_WATCHED_H
#define TESTS_WATCHED_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { ROWS_APART = 4 };
#else
enum { ROWS_APART = 1 };
#endif

#endif
