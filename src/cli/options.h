/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of all commands: one table (options.c) that getopt_long, the help texts and the docs are made
 * from.
 *
 * Long options are taken as written, never abbreviated: a script must not change its meaning when an option
 * is added. */
#ifndef RXP_OPTIONS_H
#define RXP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "problem.h"
#include "text.h"

enum command_id {
    COMMAND_RUN,
    COMMAND_SWEEP,
    COMMAND_SIZE,
    COMMAND_COMPARE,
    COMMAND_THEORY,
    COMMAND_PLOT,
    COMMAND_SHOW,
    COMMAND_EXPORT,
    COMMAND_VERIFY,
    COMMAND_CHECK,
    COMMAND_CHECK_POLICY,
    COMMAND_EXPLAIN,
    COMMAND_SCHEMA,
    COMMAND_NEW,
    COMMAND_COUNT
};

struct option_list {
    const char **item; /* texts belong to argv */
    size_t count;
};

struct options {
    struct option_list set, axes, operand;
    struct option_list of, range, metrics, fail_if;
    const char *output, *seed, *progress, *timeout, *terminal, *keep, *counters, *preset;
    const char *precision, *metric, *confidence;
    const char *policy_list, *max_loss, *max_episodes, *max_latency, *by, *with, *plot_metric;
    uint64_t replications, most, jobs, study, run; /* 0: not given */
    bool strict, policies, json, csv, ndjson, dry_run, force, no_database, rare, help;
};

/* argv[0] is the command. False when something is wrong: problems say what (exit code 64). */
bool options_parse(struct options *options, enum command_id command, int argc, char **argv,
                   const char *program, struct problems *problems);
void options_free(struct options *options);

/* The option lines of a help text. */
void options_help(enum command_id command, struct text *to);

/* A whole number written in digits, within [low, high]. */
bool number_parse(const char *text, uint64_t low, uint64_t high, uint64_t *number);

#endif
