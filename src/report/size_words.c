/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a search where splitting had a say, and verdicts. */
#include "size_words.h"

const char *size_words_verdict(const struct size_trial *trial) {
    if (trial->init_failed > 0)
        return "not met: initialisation failed";
    if (trial->starved > 0)
        return "not met: starved";
    if (size_unseen(trial))
        return "no loss seen: not shown";
    if (trial->verdict == VERDICT_OPEN)
        return trial->loss.known ? "undecided: counts as not met" : "no frames: not met";
    return trial->verdict == VERDICT_MET ? "met" : "not met";
}

bool size_words_any_split(const struct size_case *one) {
    bool any = false;
    for (size_t i = 0; i < one->trials; i++)
        any = any || one->trial[i].split.used;
    return any;
}

void size_words_loss_by(const struct size_trial *trial, struct text *to) {
    if (!trial->split.used)
        text_add(to, "runs");
    else if (trial->split.refused[0] != '\0')
        text_add(to, "runs, no splitting");
    else if (trial->split.status == SPLITTING_NO_LOSS)
        text_add(to, "runs, none by splitting");
    else
        text_format(to, "splitting \u00b1 %.2g %%", 100 * trial->split.half);
}

void size_words_unseen(const struct size_trial *trial, const char *value, struct text *to) {
    text_format(to, "With %s no loss was seen in %u runs", value, (unsigned)trial->n);
    if (trial->split.refused[0] != '\0')
        text_format(to, ", and there is no splitting: %s.\n", trial->split.refused);
    else
        text_format(to,
                    " nor in %.0f copies by splitting: losses there are rarer than its levels can show, or "
                    "come in ways that the levels do not see.\n",
                    (double)trial->split.copies);
}

bool size_words_undecided(const struct size_case *one) {
    for (size_t i = 0; i < one->trials; i++)
        if (one->trial[i].value < one->trial[one->answer].value && one->trial[i].verdict == VERDICT_OPEN)
            return true;
    return false;
}
