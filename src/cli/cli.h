/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every command gets, and the table of commands.
 *
 * Data goes to standard output, everything else to standard error. A command returns its exit code; what went
 * wrong is in cli->problems, which main prints (or turns into the error document of --json). */
#ifndef RXP_CLI_H
#define RXP_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "api.h"
#include "options.h"
#include "problem.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_NO = 1,     /* the answer is no */
    EXIT_USAGE = 64, /* bad command line */
    EXIT_DATA = 65,  /* bad scenario or data file */
    EXIT_NO_INPUT = 66,
    EXIT_INTERNAL = 70,
    EXIT_CANNOT_CREATE = 73,
    EXIT_CANNOT_WRITE = 74,
    EXIT_INCOMPLETE = 75, /* run again */
    EXIT_SIGNAL = 128     /* plus its number */
};

struct command;

struct cli {
    const struct command *command;
    char program[32]; /* "rxpool run": who speaks in problems about the command line */
    struct options options;
    struct problems problems;
    int argc; /* the whole command line */
    char **argv;
    const volatile int *interrupted; /* the signal caught, or 0 */
    bool colour;                     /* standard error may be coloured */
    bool terminal;                   /* standard error is a terminal on which a line can be drawn again */
};

struct command {
    const char *name;
    enum command_id id;
    const char *operands; /* as in the usage line */
    size_t least, most;   /* operands */
    const char *summary;  /* one line */
    const char *details;  /* of the help page; may be NULL */
    int (*run)(struct cli *cli);
    bool watches; /* looks at cli->interrupted: signals are caught */
};

/* Adds an error about the command line and returns EXIT_USAGE. hint may be NULL. */
int cli_usage_error(struct cli *cli, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The exit code of the problems; EXIT_DONE when there are only warnings. */
int cli_exit_code(const struct cli *cli);
/* "rxpool: ..." on standard error. */
void cli_note(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Fills the parts of work that all commands with runs share. False: a bad value. */
bool cli_work(struct cli *cli, struct api_work *work);
/* "s" unless there is exactly one. */
const char *cli_plural(uint64_t count);
/* "SIGINT" */
const char *cli_signal_name(int number);

int cmd_run(struct cli *cli);
int cmd_sweep(struct cli *cli);
int cmd_size(struct cli *cli);
int cmd_compare(struct cli *cli);
int cmd_theory(struct cli *cli);
int cmd_plot(struct cli *cli);
int cmd_show(struct cli *cli);
int cmd_export(struct cli *cli);
int cmd_verify(struct cli *cli);
int cmd_check(struct cli *cli);
int cmd_check_policy(struct cli *cli);
int cmd_explain(struct cli *cli);
int cmd_schema(struct cli *cli);
int cmd_new(struct cli *cli);

#endif
