/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every block has three addresses, and a device that is told another one than its own is caught at its first
 * DMA, or by the walk before it. */
#include "model_break.h"
#include "ndis.h"

static void the_three_addresses_of_a_block_have_nothing_in_common(void **unused) {
    (void)unused;
    for (uint64_t i = 1; i < 20000; i++) {
        uint64_t here[ADDRESS_KINDS], next[ADDRESS_KINDS], page = 4095;
        ndis_addresses(i, here);
        ndis_addresses(i + 1, next);
        uint64_t virtual = here[ADDRESS_VIRTUAL], logical = here[ADDRESS_LOGICAL], host = here[ADDRESS_HOST];
        assert_true(((virtual | logical | host) & page) == 0);
        assert_true(virtual >> 56 == 0xff && logical >> 52 == 0 && host >> 52 == 1);
        assert_true(virtual - logical != next[ADDRESS_VIRTUAL] - next[ADDRESS_LOGICAL]);
        assert_true(host - logical != next[ADDRESS_HOST] - next[ADDRESS_LOGICAL]);
        assert_true(host - virtual != next[ADDRESS_HOST] - next[ADDRESS_VIRTUAL]);
        assert_true(logical != next[ADDRESS_LOGICAL]);
    }
}

/* All that is posted is told by the address of that kind. */
static void post_as(struct sim *sim, enum ndis_address_kind kind) {
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        if (sim->buffer_place[b] == BUFFER_POSTED)
            sim->address[b].posted = sim->address[b].at[kind];
}

/* The first frame's DMA, in a child: what it says when the driver posts that address. */
static void receive_into(enum ndis_address_kind kind, bool caught) {
    static struct fixture fixture;
    const char *problem;
    int ends[2], status = 0;
    char said[1024] = {0};
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        struct sim *sim = sim_create(plan_make(fixture_textbook(&fixture), &problem));
        if (!sim_start(sim, 1, 0))
            _exit(1);
        post_as(sim, kind);
        nic_receive(sim, &(struct arrived){.length = 64});
        _exit(0);
    }
    close(ends[1]);
    assert_true(waitpid(child, &status, 0) == child);
    ssize_t got = read(ends[0], said, sizeof said - 1);
    close(ends[0]);
    assert_int_equal(got > 0, caught);
    assert_int_equal(WIFSIGNALED(status), caught);
    assert_true(!caught || strstr(said, "address->posted == address->at[ADDRESS_LOGICAL]"));
}

static void dma_to_any_address_but_the_logical_one_is_found(void **unused) {
    (void)unused;
    receive_into(ADDRESS_LOGICAL, false);
    receive_into(ADDRESS_VIRTUAL, true);
    receive_into(ADDRESS_HOST, true);
}

static uint32_t held_buffer(const struct sim *sim) {
    uint32_t b = 0;
    while (b < sim->plan->buffer_limit && sim->buffer_place[b] != BUFFER_POSTED)
        b++;
    return b < sim->plan->buffer_limit ? b : NO_BUFFER;
}

/* A physical address that is the logical one, as on a machine without an IOMMU: it would hide the mistake. */
static bool break_host(struct sim *sim) {
    uint32_t b = held_buffer(sim);
    if (b == NO_BUFFER || sim->config->pool_placement != PLACEMENT_IDEAL)
        return false;
    sim->address[b].at[ADDRESS_HOST] = sim->address[b].at[ADDRESS_LOGICAL];
    return true;
}

static bool break_virtual(struct sim *sim) {
    uint32_t b = held_buffer(sim);
    if (b == NO_BUFFER || sim->config->pool_placement != PLACEMENT_IDEAL)
        return false;
    sim->address[b].at[ADDRESS_VIRTUAL] = sim->address[b].at[ADDRESS_LOGICAL];
    return true;
}

/* A buffer where its block is not. */
static bool break_member(struct sim *sim) {
    uint32_t b = held_buffer(sim);
    if (b == NO_BUFFER || sim->config->pool_placement != PLACEMENT_BLOCKS)
        return false;
    sim->address[b].at[ADDRESS_HOST] += 4096;
    return true;
}

static bool break_posted(struct sim *sim) {
    uint32_t b = held_buffer(sim);
    if (b == NO_BUFFER)
        return false;
    sim->address[b].posted = sim->address[b].at[ADDRESS_HOST];
    return true;
}

static const struct breaker breakers[] = {
    {break_virtual, "at[ADDRESS_VIRTUAL] != at[ADDRESS_LOGICAL]"},
    {break_host, "at[ADDRESS_HOST] != at[ADDRESS_LOGICAL]"},
    {break_member, "sim->address[b].at[kind] == first[kind] + offset"},
    {break_posted, "sim->address[b].posted == sim->address[b].at[ADDRESS_LOGICAL]"},
};

static void every_check_of_addresses_fires(void **unused) {
    (void)unused;
    each_fires(breakers, sizeof breakers / sizeof *breakers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_three_addresses_of_a_block_have_nothing_in_common),
        cmocka_unit_test(dma_to_any_address_but_the_logical_one_is_found),
        cmocka_unit_test(every_check_of_addresses_fires),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
