/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many frames arrive in a service: Poisson's shares, integrated over the time for which it lasts.
 *
 * Times are in picoseconds here, as the laws have them. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>

#include "ensure.h"
#include "service_law.h"
#include "text.h"

enum { POINTS = 32 }; /* of Gauss and Legendre's rule on a panel */

struct counting {
    double rate; /* per picosecond */
    uint32_t places;
    double *share; /* Poisson's, of 0 .. places - 1 */
    double *during, rest, none;
};

/* Poisson's share n of mean x > 0, by logarithms. */
static double poisson(double x, double n) {
    return exp(n * log(x) - x - lgamma(n + 1));
}

/* Shares of 0 .. places - 1, outwards from the greatest of them. */
static void shares(struct counting *counting, double x) {
    double *share = counting->share;
    uint32_t last = counting->places - 1, mode = x < last ? (uint32_t)x : last;
    share[mode] = poisson(x, mode);
    for (uint32_t n = mode; n > 0; n--)
        share[n - 1] = share[n] * n / x;
    for (uint32_t n = mode; n < last; n++)
        share[n + 1] = share[n] * x / (n + 1);
}

/* P(X >= places), and the mean of what is beyond, E[max(0, X - places)], of Poisson's law of mean x. The
 * shares below are there: where they are the smaller part, complements lose nothing. */
static void beyond(const struct counting *counting, double x, double *tail, double *excess) {
    double at = counting->places, share;
    if (x > at) {
        *tail = 1;
        *excess = x - at;
        for (uint32_t n = 0; n < counting->places; n++) {
            *tail -= counting->share[n];
            *excess += counting->share[n] * (at - n);
        }
        return;
    }
    *tail = *excess = 0;
    for (share = poisson(x, at); share > 1e-19 * *tail; share *= x / ++at) {
        *tail += share;
        *excess += share * (at - counting->places);
    }
}

/* With this weight it lasts exactly so long. */
static void add_constant(struct counting *counting, double weight, double t) {
    double tail, excess, x = counting->rate * t;
    uint32_t places = counting->places;
    counting->none += weight * exp(-x);
    if (!(x > 0))
        return;
    shares(counting, x);
    beyond(counting, x, &tail, &excess);
    counting->rest += weight * excess / counting->rate;
    for (uint32_t n = places; n-- > 0;) { /* the mean time with n is P(more than n) by the rate */
        counting->during[n] += weight * tail / counting->rate;
        tail += counting->share[n];
    }
}

struct panel {
    double low, high;
};

static double spread_of(const struct dist *law) {
    double mean = (double)law->a, shape = (double)law->shape_e9 / 1e9;
    switch (law->kind) {
    case DIST_NORMAL:
        return (double)law->b;
    case DIST_UNIFORM:
        return (double)(law->b - law->a);
    case DIST_LOGNORMAL:
        return mean * shape;
    case DIST_WEIBULL:
        return mean / (1 + shape);
    case DIST_GAMMA:
        return mean / sqrt(shape);
    case DIST_ERLANG:
        return mean / sqrt(law->count);
    case DIST_CONSTANT:
    case DIST_EXPONENTIAL:
    case DIST_PARETO:
    case DIST_HYPEREXPONENTIAL:
    case DIST_MIXTURE:
    case DIST_EMPIRICAL:
        break;
    }
    return mean;
}

/* Where its density jumps, ascending. */
static uint32_t kinks(const struct dist *law, double kink[2]) {
    double shape = (double)law->shape_e9 / 1e9;
    if (law->kind == DIST_UNIFORM) {
        kink[0] = (double)law->a;
        kink[1] = (double)law->b;
        return 2;
    }
    kink[0] = (double)law->a * (shape - 1) / shape;
    return law->kind == DIST_PARETO ? 1 : 0;
}

/* The next panel: at most as long as all before it, as the law is wide, and, where few arrivals count, as
 * Poisson's law is. */
