/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per command: what it is called, what it takes, what its help page says, who does it. */
#include "commands.h"

#include <string.h>

/* clang-format off */
static const struct command commands[] = {
    {"run", COMMAND_RUN, "FILE", 1, 1, "simulate a scenario and show its metrics",
     "Runs every replication of the scenario, logs each in the database, and prints the\n"
     "metrics with 95 % confidence intervals. FILE may be '-' (standard input). Runs that\n"
     "the database already has are not computed again. A sweep: section is read and checked, but not run.\n"
     "A scenario in which nothing is random is run once, whatever -n says.\n", cmd_run, true},
    {"sweep", COMMAND_SWEEP, "FILE", 1, 1, "simulate every point of a design",
     "The design is the grid of the scenario's sweep: section and of every -P (the same key\n"
     "replaces). Finished runs are committed at least five times a second; after ^C, a crash\n"
     "or a full disk the same command goes on where it stopped.\n", cmd_sweep, true},
    {"size", COMMAND_SIZE, "FILE", 1, 1, "find the smallest value that meets a goal",
     "Doubles the value until the goal is met, then closes in on the smallest that meets it.\n"
     "Runs are added until each candidate is decided with the confidence asked for; all are\n"
     "logged as a sweep's are, and the same command goes on where it was interrupted. Exit\n"
     "code 1 when no value of the range meets the goal.\n", cmd_size, true},
    {"compare", COMMAND_COMPARE, "A [B]", 1, 2, "pair the runs of two databases, or of one, and test what differs",
     "Points are matched by what varies, runs by their replication: they met the same random\n"
     "numbers. Shows B - A with Student intervals and p-values corrected for all tests of the\n"
     "call (Holm). Exit code 1 when a --fail-if holds.\n", cmd_compare, false},
    {"theory", COMMAND_THEORY, "FILE", 1, 1, "compare a known queue with its exact answer",
     "When the scenario is one of the known models (docs/theory.md), runs its replications, logs nothing, and\n"
     "prints each exact answer beside the mean, half of its 95 % interval, and how many standard errors lie\n"
     "between them (z). When it is none, says which settings stand in the way of the nearest one: exit code 1.\n",
     cmd_theory, true},
    {"plot", COMMAND_PLOT, "DB KIND", 2, 2, "draw curves with gnuplot", NULL, cmd_plot, false},
    {"show", COMMAND_SHOW, "DB [RUN]", 1, 2, "show what a database holds, or all of one run", NULL, cmd_show, false},
    {"export", COMMAND_EXPORT, "DB", 1, 1, "write every run as CSV, JSON or NDJSON",
     "FILE appears whole or not at all.\n", cmd_export, true},
    {"verify", COMMAND_VERIFY, "DB [RUN...]", 1, SIZE_MAX, "run again what is stored and compare the digests",
     "Exit code 1 when a run differs or nothing could be checked. Runs of another model\n"
     "version, and runs that failed or timed out, are counted but not judged.\n", cmd_verify, true},
    {"check", COMMAND_CHECK, "FILE", 1, 1, "say what is wrong with a scenario, or what it comes to",
     "Resolves every point of the sweep. When all is fine: the room a run needs, the points\n"
     "of the sweep, and the keys that were left at their defaults.\n", cmd_check, false},
    {"check-policy", COMMAND_CHECK_POLICY, "FILE [SCENARIO...]", 1, SIZE_MAX, "try a pool policy of a shared object",
     "Loads FILE, which is code that runs with your rights, and runs its policy in a few scenarios, or\n"
     "in those that are named: twice, two runs in turns, and copied in the middle of a run. A policy must\n"
     "do the same each time, its answers must be within range, and an instant must end. Exit code 1 and\n"
     "what is wrong when one of these does not hold.\n", cmd_check_policy, false},
    {"explain", COMMAND_EXPLAIN, "WORD", 0, 1, "say what a key, a metric, a rule, a fault, a status or a topic means",
     "Keys are written as in pool.initial or traffic.NAME.rate, metrics as in loss_ratio,\n"
     "rules of the contract with NDIS as in R7, faults of driver.faults as in free_twice, statuses\n"
     "of runs as in starved. A topic is a page: how values are written, or all rules.\n", cmd_explain, false},
    {"schema", COMMAND_SCHEMA, "", 0, 0, "print the JSON Schema of scenario files, for editors", NULL, cmd_schema, false},
    {"new", COMMAND_NEW, "[TEMPLATE]", 0, 1, "write a scenario to start from (the first template)", NULL, cmd_new, false},
};
/* clang-format on */

#define COMMANDS (sizeof commands / sizeof *commands)
_Static_assert(COMMANDS == (size_t)COMMAND_COUNT, "one row per command");

const struct command *command_at(size_t index) {
    return index < COMMANDS ? &commands[index] : NULL;
}

const struct command *command_find(const char *name) {
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

const char *command_nearest(const char *name) {
    static const char *const more[] = {"help", "--help", "--version"};
    const char *names[COMMANDS + sizeof more / sizeof *more];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    memcpy(names + COMMANDS, more, sizeof more);
    return text_nearest(name, names, sizeof names / sizeof *names);
}
