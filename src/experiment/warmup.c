/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pilot runs and the cut. */
#include "warmup.h"

#include <stdlib.h>

#include "crew.h"
#include "ensure.h"
#include "result.h"
#include "text.h"
#include "wide.h"

enum { WAKE_MS = 50, REMAIN = 5, SAMPLES = WARMUP_BATCHES * WARMUP_BATCH };

/* n^2 times the variance over n^3: the order is that of the squared standard error. Sums fit: 10 pilots of 4
 * million buffers, five samples and 1000 batches are below 2^28 each and 2^66 squared and summed, times 2^10.
 */
size_t warmup_mser(const uint64_t *batch, size_t count) {
    u128 sum = 0, squares = 0;
    double least = 0;
    size_t best = 0;
    for (size_t n = 1; n <= count; n++) {
        uint64_t value = batch[count - n];
        sum += value;
        squares += (u128)value * value;
        if (n < REMAIN)
            continue;
        double size = (double)n;
        double error = (double)(squares * n - sum * sum) / (size * size * size);
        if (n == REMAIN || error <= least) { /* of equal ones the shortest cut */
            least = error;
            best = count - n;
        }
    }
    return best;
}

struct pilot {
    struct config config; /* shares everything with the point's */
    size_t point;
    uint32_t left, used;
    uint64_t *batch; /* sums; NULL: no run is in yet */
};

static uint32_t occupancy(const struct sample_row *sample) {
    return sample->filled + sample->indicated;
}

static void add_run(struct pilot *pilot, const struct run_result *result) {
    pilot->left--;
    if (result->status != RUN_OK || result->sample_count < SAMPLES)
        return;
    if (pilot->batch == NULL)
        pilot->batch = memory_alloc(WARMUP_BATCHES * sizeof *pilot->batch);
    for (uint32_t i = 0; i < SAMPLES; i++)
        pilot->batch[i / WARMUP_BATCH] += occupancy(&result->sample[i]);
    pilot->used++;
}

static void settle(struct pilot *pilot, struct config *config, struct warmup_found *found) {
    size_t cut = pilot->used == 0 ? 0 : warmup_mser(pilot->batch, WARMUP_BATCHES);
    config->warmup_ps = cut * WARMUP_BATCH * pilot->config.sample_ps;
    *found = (struct warmup_found){true, cut > WARMUP_BATCHES / 2, pilot->used};
    free(pilot->batch);
    pilot->batch = NULL;
}

static struct pilot *pilots_of(struct config *const *config, size_t count, struct crew_point *point,
                               struct crew_range *range, size_t *pilots) {
    struct pilot *pilot = memory_alloc((count + 1) * sizeof *pilot);
    *pilots = 0;
    for (size_t i = 0; i < count; i++) {
        if (config[i]->warmup_ps != CONFIG_WARMUP_AUTO)
            continue;
        struct pilot *one = &pilot[*pilots];
        one->config = *config[i];
        one->config.warmup_ps = 0;
        one->config.sample_ps = config[i]->duration_ps / SAMPLES;
        one->config.sample_ps += one->config.sample_ps == 0;
        one->point = i;
        one->left = config_is_deterministic(config[i]) ? 1 : WARMUP_PILOTS;
        point[*pilots].config = &one->config;
        range[*pilots] = (struct crew_range){*pilots, 0, one->left};
        (*pilots)++;
    }
    return pilot;
}

static bool collect(struct crew *crew, struct pilot *pilot, struct config *const *config, uint64_t runs,
                    const struct warmup_work *work, struct warmup_found *found) {
    for (uint64_t done = 0;;) {
        struct crew_run run;
        enum crew_news news = crew_next(crew, WAKE_MS, &run);
        if (news == CREW_DONE)
            return work->interrupted == NULL || *work->interrupted == 0;
        if (news == CREW_RUN) {
            struct pilot *one = &pilot[run.point];
            add_run(one, run.result);
            run_result_free(run.result);
            done++;
            if (one->left == 0)
                settle(one, config[one->point], &found[one->point]);
        }
        if (work->interrupted != NULL && *work->interrupted != 0)
            crew_stop(crew);
        if (work->show != NULL)
            work->show(work->context, done, runs, crew_events(crew));
    }
}

bool warmup_settle(struct config *const *config, size_t count, const struct warmup_work *work,
                   struct warmup_found *found, struct problems *problems) {
    struct crew_point *point = memory_alloc((count + 1) * sizeof *point);
    struct crew_range *range = memory_alloc((count + 1) * sizeof *range);
    size_t pilots = 0;
    struct pilot *pilot = pilots_of(config, count, point, range, &pilots);
    uint64_t runs = 0;
    for (size_t i = 0; i < count; i++)
        found[i] = (struct warmup_found){0};
    for (size_t i = 0; i < pilots; i++)
        runs += range[i].count;
    bool good = true;
    if (pilots > 0) {
        struct crew *crew = crew_start(point, range, pilots, false, work->jobs, 0, problems);
        good = crew != NULL && collect(crew, pilot, config, runs, work, found);
        if (crew != NULL)
            crew_end(crew);
    }
    for (size_t i = 0; i < pilots; i++)
        free(pilot[i].batch);
    free(pilot);
    free(range);
    free(point);
    return good;
}
