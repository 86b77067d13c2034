/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pilot: where an excursion begins, and which levels lead up from there.
 *
 * A few replications say how long the level was where: below the median a run is at home, and the first level
 * is one that it is at or above a tenth of the time. From the entrances into it copies run until they are
 * back, each notes the highest level it saw, and the next level is the highest that a quarter of them
 * reached. That ends where copies lose frames, or where none comes further. The pilot's numbers are used for
 * nothing else, so the estimate owes them no bias. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "splitting_inner.h"
#include "text.h"

#define PILOT_BATCH (UINT64_C(1) << 40) /* no other batch has a number like that */
#define PILOT_RUNS UINT32_MAX           /* its replications count down from here */
#define RUNS_MOST 64u
#define EVENTS_ENOUGH UINT64_C(1000000)
#define COPIES 400u
#define COPIES_MOST 25600u
#define CHANCE_LEAST 1e-20
#define CELLS 65536u
/* An excursion above a level is over so many levels below it. Longer ones cost more, shorter ones end where
 * they still had a chance: M/M/1/92 at 0.8 to 8 % took 7.3 s with two, 4.2 with three, 5.2 with four and 11.6
 * with all of them. */
#define BACK 3u

struct shares { /* of time, by level */
    uint64_t *ps;
    uint32_t cells, shift; /* a cell is 2^shift levels */
    uint64_t all_ps;
};

static void refuse(struct problems *problems, const char *hint, const char *message) {
    problems_add(problems, PROBLEM_ERROR, (struct mark){.file = "--rare"}, NULL, hint, "%s", message);
}

/* One replication, step by step, until its end or enough has been seen. */
static bool watch_levels(struct climber *climber, uint32_t replication, struct shares *shares,
                         uint64_t *events) {
    struct sim *sim = climber->sim;
    if (!sim_start(sim, climber->seed, replication))
        return false;
    enum sim_crossing crossing = SIM_ROSE;
    while (crossing != SIM_ENDED && *events + sim_frames(sim).events < EVENTS_ENOUGH) {
        uint32_t level = sim_level(sim);
        uint64_t before_ps = sim_frames(sim).now_ps;
        crossing = sim_run_between(sim, level, level + 1, climber_poll, climber);
        uint64_t lasted_ps = sim_frames(sim).now_ps - before_ps;
        shares->ps[level >> shares->shift] += lasted_ps;
        shares->all_ps += lasted_ps;
    }
    *events += sim_frames(sim).events;
    return sim_status(sim) == RUN_OK;
}

/* False: the level is always the same. */
static bool first_levels(const struct shares *shares, struct ladder *ladder) {
    uint64_t below = 0;
    uint32_t cell = 0, home, top = shares->cells - 1;
    while (top > 0 && shares->ps[top] == 0)
        top--;
    for (; cell < top && 2 * (below + shares->ps[cell]) < shares->all_ps; cell++)
        below += shares->ps[cell];
    home = cell; /* the median */
    below += shares->ps[cell];
    if (home >= top) { /* most of the time it is at its highest: anything lower is home */
        while (home > 0 && (home >= top || shares->ps[home] == 0))
            home--;
        if (home == top || shares->ps[home] == 0)
            return false;
        cell = home;
        below = 0;
        for (uint32_t i = 0; i <= home; i++)
            below += shares->ps[i];
    }
    for (cell++; cell < top && 10 * (shares->all_ps - below) > shares->all_ps; cell++)
        below += shares->ps[cell];
    ladder->back[0] = (home + 1) << shares->shift;
    ladder->level[0] = cell << shares->shift;
    ladder->count = 1;
    return true;
}

static bool find_first(struct climber *climber, struct ladder *ladder, struct problems *problems) {
    uint32_t most = plan_level_most(climber->plan);
    struct shares shares = {0};
    while (most >> shares.shift >= CELLS)
        shares.shift++;
    shares.cells = (most >> shares.shift) + 1;
    shares.ps = memory_alloc(shares.cells * sizeof *shares.ps);
    uint64_t events = 0;
    bool good = true;
    for (uint32_t i = 0; good && i < RUNS_MOST && events < EVENTS_ENOUGH; i++)
        good = watch_levels(climber, PILOT_RUNS - i, &shares, &events);
    if (!good && climber_poll(climber) == RUN_OK)
        refuse(problems, NULL, "a run failed: 'rxpool run' without --rare says why");
    bool found = good && first_levels(&shares, ladder);
    if (good && !found)
        refuse(problems,
               "splitting counts buffers that are out of the NIC's reach; losses that have other reasons "
               "are for plain runs",
               "the pool is never nearer to being exhausted at one time than at another");
    free(shares.ps);
    return found;
}

