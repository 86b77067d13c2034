/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link by hand: exact times, the merge of sources, waiting upstream, saturation. */
#include "model_hand.h"
#include "wide.h"

static struct hand hand;

/* 64 frames made at once on a link of 3000000001 bit/s: 64 + 20 B are 672 bits, and the last bit of the k-th
 * is at floor(k * 672 * 10^12 / 3000000001) ps: the remainder is carried. Stated as facts, indicated as they
 * arrive. */
static void a_busy_link_carries_the_remainder(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 64);
    config->link_bps = (struct fraction){UINT64_C(3000000001), 1};
    initial_block(&hand);
    for (uint64_t k = 1; k <= 64; k++) {
        frame_at(&hand, 0, 64);
        uint64_t at = (uint64_t)((u128)k * 672 * PS_PER_S / UINT64_C(3000000001));
        const uint64_t frame[FACT_WORDS] = {name_hash("frames"), k, 64, at, DELIVERED, at, at};
        state_fact(&hand, FACT_FRAME, frame);
        state_fact(&hand, FACT_INTERRUPT, (const uint64_t[FACT_WORDS]){0, at});
    }
    struct run_result *result = goes_as_stated(&hand);
    /* the last one waited for 63 others */
    double waited = (double)((u128)63 * 672 * PS_PER_S / UINT64_C(3000000001)) / 1e3;
    assert_true(value_of(result, METRIC_WIRE_WAIT_MAX_NS) == waited);
    run_result_free(result);
}

/* 1 Gbit/s: 105 + 20 B take 1,000 ns, 230 + 20 B 2,000, with 4 B of FCS (counted on the link only) 1,032. An
 * idle link starts afresh: 1 arrives at 1000, 2, made at 5000, at 6000, 3, made at 5500, waits till 6000 and
 * arrives at 8000. */
static void a_frame_arrives_with_its_last_bit(void **state) {
    (void)state;
    for (uint64_t fcs = 0; fcs <= 4; fcs += 4) {
        struct config *config = hand_start(&hand, 8);
        config->link_bps = (struct fraction){1000000000, 1};
        config->source->fcs_bytes = (uint32_t)fcs;
        uint64_t extra = 8 * fcs;
        const uint64_t made[] = {0, 5000, 5500};
        const uint32_t length[] = {105, 105, 230};
        const uint64_t arrives[] = {1000 + extra, 6000 + extra, 8000 + 2 * extra};
        for (uint64_t i = 0; i < 3; i++)
            frame_at(&hand, made[i], length[i]);
        initial_block(&hand);
        for (uint64_t i = 0; i < 3; i++) {
            hand.time_ps[i] = ns(arrives[i]); /* stated by arrival, then made as above */
            frame_is(&hand, i + 1, DELIVERED, arrives[i], arrives[i]);
            interrupt_at(&hand, arrives[i]);
            hand.time_ps[i] = ns(made[i]);
        }
        struct run_result *result = goes_as_stated(&hand);
        assert_true(value_of(result, METRIC_WIRE_WAIT_MAX_NS) == (double)(500 + extra));
        run_result_free(result);
    }
}

/* Two sources at the same instants: the one whose name comes first goes first, with a link and without. */
static void sources_are_merged_by_time_and_then_by_name(void **state) {
    (void)state;
    for (int link = 0; link < 2; link++) {
        struct config *config = hand_start(&hand, 8);
        uint64_t transfer = link ? 672 : 0; /* 64 + 20 B at 1 Gbit/s */
        config->duration_ps = ns(3000);
        config->link_bps = (struct fraction){link ? 1000000000 : 0, 1};
        config->source_count = 2;
        for (int i = 0; i < 2; i++) {
            config->source[i].arrival = ARRIVAL_CBR;
            config->source[i].interval_ps = ns(2000);
            memcpy(config->source[i].name, i == 0 ? "bus" : "car", 4);
        }
        initial_block(&hand);
        for (uint64_t k = 0; k < 4; k++) {
            uint64_t at = ns(2000 * (k / 2) + transfer * (k % 2 + 1));
            bool inside = at < config->duration_ps;
            const uint64_t word[FACT_WORDS] = {
                name_hash(k % 2 ? "car" : "bus"), k + 1, 64, at, DELIVERED, at, at};
            if (inside) {
                state_fact(&hand, FACT_FRAME, word);
                state_fact(&hand, FACT_INTERRUPT, (const uint64_t[FACT_WORDS]){0, at});
            }
        }
        goes_exactly_as_stated(&hand);
    }
}

/* A load of 100 %, of frames that differ in nothing: the link is never idle and nobody ever waits for it. At
 * 101 % the wait grows. 60 + 4 + 20 B at 10 Gbit/s: 67.2 ns, 14,880 whole ones in 1 ms. */
static void a_full_load_saturates_the_link_exactly(void **state) {
    (void)state;
    for (uint64_t load = 100; load <= 101; load++) {
        struct config *config = hand_start(&hand, 8);
        config->link_bps = (struct fraction){UINT64_C(10000000000), 1};
        config->source->rate = (struct rate_config){RATE_LOAD, {load, 100}};
        config->source->size.low = 60;
        config->source->fcs_bytes = 4;
        struct run_result *result = fixture_run(config);
        assert_count(result, METRIC_FRAMES_OFFERED, 14880);
        if (load == 100)
            assert_true(value_of(result, METRIC_WIRE_WAIT_MAX_NS) == 0);
        else
            assert_true(value_of(result, METRIC_WIRE_WAIT_MAX_NS) > 9000); /* 14,880 * 0.665 ns */
        run_result_free(result);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_busy_link_carries_the_remainder),
        cmocka_unit_test(a_frame_arrives_with_its_last_bit),
        cmocka_unit_test(sources_are_merged_by_time_and_then_by_name),
        cmocka_unit_test(a_full_load_saturates_the_link_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
