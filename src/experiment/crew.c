/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worker threads and the queue of finished runs.
 *
 * One lock for everything: a run takes a tenth of a millisecond to minutes, taking work and handing over a
 * result less than a microsecond, so nobody ever waits for the lock long enough to be worth a second one.
 * Plans are made under it too: that happens once per point and costs little beside a run. A work-stealing or
 * lock-free design would buy nothing and would make "in design order" harder to see. */
#include "crew.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "ensure.h"
#include "text.h"

#define NS_PER_S UINT64_C(1000000000)
/* Waking the reader takes microseconds. Runs that are over sooner than this are handed out several at a time:
 * when the queue is half full, when the reader has waited long enough, or when a worker ends. */
#define NS_WORTH_WAKING UINT64_C(1000000)
#define POLL_EVENTS 65536u /* sim_run asks about so often: for the progress display only */

struct worker {
    struct crew *crew;
    pthread_t thread;
    struct crew_point *at; /* the point the simulator is bound to, or NULL */
    struct sim *sim;
    uint64_t deadline_ns; /* of the run; UINT64_MAX: none */
    uint64_t counted;     /* events of the run already added to the crew's */
};

struct crew {
    pthread_mutex_t lock;
    pthread_cond_t room, news, work;
    struct crew_point *point;
    struct crew_range *range; /* what nobody has begun, from range_at on */
    size_t range_count, range_at, range_capacity;
    bool open; /* more may be added */
    struct crew_run *ring;
    size_t capacity, head, count;
    uint32_t workers, working;
    struct worker *worker;
    uint64_t timeout_ns; /* 0: none */
    atomic_bool stopping;
    atomic_uint_fast64_t events;
};

