/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breaking a running sim on purpose, in a child process, which must die naming the invariant that was broken.
 *
 * A breaker that does not find in a state what it wants to break says so, and another state is looked for. */
#ifndef RXP_MODEL_BREAK_H
#define RXP_MODEL_BREAK_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "model_steps.h"

static struct random_model break_model;

struct breaker {
    bool (*break_it)(struct sim *sim);
    const char *names; /* what the child must say */
};

/* Adds one to a field. */
#define BREAKER(name, field)                                                                                 \
    static bool name(struct sim *sim) {                                                                      \
        (field)++;                                                                                           \
        return true;                                                                                         \
    }

static inline uint32_t find_block(const struct sim *sim, enum block_state state) {
    for (uint32_t i = 0; i < sim->plan->block_limit; i++)
        if (sim->blocks[i].state == state)
            return i;
    return NO_BLOCK;
}

/* In a child: breaks a copy of the state and walks it. What it said on stderr, and how it ended. */
static inline int outcome_of_walk(struct sim *sim, char *said, size_t room) {
    int ends[2], status = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL); /* the test's own handler would run a test in the child */
        model_check(sim);
        _exit(0);
    }
    close(ends[1]);
    size_t got = 0;
    for (ssize_t n; got + 1 < room && (n = read(ends[0], said + got, room - 1 - got)) > 0;)
        got += (size_t)n;
    said[got] = '\0';
    close(ends[0]);
    assert_true(waitpid(child, &status, 0) == child);
    return status;
}

static inline bool fires(const struct breaker *breaker, struct sim *sim) {
    char said[1024];
    if (!breaker->break_it(sim))
        return false;
    int status = outcome_of_walk(sim, said, sizeof said);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT || !strstr(said, breaker->names))
        fail_msg("breaker (%s): status %x, said: %s", breaker->names, (unsigned)status, said);
    return true;
}

/* Looks for a state to break: a few instants of many programs. */
static inline bool broken_somewhere(const struct breaker *breaker) {
    bool found = false;
    for (uint64_t seed = 1; seed < 2000 && !found; seed++) {
        const char *problem;
        struct plan *plan = plan_make(random_config(&break_model, seed, false), &problem);
        struct sim *sim = sim_create(plan), *copy = sim_create(plan);
        if (sim_start(sim, seed, 0))
            for (int step = 0; step < 6 && !found && run_steps(sim, 40); step++) {
                memcpy(copy->block, sim->block, plan->at.bytes);
                found = fires(breaker, copy);
            }
        sim_destroy(sim);
        sim_destroy(copy);
        plan_free(plan);
    }
    return found;
}

static inline void each_fires(const struct breaker *breakers, size_t count) {
    for (size_t at = 0; at < count; at++)
        if (!broken_somewhere(&breakers[at]))
            fail_msg("no state to break was found for: %s", breakers[at].names);
}

#endif
