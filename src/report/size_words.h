/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of one candidate of a search, in a few words. */
#ifndef RXP_SIZE_WORDS_H
#define RXP_SIZE_WORDS_H

#include "size.h"
#include "text.h"

const char *size_words_verdict(const struct size_trial *trial);
/* Is there a value below the answer that was shown neither to meet the goal nor not to? */
bool size_words_undecided(const struct size_case *one);
/* Was any candidate of the case judged by splitting? Then tables say what each loss comes from. */
bool size_words_any_split(const struct size_case *one);
/* What its loss comes from: "runs", "splitting +- 9.2 %". */
void size_words_loss_by(const struct size_trial *trial, struct text *to);
/* The sentences in place of an answer where no loss is seen from this candidate on. */
void size_words_unseen(const struct size_trial *trial, const char *value, struct text *to);

#endif