static double panel_end(const struct counting *counting, const struct dist *law, double low) {
    double mean = (double)law->a, arrivals = counting->rate * low, kink[2];
    double least = 0x1p-60 * fmin(mean > 0 ? mean : (double)law->b, 1 / counting->rate);
    double length = fmax(low, least), knee = counting->places + 12 * sqrt(counting->places) + 40;
    length = fmin(length, fmax(spread_of(law), fabs(low - mean) / 3));
    if (arrivals < knee)
        length = fmin(length, 3 * sqrt(1 + arrivals) / counting->rate);
    double high = low + length;
    for (uint32_t i = 0, count = kinks(law, kink); i < count; i++)
        if (kink[i] > low && kink[i] < high)
            high = kink[i];
    return high;
}

/* Adds the panel to `during`, and returns what it adds to `rest`. */
static double add_panel(struct counting *counting, const struct dist *law, double weight, struct panel panel,
                        const gsl_integration_glfixed_table *rule) {
    double rest = 0;
    for (size_t i = 0; i < POINTS; i++) {
        double t, w, tail, excess;
        gsl_integration_glfixed_point(panel.low, panel.high, i, &t, &w, rule);
        double x = counting->rate * t;
        w *= weight * service_law_longer(law, t);
        if (!(w > 0))
            continue;
        shares(counting, x);
        for (uint32_t n = 0; n < counting->places; n++)
            counting->during[n] += w * counting->share[n];
        beyond(counting, x, &tail, &excess);
        rest += w * tail;
    }
    return rest;
}

/* The transform of the law at the rate where it cannot be had as a complement: by parts, E[e^-sX] = s times
 * the integral of e^-st P(X <= t). */
static double transform(const struct counting *counting, const struct dist *law,
                        const gsl_integration_glfixed_table *rule) {
    double sum = 0;
    for (double low = 0, high; counting->rate * low < 800; low = high) {
        high = panel_end(counting, law, low);
        for (size_t i = 0; i < POINTS; i++) {
            double t, w;
            gsl_integration_glfixed_point(low, high, i, &t, &w, rule);
            sum += w * exp(-counting->rate * t) * service_law_within(law, t);
        }
    }
    return counting->rate * sum;
}

static void add_density(struct counting *counting, const struct dist *law, double weight) {
    gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(POINTS);
    ensure(rule != NULL);
    double rest = 0, before = counting->during[0], shape = (double)law->shape_e9 / 1e9;
    for (double low = 0, high;; low = high) {
        high = panel_end(counting, law, low);
        double more = add_panel(counting, law, weight, (struct panel){low, high}, rule);
        rest += more;
        bool past = counting->rate * high > counting->places + 12 * sqrt(counting->places) + 40;
        if (service_law_longer(law, high) <= 1e-290)
            break;
        if (past && law->kind == DIST_PARETO && service_law_longer(law, high) < 1) { /* the rest is known */
            rest += weight * service_law_longer(law, high) * high / (shape - 1);
            break;
        }
        if (past && more < 1e-18 * rest && low > (double)law->a)
            break;
    }
    counting->rest += rest;
    double none = 1 - counting->rate * (counting->during[0] - before) / weight;
    counting->none += weight * (none > 0.05 ? none : transform(counting, law, rule));
    gsl_integration_glfixed_table_free(rule);
}

static void add(struct counting *counting, const struct dist *law, double weight) {
    if (!(weight > 0))
        return;
    if (law->kind == DIST_MIXTURE)
        for (uint32_t i = 0; i < law->count; i++)
            add(counting, &law->component[i], weight * (double)law->weight_e18[i] * 1e-18);
    else if (law->kind == DIST_EMPIRICAL)
        for (uint32_t i = 0; i < law->count; i++)
            add_constant(counting, weight / law->count, (double)law->table[i]);
    else if (service_law_is_constant(law))
        add_constant(counting, weight, (double)law->a);
    else
        add_density(counting, law, weight);
}

void service_law_counts(const struct dist *law, double rate, uint32_t places, struct service_counts *counts) {
    struct counting counting = {.rate = rate * 1e-12, .places = places};
    gsl_error_handler_t *handler =
        gsl_set_error_handler_off(); /* what underflows is 0, and no reason to stop */
    counting.share = memory_alloc(places * sizeof *counting.share);
    counting.during = memory_alloc(places * sizeof *counting.during);
    add(&counting, law, 1);
    for (uint32_t n = 0; n < places; n++)
        counting.during[n] *= 1e-12;
    free(counting.share);
    (void)gsl_set_error_handler(handler);
    *counts = (struct service_counts){counting.during, counting.rest * 1e-12, counting.none};
}
