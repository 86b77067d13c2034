/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products and recursions. Laws are kept as they come and divided by their sum in the end; what grows beyond
 * 1e140 is scaled down (products of two must fit a double), and what then vanishes is far below the rest. */
#include "queue_forms.h"

#include <stdlib.h>

#include "text.h"

double erlang_b(double load, uint32_t lines) {
    double inverse = 1;
    for (uint32_t n = 1; n <= lines; n++) {
        inverse = 1 + inverse * n / load;
        if (inverse > 1e300)
            return 0;
    }
    return 1 / inverse;
}

/* Weights p[0 .. places] -> what they say. */
static void law_of(double *p, uint32_t places, struct queue_law *law) {
    double sum = 0, first = 0;
    for (uint32_t n = 0; n <= places; n++) {
        sum += p[n];
        first += n * p[n];
    }
    *law = (struct queue_law){.loss = p[places] / sum,
                              .inside = first / sum,
                              .last = places > 0 ? p[places - 1] / sum : 0,
                              .full = p[places] / sum};
}

static void scale_down(double *p, uint32_t to) {
    if (p[to] > 1e140)
        for (uint32_t n = 0; n <= to; n++)
            p[n] *= 1e-140;
}

/* p[n] = p[n - 1] load / min(n, servers) */
static void ladder(double load, uint32_t servers, uint32_t places, double *p) {
    p[0] = 1;
    for (uint32_t n = 1; n <= places; n++) {
        p[n] = p[n - 1] * load / (n < servers ? n : servers);
        scale_down(p, n);
    }
}

bool mmck_solve(double load, uint32_t servers, double held, uint32_t places, struct queue_law *law) {
    if (places == 0 || !(load + held > 0))
        return false;
    if (servers == QUEUE_INFINITE) { /* one crowd: served and held alike */
        load += held;
        held = 0;
    }
    double *p = memory_alloc((places + 1) * sizeof *p);
    ladder(load, servers, places, p);
    if (held > 0) { /* j of n held, n - j waiting or served */
        double *q = memory_alloc((places + 1) * sizeof *q), *both = memory_alloc((places + 1) * sizeof *both);
        ladder(held, QUEUE_INFINITE, places, q);
        for (uint32_t n = 0; n <= places; n++)
            for (uint32_t j = 0; j <= n; j++)
                both[n] += q[j] * p[n - j];
        free(p);
        free(q);
        p = both;
    }
    law_of(p, places, law);
    free(p);
    return true;
}

/* p[n] = p[n - 1] load (clients - n + 1) / n; a client meets the law of the others. */
static void engset_ladder(uint32_t clients, double load, uint32_t places, double *p) {
    p[0] = 1;
    for (uint32_t n = 1; n <= places; n++) {
        p[n] = n > clients ? 0 : p[n - 1] * load * (clients - n + 1) / n;
        scale_down(p, n);
    }
}

void engset_solve(uint32_t clients, double load, uint32_t places, struct queue_law *law) {
    struct queue_law met;
    double *p = memory_alloc((places + 1) * sizeof *p);
    engset_ladder(clients - 1, load, places, p);
    law_of(p, places, &met);
    engset_ladder(clients, load, places, p);
    law_of(p, places, law);
    law->loss = met.full;
    free(p);
}

/* p[j] / rate = p[0] during[j - 1] + sum of p[k] during[j - k], k = 1 .. j: a service that begins with k
 * inside follows a departure that leaves k (as many as arrivals that find k), or with 1 an arrival that finds
 * nobody. */
bool mg1k_solve(double rate, const struct service_counts *service, uint32_t places, struct queue_law *law) {
    const double *during = service->during;
    if (places == 0 || !(service->none > 0))
        return false;
    double *p = memory_alloc((places + 1) * sizeof *p), rest = service->rest;
    p[0] = 1;
    for (uint32_t j = 1; j < places; j++) {
        double sum = p[0] * during[j - 1];
        for (uint32_t k = 1; k < j; k++)
            sum += p[k] * during[j - k];
        p[j] = rate * sum / service->none; /* 1 - rate during[0] = none */
        scale_down(p, j);
    }
    double full = 0; /* rest: places - k or more arrivals, from k = 1 on it takes one more term each */
    rest += during[places - 1];
    full += p[0] * rest;
    for (uint32_t k = 1; k < places; k++) {
        full += p[k] * rest;
        rest += during[places - 1 - k];
    }
    p[places] = rate * full;
    law_of(p, places, law);
    free(p);
    return true;
}
