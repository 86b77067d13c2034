/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libyaml's errors in words for people who write scenarios, not parsers. */
#ifndef RXP_YAML_WORDS_H
#define RXP_YAML_WORDS_H

#include <yaml.h>

#include "problem.h"

struct yaml_words {
    struct mark mark; /* without the file */
    char message[160];
    char hint[160]; /* "": none */
};

/* What the parser stumbled over; text is the document as its author wrote it. */
struct yaml_words yaml_words(const yaml_parser_t *parser, const char *text, size_t length);

#endif
