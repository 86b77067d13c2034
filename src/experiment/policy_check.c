/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy_check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "policy_registry.h"
#include "sim.h"

#define SCRAMBLE 0xA5 /* what is left of a simulator whose copy goes on */
enum { TURNS = 16 };

/* One configuration under trial. */
struct trial {
    const struct config *config;
    struct plan *plan;
    struct policy_check *check;
    struct text *wrong;
    char digest[DIGEST_TEXT]; /* of the first run */
};

/* --- answers --- */

static void out_of_range(struct trial *trial, const struct rxpool_policy_view *view, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The first one is told. */
static void out_of_range(struct trial *trial, const struct rxpool_policy_view *view, const char *format,
                         ...) {
    if (!trial->check->good)
        return;
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    text_format(trial->wrong,
                "an answer is out of range: %s (%" PRIu64 " ps after the start, %" PRIu32 " ready)\n",
                message, view->now_ps, view->ready);
    trial->check->good = false;
}

static bool is_mark(int64_t mark) {
    return mark >= -1 && mark <= (int64_t)CONFIG_BUFFERS_MAX;
}

static void look_at_request(struct trial *trial, const struct rxpool_policy_view *view,
                            const struct rxpool_policy_decision *answer) {
    uint32_t limit = view->settings->limit;
    uint64_t asked = (uint64_t)answer->requests * answer->request_buffers;
    const struct rxpool_policy *policy = policy_at(trial->config->pool_policy);
    trial->check->requests += answer->requests;
    if (answer->requests == 0)
        return;
    if (!policy->grows)
        out_of_range(trial, view, "it asks for buffers, though it says that it does not grow");
    else if (answer->request_buffers == 0)
        out_of_range(trial, view, "it makes %" PRIu32 " requests of no buffers", answer->requests);
    else if (asked > limit || view->total + asked > limit)
        out_of_range(trial, view,
                     "it asks for %" PRIu64 " buffers, but there are %" PRIu32 " and the limit is %" PRIu32,
                     asked, view->total, limit);
    else if (((policy->needs | policy->uses) & RXPOOL_GROW_CHUNK) &&
             answer->request_buffers < view->settings->grow_chunk)
        out_of_range(trial, view,
                     "it says that it uses grow.chunk (%" PRIu32 ") and asks for %" PRIu32 " buffers",
                     view->settings->grow_chunk, answer->request_buffers);
}

static void look_at_answer(void *context, const struct rxpool_policy_view *view,
                           const struct rxpool_policy_decision *answer) {
    struct trial *trial = context;
    trial->check->asked++;
    trial->check->given += answer->shrink_blocks;
    look_at_request(trial, view, answer);
    if (!is_mark(answer->watch_low) || !is_mark(answer->watch_high))
        out_of_range(trial, view,
                     "the marks %" PRId64 " and %" PRId64 " are neither -1 nor a number of buffers",
                     answer->watch_low, answer->watch_high);
    if (answer->shrink_blocks > view->grown_blocks)
        out_of_range(trial, view, "it gives %" PRIu32 " blocks back, but only %" PRIu32 " were grown",
                     answer->shrink_blocks, view->grown_blocks);
    if (answer->idle > RXPOOL_IDLE_CANCEL)
        out_of_range(trial, view, "%" PRIu32 " is none of enum rxpool_policy_idle", answer->idle);
    if (answer->copy == 1 && !(policy_at(trial->config->pool_policy)->uses & RXPOOL_COPIES))
        out_of_range(trial, view, "it has frames copied, though RXPOOL_COPIES is not in its uses");
    if (answer->copy > 1)
        out_of_range(trial, view, "copy is %" PRIu32 ", neither 0 nor 1", answer->copy);
}

/* --- ways to run --- */

static bool ended_well(const struct run_result *result) {
    return result->status == RUN_OK || result->status == RUN_INIT_FAILED;
}

static bool run_first(struct trial *trial) {
    struct sim *sim = sim_create(trial->plan);
    sim_watch_policy(sim, look_at_answer, trial);
    struct run_result *result = sim_run(sim, trial->config->seed, 0, NULL, NULL);
    digest_text(&result->digest, trial->digest);
    bool good = ended_well(result);
    if (!good)
        text_format(trial->wrong, "a run does not end: %s\n",
                    result->story == NULL ? "it failed" : result->story);
    run_result_free(result);
    sim_destroy(sim);
    return good;
}

/* Goes on to the end; is it what the first run did? The simulator is given back. */
static bool ends_alike(const struct trial *trial, struct sim *sim) {
    char digest[DIGEST_TEXT];
    struct run_result *result = sim_finish(sim, NULL, NULL);
    digest_text(&result->digest, digest);
    bool alike = ended_well(result) && strcmp(digest, trial->digest) == 0;
    run_result_free(result);
    sim_destroy(sim);
    return alike;
}

static struct sim *started(const struct trial *trial) {
    struct sim *sim = sim_create(trial->plan);
    (void)sim_start(sim, trial->config->seed, 0);
    return sim;
}

static bool repeats(struct trial *trial, bool wrote) {
    if (ends_alike(trial, started(trial)))
        return true;
    text_format(
        trial->wrong, "a second run in the same process differs from the first, %s\n",
        wrote ? "and its static memory changed: it keeps something outside of its state, in a static variable"
              : "and not because of its static memory: it looks at a clock, at an address, at random "
                "numbers or at something else from outside");
    return false;
}

static bool stays_apart(struct trial *trial) {
    struct sim *one = started(trial), *other = started(trial);
    for (uint64_t i = 1; i < TURNS; i++) {
        uint64_t until = trial->config->duration_ps / TURNS * i;
        (void)sim_run_until(one, until, NULL, NULL);
        (void)sim_run_until(other, until, NULL, NULL);
    }
    bool first = ends_alike(trial, one), second = ends_alike(trial, other);
    if (!first || !second)
        text_add(trial->wrong,
                 "two runs taken in turns disturb each other: it keeps something outside of its state, "
                 "such as a static pointer to it\n");
    return first && second;
}

/* The first one is not freed but overwritten until the copy has ended: a pointer to it finds rubbish. */
static bool can_be_copied(struct trial *trial) {
    struct sim *sim = started(trial);
    (void)sim_run_until(sim, trial->config->duration_ps / 2, NULL, NULL);
    struct sim *clone = sim_clone(sim);
    sim_scramble(sim, SCRAMBLE);
    bool alike = ends_alike(trial, clone);
    sim_destroy(sim);
    if (!alike)
        text_add(trial->wrong,
                 "copied in the middle of a run, and the first one gone, it goes on differently: its "
                 "state holds a pointer\n");
    return alike;
}

const char *policy_check(const struct config *config, struct policy_check *check, struct text *wrong) {
    const char *problem = NULL;
    char before[DIGEST_TEXT] = "", after[DIGEST_TEXT] = "";
    const void *inside = policy_at(config->pool_policy)->summary; /* somewhere in the object */
    struct trial trial = {
        .config = config, .plan = plan_make(config, &problem), .check = check, .wrong = wrong};
    *check = (struct policy_check){.good = true};
    if (trial.plan == NULL)
        return problem;
    (void)object_data_hash(inside, before);
    bool runs = run_first(&trial);
    (void)object_data_hash(inside, after);
    bool pure =
        runs && repeats(&trial, strcmp(before, after) != 0) && stays_apart(&trial) && can_be_copied(&trial);
    check->good = check->good && pure;
    plan_free(trial.plan);
    return NULL;
}
