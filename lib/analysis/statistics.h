/* Estimates from samples, and how far they can be trusted. */
#ifndef ANALYSIS_STATISTICS_H
#define ANALYSIS_STATISTICS_H

#include <stddef.h>

/* Wilson's 95 % interval for a probability of which `successes` of `trials` are known (Wilson, Journal of the American Statistical
 * Association 22 (1927) 209). 0:1 if there were no trials. */
void wilson_interval(double successes, double trials, double *low, double *high);

/* Mean and standard deviation (n − 1) of `count` numbers `stride` apart; the deviation of fewer than two is 0. */
void mean_deviation(const double *numbers, size_t count, size_t stride, double *mean, double *deviation);

/* The mean of `count` ≥ 2 numbers and its 95 % interval by Student's distribution, with the quantile's expansion to the second power of 1/(count − 1)
 * (Fisher & Cornish, Technometrics 2 (1960) 209), which is within 2 % from 5 numbers on. */
void mean_interval(const double *numbers, size_t count, double *mean, double *low, double *high);

/* The quantile `fraction` (0 to 1) of ascending numbers, linear between them; not-a-number if there are none. */
double sorted_quantile(const double *ascending, size_t count, double fraction);

/* Spearman's rank correlation of two lists (of tied numbers the mean rank), with its 95 % interval: Fisher's transformation with the variance
 * (1 + ρ²/2)/(count − 3) (Bonett & Wright, Psychometrika 65 (2000) 23). Not-a-number, and −1:1, of fewer than 4 or where one list is constant.
 * `ranks` takes 2 · count numbers. */
double rank_correlation(size_t count, const double *a, const double *b, double *ranks, double *low, double *high);

#endif
