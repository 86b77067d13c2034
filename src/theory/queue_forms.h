/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queues with a finite number of places whose law is a product or a recursion of positive terms: no chain has
 * to be solved, and nothing is subtracted, so that also a loss of 1e-12 is right to nearly all digits of a
 * double.
 *
 * Plain numbers: rates per second, times in seconds. Nothing here knows scenarios. */
#ifndef RXP_QUEUE_FORMS_H
#define RXP_QUEUE_FORMS_H

#include <stdbool.h>
#include <stdint.h>

#define QUEUE_INFINITE UINT32_MAX /* servers */

struct queue_law {
    double loss;   /* share of arriving frames that find no place */
    double inside; /* mean number in the system: buffers that are out */
    double last;   /* share of time with one place left; that is where an arrival takes the last one */
    double full;   /* share of time with none left; = loss when arrivals see time averages */
};

/* Erlang's loss formula: `load` arrivals in a mean holding time (> 0), so many lines. B(0) = 1, and
 * 1 / B(n) = 1 + n / (load B(n - 1)). */
double erlang_b(double load, uint32_t lines);

/* M/M/c/K, after whose service a frame is held for a time of any law: Poisson arrivals, `load` of them in a
 * mean service, `servers` (or QUEUE_INFINITE), `held` arrivals in a mean hold (0: none), `places` in all, at
 * least 1. Jackson's product form with bounded population. False: load and held are both 0, or there are no
 * places. */
bool mmck_solve(double load, uint32_t servers, double held, uint32_t places, struct queue_law *law);

/* Engset: `clients` that think for a mean time and then want one of `places` for a mean time; load = the
 * second by the first (> 0). loss is what a client meets, full what a clock does. */
void engset_solve(uint32_t clients, double load, uint32_t places, struct queue_law *law);

/* How a service time decides M/G/1/K: during[n] is the mean time in a service in which n frames have arrived
 * since it began, n = 0 .. places - 1 (the integral of Poisson's share n times the probability that it still
 * lasts); `rest` the same for places or more; `none` the probability that no frame arrives in a service. */
struct service_counts {
    double *during;
    double rest, none;
};
/* M/G/1/K by the recursion of H. C. Tijms, "A First Course in Stochastic Models" (2003), 9.2: `rate` per
 * second. */
bool mg1k_solve(double rate, const struct service_counts *service, uint32_t places, struct queue_law *law);

#endif