uint64_t crew_clock_ns(void) {
    struct timespec now;
    ensure(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static enum run_status worker_poll(void *context) {
    struct worker *worker = context;
    struct crew *crew = worker->crew;
    (void)atomic_fetch_add_explicit(&crew->events, POLL_EVENTS, memory_order_relaxed);
    worker->counted += POLL_EVENTS;
    if (atomic_load_explicit(&crew->stopping, memory_order_relaxed))
        return RUN_STOPPED;
    if (worker->deadline_ns != UINT64_MAX && crew_clock_ns() >= worker->deadline_ns)
        return RUN_TIMEOUT;
    return RUN_OK;
}

/* The next replication in design order; false when there is none or the crew is to stop. Under the lock,
 * which it gives up while it waits for work. */
static bool take_work(struct crew *crew, struct crew_run *run) {
    while (crew->open && crew->range_at == crew->range_count && !atomic_load(&crew->stopping))
        ensure(pthread_cond_wait(&crew->work, &crew->lock) == 0);
    if (atomic_load(&crew->stopping) || crew->range_at == crew->range_count)
        return false;
    struct crew_range *range = &crew->range[crew->range_at];
    run->point = range->point;
    run->replication = range->first++;
    crew->range_at += --range->count == 0;
    return true;
}

/* Gives back the simulator, and the plan when nobody else needs it: whoever takes work enters its point under
 * the same hold of the lock. Under the lock. */
static void leave_point(struct worker *worker) {
    struct crew_point *point = worker->at;
    if (point == NULL)
        return;
    sim_destroy(worker->sim);
    worker->sim = NULL;
    worker->at = NULL;
    ensure(point->holders > 0);
    if (--point->holders == 0) {
        plan_free(point->plan);
        point->plan = NULL;
    }
}

/* Under the lock. Whether a plan can be made was checked when the point was resolved. */
static void enter_point(struct worker *worker, struct crew_point *point) {
    if (point->plan == NULL) {
        const char *problem = NULL;
        point->plan = plan_make(point->config, &problem);
        ensure(point->plan != NULL);
    }
    point->holders++;
    worker->at = point;
}

static void run_one(struct worker *worker, struct crew_run *run) {
    struct crew *crew = worker->crew;
    if (worker->sim == NULL)
        worker->sim = sim_create(worker->at->plan);
    uint64_t start_ns = crew_clock_ns();
    worker->counted = 0;
    worker->deadline_ns = crew->timeout_ns == 0 ? UINT64_MAX : start_ns + crew->timeout_ns;
    run->result = sim_run(worker->sim, worker->at->config->seed, run->replication, worker_poll, worker);
    run->wall_ns = crew_clock_ns() - start_ns;
    ensure(run->result != NULL);
    (void)atomic_fetch_add_explicit(&crew->events, run->result->events - worker->counted,
                                    memory_order_relaxed);
}

/* Under the lock, which it gives up while the queue is full. */
static void hand_over(struct crew *crew, const struct crew_run *run) {
    while (crew->count == crew->capacity)
        ensure(pthread_cond_wait(&crew->room, &crew->lock) == 0);
    crew->ring[(crew->head + crew->count++) % crew->capacity] = *run;
    if (run->wall_ns >= NS_WORTH_WAKING || crew->count >= crew->capacity / 2)
        ensure(pthread_cond_signal(&crew->news) == 0);
}

static void *worker_main(void *context) {
    struct worker *worker = context;
    struct crew *crew = worker->crew;
    struct crew_run run = {0};
    ensure(pthread_mutex_lock(&crew->lock) == 0);
    while (take_work(crew, &run)) {
        struct crew_point *point = &crew->point[run.point];
        if (worker->at != point) {
            leave_point(worker);
            enter_point(worker, point);
        }
        ensure(pthread_mutex_unlock(&crew->lock) == 0);
        run_one(worker, &run);
        ensure(pthread_mutex_lock(&crew->lock) == 0);
        if (run.result->status == RUN_STOPPED) {
            run_result_free(run.result);
            break;
        }
        hand_over(crew, &run);
    }
    leave_point(worker);
    crew->working--;
    ensure(pthread_cond_signal(&crew->news) == 0);
    ensure(pthread_mutex_unlock(&crew->lock) == 0);
    return NULL;
}

/* Starts up to `jobs` threads with all signals blocked; how many there are is crew->workers. */
static void start_workers(struct crew *crew, uint32_t jobs) {
    sigset_t all, before;
    (void)sigfillset(&all);
    ensure(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
    ensure(pthread_mutex_lock(&crew->lock) == 0);
    for (uint32_t i = 0; i < jobs; i++) {
        struct worker *worker = &crew->worker[i];
        worker->crew = crew;
        if (pthread_create(&worker->thread, NULL, worker_main, worker) != 0)
            break;
        crew->workers++;
        crew->working++;
    }
    ensure(pthread_mutex_unlock(&crew->lock) == 0);
    ensure(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
}

static void init_locks(struct crew *crew) {
    pthread_condattr_t clock;
    ensure(pthread_condattr_init(&clock) == 0);
    ensure(pthread_condattr_setclock(&clock, CLOCK_MONOTONIC) == 0);
    ensure(pthread_mutex_init(&crew->lock, NULL) == 0);
    ensure(pthread_cond_init(&crew->room, NULL) == 0);
    ensure(pthread_cond_init(&crew->work, NULL) == 0);
    ensure(pthread_cond_init(&crew->news, &clock) == 0);
    ensure(pthread_condattr_destroy(&clock) == 0);
}

/* Before the first range of a later point. Under the lock, or before there are workers. */
static void insert_range(struct crew *crew, struct crew_range range) {
    ensure(range.count > 0);
    if (crew->range_count == crew->range_capacity) {
        crew->range_capacity = crew->range_capacity == 0 ? 64 : crew->range_capacity * 2;
        crew->range = memory_grow(crew->range, crew->range_capacity, sizeof *crew->range);
    }
    size_t at = crew->range_count++;
    for (; at > crew->range_at && crew->range[at - 1].point > range.point; at--)
        crew->range[at] = crew->range[at - 1];
    crew->range[at] = range;
}

struct crew *crew_start(struct crew_point *points, const struct crew_range *ranges, size_t range_count,
                        bool open, uint32_t jobs, double timeout_s, struct problems *problems) {
    ensure(jobs > 0);
    struct crew *crew = memory_alloc(sizeof *crew);
    uint64_t runs = 0;
    crew->point = points;
    for (size_t i = 0; i < range_count; i++) {
        insert_range(crew, ranges[i]);
        runs += ranges[i].count;
    }
    if (jobs > runs && !open)
        jobs = runs == 0 ? 1 : (uint32_t)runs;
    crew->open = open;
    crew->capacity = (size_t)jobs * 4 + 12;
    crew->ring = memory_alloc(crew->capacity * sizeof *crew->ring);
    crew->worker = memory_alloc(jobs * sizeof *crew->worker);
    crew->timeout_ns = timeout_s > 0 ? (uint64_t)(timeout_s * 1e9) + 1 : 0;
    atomic_init(&crew->stopping, false);
    atomic_init(&crew->events, 0);
    init_locks(crew);
    start_workers(crew, jobs);
    if (crew->workers == 0) {
        struct mark nowhere = {0};
        problems_add(problems, PROBLEM_ERROR, nowhere, NULL, NULL, "cannot start a thread");
        problems->exit_code = 70;
        crew_end(crew);
        return NULL;
    }
    return crew;
}

enum crew_news crew_next(struct crew *crew, uint32_t wait_ms, struct crew_run *run) {
    uint64_t until_ns = crew_clock_ns() + (uint64_t)wait_ms * 1000000u;
    struct timespec until = {.tv_sec = (time_t)(until_ns / NS_PER_S), .tv_nsec = (long)(until_ns % NS_PER_S)};
    enum crew_news news = CREW_RUN;
    ensure(pthread_mutex_lock(&crew->lock) == 0);
    while (crew->count == 0 && news == CREW_RUN) {
        if (crew->working == 0) {
            news = CREW_DONE;
        } else {
            int error = pthread_cond_timedwait(&crew->news, &crew->lock, &until);
            ensure(error == 0 || error == ETIMEDOUT);
            if (error == ETIMEDOUT && crew->count == 0)
                news = crew->working == 0 ? CREW_DONE : CREW_NOTHING_YET;
        }
    }
    if (news == CREW_RUN) {
        *run = crew->ring[crew->head];
        crew->head = (crew->head + 1) % crew->capacity;
        crew->count--;
        ensure(pthread_cond_signal(&crew->room) == 0);
    }
    ensure(pthread_mutex_unlock(&crew->lock) == 0);
    return news;
}

void crew_add(struct crew *crew, struct crew_range range) {
    ensure(pthread_mutex_lock(&crew->lock) == 0);
    ensure(crew->open);
    insert_range(crew, range);
    ensure(pthread_cond_broadcast(&crew->work) == 0);
    ensure(pthread_mutex_unlock(&crew->lock) == 0);
}

void crew_drop(struct crew *crew, size_t point) {
    ensure(pthread_mutex_lock(&crew->lock) == 0);
    size_t kept = crew->range_at;
    for (size_t i = crew->range_at; i < crew->range_count; i++) {
        if (crew->range[i].point != point)
            crew->range[kept++] = crew->range[i];
    }
    crew->range_count = kept;
    ensure(pthread_mutex_unlock(&crew->lock) == 0);
}

void crew_close(struct crew *crew) {
    ensure(pthread_mutex_lock(&crew->lock) == 0);
    crew->open = false;
    ensure(pthread_cond_broadcast(&crew->work) == 0);
    ensure(pthread_mutex_unlock(&crew->lock) == 0);
}

void crew_stop(struct crew *crew) {
    ensure(pthread_mutex_lock(&crew->lock) == 0);
    atomic_store(&crew->stopping, true);
    ensure(pthread_cond_broadcast(&crew->work) == 0);
    ensure(pthread_mutex_unlock(&crew->lock) == 0);
}

uint64_t crew_events(const struct crew *crew) {
    return atomic_load_explicit(&crew->events, memory_order_relaxed);
}

void crew_end(struct crew *crew) {
    struct crew_run run;
    crew_stop(crew);
    for (enum crew_news news; (news = crew_next(crew, 1000, &run)) != CREW_DONE;) {
        if (news == CREW_RUN)
            run_result_free(run.result);
    }
    for (uint32_t i = 0; i < crew->workers; i++)
        ensure(pthread_join(crew->worker[i].thread, NULL) == 0);
    ensure(pthread_cond_destroy(&crew->news) == 0);
    ensure(pthread_cond_destroy(&crew->work) == 0);
    ensure(pthread_cond_destroy(&crew->room) == 0);
    ensure(pthread_mutex_destroy(&crew->lock) == 0);
    free(crew->range);
    free(crew->worker);
    free(crew->ring);
    free(crew);
}