/* Entrances to start from, and how many replications make about `effort` of them. */
static bool find_entrances(struct climber *climber, struct ladder *ladder, struct problems *problems) {
    struct climb climb = {0};
    uint32_t runs = 0;
    climber_begin(climber, PILOT_BATCH);
    while (runs < RUNS_MOST && climb.entrances < ladder->effort) {
        if (!climb_replication(climber, ladder, PILOT_RUNS - runs, &climb)) {
            if (climb.status != RUN_STOPPED)
                refuse(problems, NULL, "a run failed: 'rxpool run' without --rare says why");
            return false;
        }
        runs++;
    }
    if (climb.entrances == 0) {
        refuse(problems, "a longer time.duration shows more", "no run ever leaves the levels it starts from");
        return false;
    }
    uint64_t wanted = (ladder->effort * (uint64_t)runs + climb.entrances - 1) / climb.entrances;
    ladder->replications = wanted < RUNS_MOST ? (uint32_t)wanted : RUNS_MOST;
    return true;
}

/* What copies from the current level saw on their way back. */
struct sight {
    uint32_t copies, lossy, capacity;
    uint32_t *highest; /* by copy */
};

static void look_up(struct climber *climber, const struct ladder *ladder, uint32_t copies,
                    struct sight *sight) {
    struct sim *sim = climber->sim;
    uint32_t floor = ladder->back[ladder->count - 1];
    for (; sight->copies < copies && climber_poll(climber) == RUN_OK; sight->copies++) {
        climber_copy(climber, sight->copies % climber->from.count, ladder->count - 1, sight->copies);
        uint64_t lost = sim_frames(sim).lost;
        uint32_t highest = sim_level(sim);
        while (sim_run_between(sim, floor, highest + 1, climber_poll, climber) == SIM_ROSE)
            highest = sim_level(sim);
        sight->highest[sight->copies] = highest;
        sight->lossy += sim_frames(sim).lost > lost;
    }
}

static int by_height(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x > y ? -1 : x < y;
}

/* The highest level above `from` that a quarter reached, or the lowest that any did; 0: none did. */
static uint32_t next_level(const struct sight *sight, uint32_t from) {
    uint32_t *sorted = memory_alloc(sight->copies * sizeof *sorted);
    memcpy(sorted, sight->highest, sight->copies * sizeof *sorted);
    qsort(sorted, sight->copies, sizeof *sorted, by_height);
    uint32_t at = sight->copies / 4;
    while (at > 0 && sorted[at] <= from)
        at--;
    uint32_t level = sorted[at] > from ? sorted[at] : 0;
    free(sorted);
    return level;
}

/* The same copies again, as far as the new level; which share of them that was. */
static double climb_to(struct climber *climber, const struct ladder *ladder, const struct sight *sight,
                       uint32_t level) {
    uint32_t reached = 0;
    climber->to.count = 0;
    for (uint32_t i = 0; i < sight->copies; i++) {
        if (sight->highest[i] < level)
            continue;
        if (reached++ >= climber->to.capacity)
            continue;
        climber_copy(climber, i % climber->from.count, ladder->count - 1, i);
        if (sim_run_between(climber->sim, ladder->back[ladder->count - 1], level, climber_poll, climber) ==
            SIM_ROSE)
            sim_save(climber->sim, shelf_slot(&climber->to, climber->to.count++));
    }
    climb_up(climber);
    return (double)reached / sight->copies;
}

bool pilot(struct climber *climber, struct ladder *ladder, struct problems *problems) {
    if (!find_first(climber, ladder, problems) || !find_entrances(climber, ladder, problems))
        return false;
    climb_up(climber);
    struct sight sight = {.highest = memory_alloc(COPIES_MOST * sizeof *sight.highest)};
    double chance = 1; /* of an entrance to come as far */
    while (ladder->count < SPLITTING_LEVELS_MAX && climber->from.count > 0 && chance > CHANCE_LEAST) {
        uint32_t next = 0;
        sight.copies = sight.lossy = 0;
        for (uint32_t copies = COPIES; copies <= COPIES_MOST && next == 0; copies *= 4) {
            look_up(climber, ladder, copies, &sight);
            if (5 * sight.lossy >= sight.copies || climber_poll(climber) != RUN_OK)
                break;
            next = next_level(&sight, ladder->level[ladder->count - 1]);
        }
        if (next == 0)
            break;
        chance *= climb_to(climber, ladder, &sight, next);
        ladder->back[ladder->count] =
            ladder->count >= BACK ? ladder->level[ladder->count - BACK] : ladder->back[0];
        ladder->level[ladder->count++] = next;
    }
    free(sight.highest);
    return climber_poll(climber) == RUN_OK;
}
