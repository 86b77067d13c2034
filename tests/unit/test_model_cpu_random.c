/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random programs on processors. Where nothing else wants a queue's CPU, asking for it changes nothing, to
 * the last bit of every metric. Where much does, a copied run goes on to the same end and keeps every
 * invariant, and each check of the walk over the processors fires when it is broken. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "model_steps.h"

#define PROGRAMS 3000

static struct random_model model;

/* A program of model_random.h whose DPCs yield and whose queues are polled, now and then. */
static struct config *yielding_config(uint64_t seed) {
    struct config *config = random_config(&model, seed, false);
    if (one_in(&model, 2)) {
        config->dpc_throttle = 1 + below(&model, 4);
        config->dpc_requeue = one_in(&model, 2) ? constant(0) : random_law(&model, 400);
    }
    if (one_in(&model, 4)) {
        config->nic_poll_ps = (1 + below(&model, 8)) * 500 * PS_PER_NS;
        config->cpu_poll_ps = lattice(&model, 50, 4);
    }
    return config;
}

static struct plan *make(const struct config *config) {
    const char *problem = "";
    struct plan *plan = plan_make(config, &problem);
    if (!plan)
        fail_msg("program %llu: %s", (unsigned long long)config->seed, problem);
    return plan;
}

static struct run_result *run_plan(struct plan *plan, uint64_t seed) {
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, seed, 0, NULL, NULL);
    sim_destroy(sim);
    return result;
}

static void assert_same(const struct run_result *a, const struct run_result *b, uint64_t seed) {
    bool same = a->digest.low == b->digest.low && a->digest.high == b->digest.high;
    for (int i = 0; i < METRIC_COUNT; i++)
        same &= a->metric[i].defined == b->metric[i].defined &&
                a->metric[i].integer == b->metric[i].integer &&
                memcmp(&a->metric[i].real, &b->metric[i].real, sizeof(double)) == 0;
    if (!same)
        fail_msg("program %llu: two ends", (unsigned long long)seed);
}

/* Nothing wants a CPU but the one queue that is on it. */
static struct plan *uncontended(uint64_t seed) {
    struct config *config = yielding_config(seed);
    config->allocation_cpu = constant(0);
    if (config->cpu_count < config->nic_queues)
        config->cpu_count = config->nic_queues;
    for (uint32_t i = 0; i < config->protocol_count; i++)
        config->protocol[i].cpu = PROTOCOL_DEDICATED;
    struct plan *plan = make(config);
    assert_false(plan->cpu_contended);
    return plan;
}

static void asking_for_a_cpu_nobody_else_wants_changes_nothing(void **unused) {
    uint64_t yields = 0, queues = 0, polled = 0;
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        struct plan *plan = uncontended(seed);
        struct run_result *direct = run_plan(plan, seed);
        plan_contend(plan);
        struct run_result *asked = run_plan(plan, seed);
        assert_same(direct, asked, seed);
        assert_true(direct->events == asked->events);
        yields += count_of(direct, METRIC_DPC_YIELDS);
        queues += plan->queue_count > 1;
        polled += plan->config->nic_poll_ps != TIME_NEVER;
        run_result_free(direct);
        run_result_free(asked);
        plan_free(plan);
    }
    assert_true(yields > PROGRAMS && queues > PROGRAMS / 10 && polled > PROGRAMS / 10);
}

/* Four queues on one CPU or two: everything waits for everything. */
static struct sim *crowded(uint64_t seed) {
    struct config *config = yielding_config(seed);
    config->nic_queues = 4;
    config->cpu_count = 1 + (uint32_t)(seed & 1);
    return sim_create(make(config));
}

static void destroy_all(struct sim *sim) {
    const struct plan *plan = sim->plan;
    sim_destroy(sim);
    plan_free((struct plan *)(uintptr_t)plan);
}

