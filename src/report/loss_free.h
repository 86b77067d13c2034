/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The maximum loss-free receive rate of points that differ in what is offered: the greatest offered rate up
 * to which no run of any point lost a frame. J. Mogul and K. K. Ramakrishnan call it MLFRR, RFC 2544 a
 * device's throughput.
 *
 * What is known is that no loss was seen in so many frames; a run that is longer may see one. */
#ifndef RXP_LOSS_FREE_H
#define RXP_LOSS_FREE_H

#include "study.h"

struct loss_free {
    double fps;       /* frames/s; 0: none, the least that was offered lost some */
    double frames;    /* of known fate, in all runs of the point that reached it */
    uint64_t runs;    /* of that point */
    double lossy_fps; /* the least offered rate that lost a frame; 0: none did */
    size_t unknown;   /* points left out: a run of theirs has no result, or no frame */
};

struct loss_free loss_free_of(const struct study_point *const *point, size_t count);

/* The axis along which a study varies what is offered: a rate, load or interval of a source, the one with
 * most values; study->axes when none does. */
size_t loss_free_axis(const struct study *study);

/* All points that differ along that axis only, the one with the least id first. */
struct loss_free_curve {
    char *name; /* the values of the other axes, as study_point_short has them */
    const struct study_point *first;
    struct loss_free found;
};
/* Every such curve, by `first`; *count is 0 and the list NULL where nothing offered varies. */
struct loss_free_curve *loss_free_curves(const struct study *study, size_t *count);
void loss_free_curves_free(struct loss_free_curve *curve, size_t count);
/* What loss_free_curves finds, for people; nothing where nothing offered varies. */
void loss_free_write(const struct study *study, struct text *to);

#endif
