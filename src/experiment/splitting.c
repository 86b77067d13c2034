/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounds of batches: threads work them, in any order; how many there are is decided from the results of whole
 * rounds, in the order of their numbers, so it is the same for every number of threads. */
#include "splitting.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crew.h"
#include "ensure.h"
#include "experiment.h"
#include "splitting_inner.h"
#include "text.h"

#define EFFORT 2000u
#define EFFORT_LEAST 32u
#define SHELF_BYTES ((size_t)128 << 20) /* of the states of a level; a thread has two such shelves */
#define BATCHES_MOST 10000u
#define WAKE_NS 50000000L

struct work {
    const struct plan *plan;
    const struct ladder *ladder;
    const struct splitting_options *options;
    uint64_t seed, start_ns;
    struct climb *climb; /* by batch */
    uint32_t planned;
    atomic_uint next, done;
    atomic_bool stop;
    atomic_uint_fast64_t events;
    pthread_mutex_t lock;
    pthread_cond_t news;
    uint32_t working;
};

static struct climber climber_of(struct work *work) {
    struct climber climber = {
        .stop = &work->stop, .interrupted = work->options->interrupted, .events = &work->events};
    climber_make(&climber, work->plan, work->seed, work->ladder->effort);
    return climber;
}

static void *climb_many(void *context) {
    struct work *work = context;
    struct climber climber = climber_of(work);
    while (!atomic_load(&work->stop)) {
        uint32_t batch = atomic_fetch_add(&work->next, 1);
        if (batch >= work->planned)
            break;
        climb_batch(&climber, work->ladder, batch, &work->climb[batch]);
        if (work->climb[batch].failed)
            atomic_store(&work->stop, true);
        else
            (void)atomic_fetch_add(&work->done, 1);
    }
    climber_free(&climber);
    (void)pthread_mutex_lock(&work->lock);
    work->working--;
    (void)pthread_cond_signal(&work->news);
    (void)pthread_mutex_unlock(&work->lock);
    return NULL;
}

static void show(struct work *work, bool last) {
    const struct splitting_options *options = work->options;
    if (options->interrupted != NULL && *options->interrupted != 0)
        atomic_store(&work->stop, true);
    if (options->progress == NULL)
        return;
    struct splitting_progress progress = {.batches_done = atomic_load(&work->done),
                                          .batches_planned = work->planned,
                                          .events = atomic_load(&work->events),
                                          .elapsed_s = (double)(crew_clock_ns() - work->start_ns) / 1e9,
                                          .last = last};
    options->progress(options->context, &progress);
}

static void wait_for_all(struct work *work) {
    (void)pthread_mutex_lock(&work->lock);
    while (work->working > 0) {
        struct timespec until;
        ensure(clock_gettime(CLOCK_REALTIME, &until) == 0);
        until.tv_nsec += WAKE_NS;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        (void)pthread_cond_timedwait(&work->news, &work->lock, &until);
        show(work, false);
    }
    (void)pthread_mutex_unlock(&work->lock);
}

/* Batches from `first` up to work->planned. False: no thread could be started, or a batch failed. */
static bool work_round(struct work *work, uint32_t first, struct problems *problems) {
    uint32_t jobs = experiment_jobs(work->options->jobs), started = 0;
    jobs = jobs < work->planned - first ? jobs : work->planned - first;
    pthread_t *thread = memory_alloc(jobs * sizeof *thread);
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before); /* handlers run on the caller's thread only */
    work->working = jobs;
    atomic_store(&work->next, first);
    while (started < jobs && pthread_create(&thread[started], NULL, climb_many, work) == 0)
        started++;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_mutex_lock(&work->lock);
    work->working -= jobs - started;
    (void)pthread_mutex_unlock(&work->lock);
    wait_for_all(work);
    for (uint32_t i = 0; i < started; i++)
        (void)pthread_join(thread[i], NULL);
    free(thread);
    if (started == 0)
        problems_add(problems, PROBLEM_ERROR, (struct mark){.file = "--rare"}, NULL, NULL,
                     "no thread could be started");
    return started > 0 && !atomic_load(&work->stop);
}

