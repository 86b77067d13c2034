/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a shared object may call a policy, and what is said of the rest. Each case breaks one thing of a sound
 * one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "policy_registry.h"
#include "policy_table.h"

static struct rxpool_policy_key keys[17];

/* As sound as the watermark policy, with two keys of its own. */
static struct rxpool_policy sound(void) {
    struct rxpool_policy policy = policy_watermark;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        keys[i] = (struct rxpool_policy_key){"enough", "so many", RXPOOL_UNIT_COUNT, 0, 5, 1, 10};
    keys[1].name = "hold_on";
    keys[1].unit = RXPOOL_UNIT_TIME_PS;
    policy.keys = keys;
    policy.key_count = 2;
    return policy;
}

static void is_refused(const struct rxpool_policy *policy, const char *why) {
    struct value_error error = {0};
    assert_false(policy_judge(policy, &error));
    assert_string_equal(error.message, why);
}

static void every_policy_that_comes_with_rxpool_is_sound(void **state) {
    struct value_error error = {0};
    (void)state;
    struct rxpool_policy policy = sound();
    assert_true(policy_judge(&policy, &error));
    for (size_t i = 0; i < policy_count; i++)
        assert_true(policy_judge(policy_table[i], &error));
}

static void what_is_missing_is_told(void **state) {
    (void)state;
    is_refused(NULL, "rxpool_policy() returns NULL");
    struct rxpool_policy policy = sound();
    policy.abi = 1;
    is_refused(&policy, "the policy was built against version 1 of rxpool/policy.h; this is version 2");
    policy = sound();
    policy.name = "two words";
    is_refused(&policy, "the policy has no proper name");
    policy.name = NULL;
    is_refused(&policy, "the policy has no proper name");
    policy = sound();
    policy.summary = "two\nlines";
    is_refused(&policy, "the policy has no proper summary");
    policy = sound();
    policy.state_size = 65537;
    is_refused(&policy, "the policy wants 65537 bytes of state");
    policy = sound();
    policy.decide = NULL;
    is_refused(&policy, "the policy has no function decide");
}

static void settings_must_be_known(void **state) {
    (void)state;
    struct rxpool_policy policy = sound();
    policy.uses |= RXPOOL_PEAK;
    is_refused(&policy, "the policy needs or uses what there is not");
    policy = sound();
    policy.needs |= 1u << 13;
    is_refused(&policy, "the policy needs or uses what there is not");
    policy = sound();
    policy.needs = RXPOOL_GROW_BELOW;
    is_refused(&policy, "the policy grows the pool, but needs no pool.limit");
}

static void keys_must_make_sense(void **state) {
    (void)state;
    struct rxpool_policy policy = sound();
    policy.key_count = 17;
    is_refused(&policy, "the policy has 17 keys of its own");
    policy.key_count = 1;
    policy.keys = NULL;
    is_refused(&policy, "the policy has keys, but no table of them");
    policy = sound();
    keys[1].name = "enough";
    is_refused(&policy, "the policy has two keys 'enough'");
    keys[1].name = "period";
    is_refused(&policy, "the policy's key 'period' is rxpool's own");
    keys[1].name = "a.b";
    is_refused(&policy, "the policy has a key whose name is none");
    keys[1].name = "_a";
    is_refused(&policy, "the policy has a key whose name is none");
    policy = sound();
    keys[0].doc = NULL;
    is_refused(&policy, "the policy does not say what its key 'enough' is");
    policy = sound();
    keys[0].unit = 3;
    is_refused(&policy, "the policy's key 'enough' has unit 3");
}

static void ranges_must_hold_the_default(void **state) {
    static const uint64_t low[] = {6, 1, 1}, initial[] = {5, 11, 5}, high[] = {10, 10, UINT64_C(1) << 63};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct rxpool_policy policy = sound();
        keys[0].low = low[i];
        keys[0].initial = initial[i];
        keys[0].high = high[i];
        is_refused(&policy, "the range or the default of the policy's key 'enough' makes no sense");
    }
    struct rxpool_policy policy = sound();
    keys[1].high = PARAM_TIME_MAX + 1;
    is_refused(&policy, "the range or the default of the policy's key 'hold_on' makes no sense");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_policy_that_comes_with_rxpool_is_sound),
        cmocka_unit_test(what_is_missing_is_told),
        cmocka_unit_test(settings_must_be_known),
        cmocka_unit_test(keys_must_make_sense),
        cmocka_unit_test(ranges_must_hold_the_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
