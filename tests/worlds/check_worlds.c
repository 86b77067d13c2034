/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model checking of the rules: random worlds, and model_check() after every event of each.
 *
 *     check_worlds --from N --to M [--traces DIRECTORY] [--progress]     worlds N to M, both included
 *     check_worlds --show N [--traces DIRECTORY]                         writes world N as a scenario
 *
 * Each world runs twice in the checking build: event by event, with the walk over all state after each, and
 * the short ways, where up to seven frames go by between two walks; digest and metrics must be the same. What
 * a walk finds ends the program with the number of the world (`rxpool run` repeats it from --show). The
 * output is TAP; SIGINT and SIGTERM end it after the world under way, and it says how far it came. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "plan.h"
#include "sim.h"
#include "worlds.h"

struct sums {
    uint64_t worlds, tries, frames, events, beyond;
    uint64_t status[RUN_STATUSES];
};

static volatile sig_atomic_t stopped;
static volatile uint64_t number; /* of the world under way */

static void stop(int signal_number) {
    (void)signal_number;
    stopped = 1;
}

/* An invariant did not hold. Only what a handler may do. */
static void say_world(int signal_number) {
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = '\n';
    for (uint64_t left = number; at > 0 && (left > 0 || at == sizeof digits - 1); left /= 10)
        digits[--at] = (char)('0' + left % 10);
    static const char words[] = "# a rule is broken in world ";
    if (write(STDERR_FILENO, words, sizeof words - 1) < 0 ||
        write(STDERR_FILENO, digits + at, sizeof digits - at) < 0)
        _exit(70);
    (void)signal(signal_number, SIG_DFL);
    (void)raise(signal_number);
}

static double cpu_seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool same(const struct run_result *a, const struct run_result *b) {
    bool equal = a->status == b->status && a->digest.low == b->digest.low && a->digest.high == b->digest.high;
    for (int i = 0; i < METRIC_COUNT && equal; i++)
        equal = a->metric[i].defined == b->metric[i].defined &&
                a->metric[i].integer == b->metric[i].integer &&
                memcmp(&a->metric[i].real, &b->metric[i].real, sizeof(double)) == 0;
    return equal;
}

static struct run_result *run(const struct config *config, bool stepwise) {
    const char *problem = NULL;
    struct plan *plan = plan_make(config, &problem);
    if (plan == NULL)
        return NULL;
    if (stepwise)
        plan_stepwise(plan);
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, config->seed, 0, NULL, NULL);
    sim_destroy(sim);
    plan_free(plan);
    return result;
}

/* False: the two ways differ. */
static bool check(struct sums *sums, const struct world *world) {
    struct run_result *events = run(world->config, true), *ways = run(world->config, false);
    sums->worlds++;
    sums->tries += world->tries;
    if (events == NULL) { /* a limit of the simulator, and no run */
        sums->beyond++;
        return ways == NULL;
    }
    bool good = ways != NULL && same(events, ways);
    sums->frames += events->metric[METRIC_FRAMES_OFFERED].integer;
    sums->events += events->events;
    sums->status[events->status]++;
    run_result_free(events);
    run_result_free(ways);
    return good;
}

static void say_sums(const struct sums *sums, double seconds) {
    printf("# %llu worlds of %llu tries, %llu frames, %llu events, each followed by a check; %.2f s of "
           "processor time\n",
           (unsigned long long)sums->worlds, (unsigned long long)sums->tries,
           (unsigned long long)sums->frames, (unsigned long long)sums->events, seconds);
    printf("# status:");
    for (int i = 0; i < RUN_STATUSES; i++)
        printf(" %s %llu", run_status_text((enum run_status)i), (unsigned long long)sums->status[i]);
    printf("; beyond a limit %llu\n", (unsigned long long)sums->beyond);
}

static bool check_all(uint64_t from, uint64_t to, const char *traces, bool progress) {
    struct sums sums = {0};
    bool good = true;
    double began = cpu_seconds();
    for (uint64_t n = from; n <= to && !stopped && good; n++) {
        struct world world;
        number = n;
        good = world_open(&world, n, traces, NULL);
        if (!good) {
            printf("# world %llu: no valid scenario in %llu tries\n", (unsigned long long)n,
                   (unsigned long long)world.tries);
            break;
        }
        good = check(&sums, &world);
        if (!good)
            printf("# world %llu: event by event and the short ways differ\n", (unsigned long long)n);
        world_close(&world);
        if (progress && (n - from + 1) % 10000 == 0) {
            double spent = cpu_seconds() - began;
            (void)fprintf(stderr, "%llu of %llu, %.0f s, %.0f s to go\n", (unsigned long long)(n - from + 1),
                          (unsigned long long)(to - from + 1), spent,
                          spent / (double)(n - from + 1) * (double)(to - n));
        }
    }
    say_sums(&sums, cpu_seconds() - began);
    if (stopped)
        printf("# stopped: go on with --from %llu\n", (unsigned long long)(from + sums.worlds));
    return good && !stopped && sums.worlds == to - from + 1;
}

static bool show(uint64_t n, const char *traces) {
    struct world world;
    if (!world_open(&world, n, traces, stderr))
        return false;
    char *canonical = config_canonical(world.config);
    bool good = fputs(canonical, stdout) >= 0;
    free(canonical);
    world_close(&world);
    return good;
}

static bool whole_number(const char *text, uint64_t *value) {
    char *end;
    errno = 0;
    *value = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

int main(int count, char **words) {
    uint64_t from = 0, to = 0, shown = 0;
    const char *traces = NULL;
    bool good = true, progress = false;
    for (int i = 1; i < count && good; i++) {
        uint64_t *value = strcmp(words[i], "--from") == 0   ? &from
                          : strcmp(words[i], "--to") == 0   ? &to
                          : strcmp(words[i], "--show") == 0 ? &shown
                                                            : NULL;
        bool more = i + 1 < count, directory = strcmp(words[i], "--traces") == 0;
        if (strcmp(words[i], "--progress") == 0)
            progress = true;
        else if (more && directory)
            traces = words[++i];
        else
            good = more && value != NULL && whole_number(words[++i], value);
    }
    if (!good || (shown == 0 && (from == 0 || to < from))) {
        (void)fputs("usage: check_worlds --from N --to M [--traces DIRECTORY] [--progress] | --show N\n",
                    stderr);
        return 64;
    }
    if (shown > 0)
        return show(shown, traces) ? 0 : 1;
    (void)signal(SIGABRT, say_world);
    (void)signal(SIGINT, stop);
    (void)signal(SIGTERM, stop);
    good = check_all(from, to, traces, progress);
    printf("%s 1 - worlds %llu to %llu keep every rule after every event\n1..1\n", good ? "ok" : "not ok",
           (unsigned long long)from, (unsigned long long)to);
    return good ? 0 : stopped ? 75 : 1;
}
