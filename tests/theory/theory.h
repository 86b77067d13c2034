/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulation against theory: with every cost, latency and FIFO zero the model is a textbook queue, whose loss
 * is known to as many digits as wanted.
 *
 * The check is the same everywhere and cannot be turned: seed 20260801, replications 0 to n - 1, the mean
 * within 4.5 standard errors and within 1 % of the exact value. And it must be able to fail: each test runs
 * the same queue with one buffer more and demands that the check rejects it. */
#ifndef RXP_THEORY_H
#define RXP_THEORY_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "../unit/model_fixture.h"
#include "chain_law.h"

#define THEORY_SEED 20260801
#define THEORY_ERRORS 4.5
#define THEORY_SHARE 0.01
#define THEORY_EXACT 1e-12 /* two methods for the exact value agree to this share of it */

struct estimate {
    double mean, error;
};

struct theory {
    struct estimate loss, indicated;
};

static inline struct estimate estimate_of(const double *value, uint32_t count) {
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += value[i];
    double mean = sum / count;
    for (uint32_t i = 0; i < count; i++)
        squares += (value[i] - mean) * (value[i] - mean);
    return (struct estimate){mean, sqrt(squares / (count - 1) / count)};
}

/* So many replications of the scenario: the loss ratio, and the mean number of buffers that a protocol owns.
 */
static inline struct theory theory_run(const struct config *config, uint32_t replications) {
    double loss[64], indicated[64];
    const char *problem;
    assert_true(replications >= 2 && replications <= 64);
    struct plan *plan = plan_make(config, &problem);
    assert_non_null(plan);
    struct sim *sim = sim_create(plan);
    for (uint32_t i = 0; i < replications; i++) {
        struct run_result *result = sim_run(sim, THEORY_SEED, i, NULL, NULL);
        assert_int_equal(result->status, RUN_OK);
        loss[i] = value_of(result, METRIC_LOSS_RATIO);
        indicated[i] = value_of(result, METRIC_BUFFERS_INDICATED_MEAN);
        run_result_free(result);
    }
    sim_destroy(sim);
    plan_free(plan);
    return (struct theory){estimate_of(loss, replications), estimate_of(indicated, replications)};
}

static inline bool theory_agrees(const char *what, struct estimate estimate, double exact) {
    double z = (estimate.mean - exact) / estimate.error;
    print_message("# %-44s exact %.10f simulated %.10f z %+6.2f share %+.3f %%\n", what, exact, estimate.mean,
                  z, 100 * (estimate.mean / exact - 1));
    return fabs(z) <= THEORY_ERRORS && fabs(estimate.mean - exact) <= THEORY_SHARE * exact;
}

/* The queue agrees with the exact loss (and mean number of buffers out); with one buffer more it must not. */
static inline void theory_check(const char *name, struct config *config, uint32_t replications, double loss,
                                double indicated) {
    char what[64];
    struct theory got = theory_run(config, replications);
    snprintf(what, sizeof what, "%s, loss", name);
    assert_true(theory_agrees(what, got.loss, loss));
    snprintf(what, sizeof what, "%s, buffers out", name);
    assert_true(theory_agrees(what, got.indicated, indicated));
    fixture_pool(config, config->pool_initial + 1);
    got = theory_run(config, replications);
    snprintf(what, sizeof what, "%s, loss, one buffer more", name);
    assert_false(theory_agrees(what, got.loss, loss));
}

static inline void assert_same_exact(double a, double b) {
    if (fabs(a - b) > THEORY_EXACT * fabs(b))
        fail_msg("two methods disagree: %.17g and %.17g", a, b);
}

/* 1 Mframe/s of Poisson traffic times a load, against servers of 1 us: arrivals per mean service time = load.
 */
static inline struct config *theory_config(struct fixture *fixture, double load, uint32_t buffers,
                                           uint64_t duration_ms) {
    struct config *config = fixture_textbook(fixture);
    fixture_pool(config, buffers);
    config->seed = THEORY_SEED;
    config->source[0].rate = per_second((uint64_t)(load * 1000000 + 0.5));
    config->warmup_ps = 5 * MS;
    config->duration_ps = config->warmup_ps + duration_ms * MS;
    return config;
}

#endif
