/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result of one run: what the store, the reports and the library read. Plain data, owned by whoever got
 * it from sim_run(); run_result_free() gives it back. Times are picoseconds of simulated time. */
#ifndef RXP_RESULT_H
#define RXP_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "digest.h"
#include "metric.h"
#include "ndis_rule.h"

/* How a run ended: run_status_table has the words. */
enum run_status { RUN_OK, RUN_INIT_FAILED, RUN_STARVED, RUN_FAILED, RUN_TIMEOUT, RUN_STOPPED };
enum { RUN_STATUSES = RUN_STOPPED + 1 };

struct run_status_row {
    const char *name;
    const char *words; /* what happened, in one line */
    const char *more;  /* what that means for the result and the command */
};
extern const struct run_status_row run_status_table[RUN_STATUSES];

enum episode_cause {
    EPISODE_LIMIT,          /* "limit": nothing was asked for */
    EPISODE_GROWTH_PENDING, /* "growth_pending": a request was under way when it began */
    EPISODE_GROWTH_REFUSED  /* "growth_refused": the last request had failed */
};

struct episode_row {
    uint32_t queue;
    enum episode_cause cause;
    uint64_t number; /* from 1, in order of their start */
    uint64_t start_ps;
    uint64_t end_ps; /* TIME_NEVER: open at the end of the run */
    uint64_t frames_dropped;
};

enum allocation_outcome {
    ALLOCATION_PENDING,     /* "pending": not answered when the run ended */
    ALLOCATION_DONE,        /* "done" */
    ALLOCATION_NO_MEMORY,   /* "no_memory": the pages were not there */
    ALLOCATION_FRAGMENTED,  /* "fragmented": no contiguous run */
    ALLOCATION_FAILED,      /* "failed": host.failure or host.failure_every */
    ALLOCATION_NO_NONPAGED, /* "no_nonpaged": no other memory for its descriptors */
    ALLOCATION_NOT_TRIED    /* "not_tried": the synchronous call of a subordinate before Windows XP SP1 */
};

struct allocation_row {
    uint64_t number;  /* of the request, from 1, tries of initialisation included */
    bool synchronous; /* one of initialisation, before time 0 */
    enum allocation_outcome outcome;
    uint32_t buffers;
    uint64_t bytes; /* page-rounded */
    uint64_t requested_ps;
    uint64_t started_ps;   /* when a worker took it up; TIME_NEVER */
    uint64_t completed_ps; /* TIME_NEVER */
    uint64_t freed_ps;     /* TIME_NEVER: still held at the end */
};

/* A rule of the contract with NDIS that the run broke. */
struct violation_row {
    enum ndis_rule rule;
    uint32_t queue; /* of the first time; UINT32_MAX: of none in particular */
    uint64_t count; /* all times, however many */
    uint64_t first_ps;
    char *context; /* what happened the first time, in words */
};

struct sample_row { /* state just after all events of the instant; counters are since the start of the run */
    uint64_t time_ps;
    uint32_t ready, free, posted, filled, indicated, total; /* buffers; filled includes those in DMA */
    uint32_t pending;                                       /* allocation requests */
    uint32_t disabled;                                      /* queues in an interrupt-disable episode */
    uint64_t pool_bytes;
    uint64_t frames_offered, frames_delivered, frames_dropped;
};

struct protocol_row { /* what one protocol did, in the order of their names */
    char name[CONFIG_NAME_MAX + 1];
    uint64_t indicated, delivered, dropped; /* frames of the measurement; of mode all: the ones it missed */
    double held_mean; /* buffers it had in the window; undefined, 0, when that is empty */
    uint64_t held_max;
    uint64_t backlog_max; /* frames */
    uint64_t stalled_ps;  /* in the window */
};

struct bucket_row {     /* one occupied bucket of a histogram */
    uint64_t low, high; /* least and greatest value */
    uint64_t count;
};
struct bucket_rows {
    uint32_t count;
    struct bucket_row *row;
};
enum result_histogram { HISTOGRAM_LATENCY, HISTOGRAM_RETURN, HISTOGRAM_EPISODE, RESULT_HISTOGRAMS };

struct run_result {
    enum run_status status;
    char *story; /* why, in words, when the status is not ok; or NULL */
    uint64_t seed;
    uint32_t replication;
    struct digest digest;
    uint64_t events; /* events dispatched: the engine's own business, never compared */
    struct metric_value metric[METRIC_COUNT];
    /* rows kept: the first N and the longest N of a run, in order of their number; *_left_out says how many
     * are not */
    uint32_t episode_count;
    struct episode_row *episode;
    uint64_t episodes_left_out;
    uint32_t allocation_count;
    struct allocation_row *allocation;
    uint64_t allocations_left_out;
    uint32_t violation_count; /* rules broken, in the order of their table; guidance too */
    struct violation_row *violation;
    uint32_t sample_count;
    struct sample_row *sample;
    uint32_t protocol_count; /* 0 when initialisation failed */
    struct protocol_row *protocol;
    struct bucket_rows histogram[RESULT_HISTOGRAMS]; /* values in ps */
};

const char *run_status_text(enum run_status status);
const char *episode_cause_text(enum episode_cause cause);
const char *allocation_outcome_text(enum allocation_outcome outcome);
const char *
result_histogram_name(enum result_histogram histogram); /* "latency", "return", "interrupt_disable" */

/* Adds a row to the result, with a copy of its words. */
void run_result_violation(struct run_result *result, const struct violation_row *row);
void run_result_free(struct run_result *result);

#endif
