/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that appears whole or not at all: written beside its target, renamed at the end. */
#ifndef RXP_OUTPUT_H
#define RXP_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "cli.h"

struct output {
    FILE *file;       /* write here */
    const char *path; /* as given; NULL: standard output */
    char *temporary;  /* NULL: path is written directly, because it is no regular file */
};

/* path NULL or "-": standard output. Exit code 73 when it cannot be created. */
bool output_begin(struct output *output, struct cli *cli, const char *path);
/* good false: drops what was written. False when it could not be kept; exit code 74. */
bool output_end(struct output *output, struct cli *cli, bool good);

#endif