static void a_copy_of_a_crowded_run_goes_on_to_the_same_end(void **unused) {
    uint64_t copied = 0;
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed += 3) {
        struct sim *sim = crowded(seed), *copy = sim_create(sim->plan);
        if (sim_start(sim, seed, 0) && run_steps(sim, 1 + seed * 7 % 500)) {
            memcpy(copy->block, sim->block, sim->plan->at.bytes);
            struct run_result *first = run_out(sim), *second = run_out(copy);
            struct run_result *whole = sim_run(sim, seed, 0, NULL, NULL);
            assert_same(first, second, seed);
            assert_same(first, whole, seed);
            run_result_free(first);
            run_result_free(second);
            run_result_free(whole);
            copied++;
        }
        sim_destroy(copy);
        destroy_all(sim);
    }
    assert_true(copied > PROGRAMS / 10);
}

/* What wants the first CPU, and something waits behind it. */
static bool busy(const struct sim *sim) {
    const struct cpu_data *cpu = &sim->cpu[0];
    return cpu->level == CPU_DPC && sim->job[cpu->head[CPU_DPC]].next != NO_JOB &&
           sim->job[cpu->head[CPU_DPC]].left_ps > 0;
}

static void break_level(struct sim *sim) {
    sim->cpu[0].level = CPU_LEVELS;
}
static void break_left(struct sim *sim) {
    sim->job[sim->cpu[0].head[CPU_DPC]].left_ps++;
}
static void break_order(struct sim *sim) {
    sim->job[sim->cpu[0].head[CPU_DPC]].order++;
}
static void break_since(struct sim *sim) {
    sim->cpu[0].since_ps = sim->state->now_ps + 1;
}
static void break_circle(struct sim *sim) {
    uint32_t head = sim->cpu[0].head[CPU_DPC];
    sim->job[sim->cpu[0].tail[CPU_DPC]].next = head;
}
static void break_tail(struct sim *sim) {
    sim->cpu[0].tail[CPU_DPC] = sim->cpu[0].head[CPU_DPC];
}
static void break_two_lists(struct sim *sim) {
    sim->cpu[0].head[CPU_APPLICATION] = sim->cpu[0].tail[CPU_APPLICATION] = sim->cpu[0].tail[CPU_DPC];
}
static void break_lost(struct sim *sim) {
    struct cpu_data *cpu = &sim->cpu[0];
    cpu->tail[CPU_DPC] = cpu->head[CPU_DPC];
    sim->job[cpu->head[CPU_DPC]].next = NO_JOB;
}

static const struct {
    void (*break_it)(struct sim *sim);
    const char *names;
} breakers[] = {
    {break_level, "cpu->level == level"},
    {break_left, "time_add(cpu->since_ps, job->left_ps)"},
    {break_order, "timer.order == job->order"},
    {break_since, "cpu->since_ps <= sim->state->now_ps"},
    {break_circle, "++count <= sim->plan->cpu_jobs"},
    {break_tail, "cpu->tail[level] == last"},
    {break_two_lists, "sim->job[j].level == level"},
    {break_lost, "queued == 0"},
};

/* In a child: breaks the state and walks it; it must die saying so. */
static void dies_naming(struct sim *sim, size_t at) {
    int ends[2], status = 0;
    char said[1024];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL); /* the test's own handler would run a test in the child */
        breakers[at].break_it(sim);
        model_check(sim);
        _exit(0);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], said, sizeof said - 1);
    said[got > 0 ? got : 0] = '\0';
    close(ends[0]);
    assert_true(waitpid(child, &status, 0) == child);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT || !strstr(said, breakers[at].names))
        fail_msg("%s: status %x, said: %s", breakers[at].names, (unsigned)status, said);
}

static void every_check_of_processors_fires(void **unused) {
    bool found = false;
    (void)unused;
    for (uint64_t seed = 2; seed < PROGRAMS && !found; seed += 2) {
        struct sim *sim = crowded(seed);
        bool more = sim_start(sim, seed, 0);
        for (int i = 0; more && i < 500 && !found; i++) {
            more = run_steps(sim, 1);
            found = more && busy(sim);
        }
        for (size_t at = 0; found && at < sizeof breakers / sizeof *breakers; at++)
            dies_naming(sim, at);
        destroy_all(sim);
    }
    assert_true(found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asking_for_a_cpu_nobody_else_wants_changes_nothing),
        cmocka_unit_test(a_copy_of_a_crowded_run_goes_on_to_the_same_end),
        cmocka_unit_test(every_check_of_processors_fires),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
