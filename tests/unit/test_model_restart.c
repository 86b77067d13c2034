/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A restart that must wait for its pause, and what it may still bring. */
#include "model_hand.h"
#include "modules.h"
#include "ndis_fault.h"

static struct hand hand;

/* A name whose frames come to the other queue than those of this source. */
static void name_for_other_queue(const struct source_config *than, struct source_config *source) {
    uint32_t taken = nic_place(name_hash(than->name), 0) % 2;
    for (char letter = 'a'; nic_place(name_hash(source->name), 0) % 2 == taken; letter++) {
        assert_true(letter <= 'z');
        source->name[0] = letter;
        source->name[1] = '\0';
    }
}

/* A miniport that goes on while it should pause: queue b's two buffers are back at 52 us and hidden (batch
 * 3); at 70 us a frame finds none. But the restart told at 60 us waits for the frame that queue a's protocol
 * has until 90 us, and then shows the NIC all there is: the next two frames are received. */
static void a_restart_that_waits_for_the_pause_is_still_to_come(void **state) {
    static struct lifecycle_config rows[2];
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->disable_at = CONFIG_NEVER;
    config->nic_queues = 2;
    config->refill_batch = 3;
    config->driver_faults = UINT64_C(1) << FAULT_INDICATE_WHEN_PAUSED;
    rows[0] = (struct lifecycle_config){45 * US, LIFECYCLE_PAUSE};
    rows[1] = (struct lifecycle_config){60 * US, LIFECYCLE_RESTART};
    config->lifecycle = rows;
    config->lifecycle_count = 2;
    config->protocol->hold = constant(50 * US);
    config->duration_ps = 130 * US; /* before those two are back and hidden for good */
    config->source_count = 2;
    struct source_config *source = config->source;
    for (int i = 0; i < 2; i++) {
        source[i].arrival = ARRIVAL_CBR;
        source[i].size.low = 64;
    }
    memcpy(source[1].name, "other", 6);
    name_for_other_queue(&source[0], &source[1]);
    source[0].start_ps = 40 * US;
    source[0].interval_ps = US;
    source[0].frames = 1;
    source[1].start_ps = US;
    source[1].interval_ps = US;
    source[1].frames = 150;
    struct run_result *result = fixture_run(config);
    assert_int_equal(result->status, RUN_OK);
    assert_count(result, METRIC_FRAMES_DELIVERED, 1 + 2 + 2);
    run_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_restart_that_waits_for_the_pause_is_still_to_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
