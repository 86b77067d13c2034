/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the law of a service time means to a queue with Poisson arrivals: its mean, and how many frames arrive
 * in it. */
#ifndef RXP_SERVICE_LAW_H
#define RXP_SERVICE_LAW_H

#include <stdbool.h>
#include <stdint.h>

#include "dist.h"
#include "queue_forms.h"

/* Mean in seconds of a law of times as the sampler draws it: what is below 0 counts as 0. */
double service_law_mean_s(const struct dist *law);
/* The probability that it lasts longer than t picoseconds. */
double service_law_longer(const struct dist *law, double t);
/* The probability that it lasts at most so long, right where it is small; not for mixtures and tables. */
double service_law_within(const struct dist *law, double t);
/* Every value is the same. */
bool service_law_is_constant(const struct dist *law);
bool service_law_is_exponential(const struct dist *law);

/* With `rate` arrivals per second, for a queue of so many places. Constants and tables are summed exactly,
 * densities integrated by Gauss and Legendre's rule on panels that are small against both the law and
 * Poisson's. The array is the caller's to free. */
void service_law_counts(const struct dist *law, double rate, uint32_t places, struct service_counts *counts);

#endif
