/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finite times against chains whose law is known at every instant, and against the long run. */
#include <stdlib.h>

#include "exact_chain.h"

/* One line: p(t) = a / (1 + a) (1 - e^-(1 + a) t), and the time it is taken until then. */
static void one_line_fills_as_an_exponential(void **state) {
    struct pool_chain model = plain(1, 1, 2);
    struct markov *chain = pool_chain_make(&model);
    (void)state;
    assert_int_equal(chain->states, 2);
    for (double t = 0.01; t < 2000; t *= 3) {
        double law[2] = {1, 0}, spent[2] = {0, 0};
        assert_true(markov_spend(chain, 1, t, law, spent));
        assert_exact(law[1], 2.0 / 3 * -expm1(-3 * t));
        assert_exact(spent[1], 2.0 / 3 * (t + expm1(-3 * t) / 3));
        assert_exact(spent[0] + spent[1], t);
    }
    markov_free(chain);
}

/* Lines for everybody: the mean is a (1 - e^-t), and when arrivals stop it falls as e^-t. */
static void lines_for_everybody_fill_and_empty(void **state) {
    struct pool_chain model = plain(80, POOL_CHAIN_INFINITE, 1);
    struct markov *chain = pool_chain_make(&model);
    double *law = calloc(chain->states, sizeof *law), *spent = calloc(chain->states, sizeof *spent), mean = 0;
    (void)state;
    law[0] = 1;
    assert_true(markov_spend(chain, 5, 1.5, law, spent));
    assert_exact(pool_chain_sum(&model, chain, spent, 5).out, 5 * (1.5 + expm1(-1.5)));
    assert_true(markov_spend(chain, 0, 2, law, spent));
    for (size_t i = 0; i < chain->states; i++)
        mean += law[i] * (double)i;
    assert_exact(mean, 5 * -expm1(-1.5) * exp(-2));
    free(law);
    free(spent);
    markov_free(chain);
}

/* After a long time it is what the elimination says. */
static void time_leads_to_the_stationary_law(void **state) {
    struct pool_chain model = plain(30, 2, 1.9);
    (void)state;
    model.resume = 9;
    struct markov *chain = pool_chain_make(&model);
    double *law = calloc(chain->states, sizeof *law), *spent = calloc(chain->states, sizeof *spent);
    double *stationary = calloc(chain->states, sizeof *stationary);
    law[0] = 1;
    assert_true(markov_spend(chain, 1, 4000, law, spent));
    assert_true(markov_law(chain, stationary));
    for (size_t i = 0; i < chain->states; i++)
        assert_share(law[i], stationary[i], 1e-9);
    free(law);
    free(spent);
    free(stationary);
    markov_free(chain);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_fills_as_an_exponential),
        cmocka_unit_test(lines_for_everybody_fill_and_empty),
        cmocka_unit_test(time_leads_to_the_stationary_law),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