/* Of the ratio of two sums over batches: expected losses by frames. Its error from what is left of each
 * batch's losses when its frames' share is taken off (Cochran, Sampling Techniques, 3rd ed. 1977, 6.4). */
static void estimate(const struct climb *climb, uint32_t batches, struct splitting_result *result) {
    double lost = 0, frames = 0, squares = 0;
    for (uint32_t i = 0; i < batches; i++) {
        lost += climb[i].weighted;
        frames += (double)climb[i].frames;
    }
    result->batches = batches;
    result->loss = frames > 0 ? lost / frames : 0;
    for (uint32_t i = 0; i < batches; i++) {
        double rest = climb[i].weighted - result->loss * (double)climb[i].frames;
        squares += rest * rest;
    }
    double error = frames > 0 ? sqrt(squares / (batches - 1) * batches) / frames : 0;
    double quantile = gsl_cdf_tdist_Pinv(0.5 + result->confidence / 2, batches - 1);
    quantile = nearbyint(quantile * 1e9) / 1e9; /* as in estimate.c */
    result->relative_error = result->loss > 0 ? error / result->loss : 0;
    result->low = result->loss - quantile * error;
    result->low = result->low > 0 ? result->low : 0;
    result->high = result->loss + quantile * error;
}

static void add_up(const struct climb *climb, struct splitting_result *result) {
    for (uint32_t i = 0; i < result->batches; i++) {
        result->frames += climb[i].frames;
        result->lost += climb[i].lost;
        result->entrances += climb[i].entrances;
        result->events += climb[i].events;
        for (uint32_t k = 0; k < result->level_count; k++) {
            result->level[k].copies += climb[i].copies[k];
            result->level[k].higher += climb[i].higher[k];
            result->level[k].losses += (double)climb[i].losses[k];
            result->copies += climb[i].copies[k];
        }
    }
    for (uint32_t k = 0; k < result->level_count; k++)
        if (result->level[k].copies > 0)
            result->level[k].losses /= (double)result->level[k].copies;
}

/* How many batches there should be after so many of that error: a few more than it takes, at most four times
 * as many. */
static uint32_t more_batches(uint32_t batches, double half, double precision, uint32_t most) {
    double wanted = batches * (half / precision) * (half / precision) * 1.1 + 2;
    double least = batches + SPLITTING_BATCHES_LEAST / 4, limit = 4.0 * batches;
    wanted = wanted > least ? wanted : least;
    wanted = wanted < limit ? wanted : limit;
    return wanted < most ? (uint32_t)wanted : most;
}

static bool rounds(struct work *work, struct splitting_result *result, struct problems *problems) {
    const struct splitting_options *options = work->options;
    double precision = options->precision > 0 ? options->precision : SPLITTING_PRECISION;
    uint32_t most = options->batches_most > 0 ? options->batches_most : BATCHES_MOST;
    most = most > SPLITTING_BATCHES_LEAST ? most : SPLITTING_BATCHES_LEAST;
    for (uint32_t first = 0;; first = work->planned) {
        work->planned =
            first == 0 ? SPLITTING_BATCHES_LEAST
                       : more_batches(first, (result->high - result->loss) / result->loss, precision, most);
        work->climb = memory_grow(work->climb, work->planned, sizeof *work->climb);
        memset(work->climb + first, 0, (work->planned - first) * sizeof *work->climb);
        if (!work_round(work, first, problems))
            return false;
        estimate(work->climb, work->planned, result);
        bool precise = result->loss > 0 && result->high - result->loss <= precision * result->loss;
        bool over = work->planned >= most || result->loss <= 0;
        if (!precise && !over)
            continue;
        result->status = precise            ? SPLITTING_DONE
                         : result->loss > 0 ? SPLITTING_IMPRECISE
                                            : SPLITTING_NO_LOSS;
        return true;
    }
}

