/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Poisson source whose rate changes: gaps that were drawn at the old rate and not used yet must not be
 * those of the new one, which they may outlast. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model_fixture.h"
#include "result.h"

static struct fixture fixture;

static double offered(uint64_t duration_ps, uint32_t replication) {
    const char *problem;
    fixture.config.duration_ps = duration_ps;
    struct plan *plan = plan_make(&fixture.config, &problem);
    assert_non_null(plan);
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, 20261122, replication, NULL, NULL);
    double frames = (double)result->metric[METRIC_FRAMES_OFFERED].integer;
    run_result_free(result);
    sim_destroy(sim);
    plan_free(plan);
    return frames;
}

/* 1 kframe/s for 10 ms, 10 Mframe/s for 1 ms, then nothing: 10,010 frames, standard deviation 100. */
static void a_step_has_its_own_rate_from_its_beginning(void **state) {
    static struct step_config steps[3];
    struct source_config *source = fixture_textbook(&fixture)->source;
    (void)state;
    source->arrival = ARRIVAL_SCHEDULE;
    source->during = ARRIVAL_POISSON;
    source->step = steps;
    source->step_count = 3;
    steps[0] = (struct step_config){0, per_second(1000)};
    steps[1] = (struct step_config){10 * MS, per_second(10000000)};
    steps[2] = (struct step_config){11 * MS, per_second(0)};
    for (uint32_t replication = 0; replication < 40; replication++)
        assert_true(fabs(offered(20 * MS, replication) - 10010) < 450);
}

/* Two states of 100 us on average, of 10 kframe/s and of 10 Mframe/s. In 2 s the fast one rules half the time
 * within 1 %, and a gap of the slow one is as long as either. */
static void a_state_has_its_own_rate_from_its_beginning(void **state) {
    static struct state_config states[2];
    struct source_config *source = fixture_textbook(&fixture)->source;
    (void)state;
    source->arrival = ARRIVAL_MMPP;
    source->state = states;
    source->state_count = 2;
    states[0].rate = per_second(10000);
    states[1].rate = per_second(10000000);
    states[0].mean_ps[1] = states[1].mean_ps[0] = 100 * US;
    assert_true(fabs(offered(2000 * MS, 0) / 10010000.0 - 1) < 0.03);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_has_its_own_rate_from_its_beginning),
        cmocka_unit_test(a_state_has_its_own_rate_from_its_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