static void say_why(const struct work *work, struct problems *problems) {
    for (uint32_t i = 0; i < work->planned; i++)
        if (work->climb[i].failed && work->climb[i].status != RUN_STOPPED) {
            problems_add(problems, PROBLEM_ERROR, (struct mark){.file = "--rare"}, NULL, NULL,
                         "a run ended with status %s: 'rxpool run' without --rare says why",
                         run_status_text(work->climb[i].status));
            return;
        }
}

static bool split(struct work *work, struct ladder *ladder, struct splitting_result *result,
                  struct problems *problems) {
    struct climber climber = climber_of(work);
    size_t errors = problems->errors;
    bool good = pilot(&climber, ladder, problems);
    climber_free(&climber);
    if (good)
        good = rounds(work, result, problems);
    if (!good && problems->errors == errors)
        say_why(work, problems);
    if (!good && problems->errors == errors)
        result->status = SPLITTING_STOPPED;
    if (good) {
        result->replications = ladder->replications;
        result->back = ladder->back[0];
        result->level_count = ladder->count;
        for (uint32_t k = 0; k < ladder->count; k++)
            result->level[k].level = ladder->level[k];
        add_up(work->climb, result);
    }
    show(work, true);
    return problems->errors == errors;
}

static uint32_t effort_of(const struct splitting_options *options, size_t bytes) {
    uint32_t effort = options->effort > 0 ? options->effort : EFFORT;
    size_t room = SHELF_BYTES / bytes;
    if (room < effort)
        effort = room > EFFORT_LEAST ? (uint32_t)room : EFFORT_LEAST;
    return effort;
}

const char *splitting_obstacle(const struct config *config, const char **hint) {
    const char *wrong = NULL;
    *hint = NULL;
    if (config_is_deterministic(config)) {
        wrong = "nothing in this scenario is random: copies of a run would all do the same";
        *hint = "a plain run says all there is to say";
    } else if (config->warmup_ps == CONFIG_WARMUP_AUTO) {
        wrong = "time.warmup is auto, which is found by the runs of a point";
        *hint = "give a time: -s time.warmup='10 ms'";
    } else if (config->numbers == NUMBERS_ANTITHETIC) {
        wrong = "replications.numbers is antithetic: copies have random numbers of their own";
        *hint = "leave it out, or -s replications.numbers=common";
    }
    return wrong;
}

static bool can_split(const struct config *config, struct problems *problems) {
    const char *hint;
    const char *wrong = splitting_obstacle(config, &hint);
    if (wrong != NULL)
        problems_add(problems, PROBLEM_ERROR, (struct mark){.file = "--rare"}, NULL, hint, "%s", wrong);
    return wrong == NULL;
}

bool splitting_estimate(const struct config *config, const struct splitting_options *options,
                        struct splitting_result *result, struct problems *problems) {
    *result = (struct splitting_result){.confidence = options->confidence > 0 ? options->confidence : 0.95};
    const struct mark mark = {.file = "--rare"};
    if (!can_split(config, problems))
        return false;
    const char *wrong = NULL;
    struct plan *plan = plan_make(config, &wrong);
    if (plan == NULL) {
        problems_add(problems, PROBLEM_ERROR, mark, NULL, NULL, "%s", wrong);
        return false;
    }
    result->state_bytes = plan_going_bytes(plan);
    result->level_most = plan_level_most(plan);
    result->effort = effort_of(options, plan_going_bytes(plan));
    struct ladder ladder = {.effort = result->effort};
    struct work work = {.plan = plan,
                        .ladder = &ladder,
                        .options = options,
                        .seed = config->seed,
                        .start_ns = crew_clock_ns()};
    ensure(pthread_mutex_init(&work.lock, NULL) == 0 && pthread_cond_init(&work.news, NULL) == 0);
    bool good = split(&work, &ladder, result, problems);
    (void)pthread_mutex_destroy(&work.lock);
    (void)pthread_cond_destroy(&work.news);
    free(work.climb);
    plan_free(plan);
    return good;
}
