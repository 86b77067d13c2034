/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the reports share: a small database with numbers chosen to be seen again. */
#ifndef RXP_REPORT_SUPPORT_H
#define RXP_REPORT_SUPPORT_H

#include "report.h"
#include "store_support.h"

/* Study 1 of that name: pool.initial 64, 128, 256 by policies static, watermark, two runs each. Loss halves
 * with the size; watermark at 256 loses nothing, static at 256 very little. Point 1 has a time series when
 * `series`. */
void report_database(const char *path, const char *name, bool series);
/* One study without axes and with one run. */
void report_single(const char *path);

enum { REPORT_AXES = 2, REPORT_VALUES = 16 };
struct report_point {
    struct assignment axis[REPORT_AXES]; /* a NULL key: no more */
    struct {
        enum metric metric;
        double value; /* NAN: the run gives it none */
    } value[REPORT_VALUES];
    size_t values;
};
/* One study of these points, one run each; metrics that are not listed are 0. */
void report_points(const char *path, const char *name, const struct report_point *point, size_t count);

/* The whole file; "" when there is none. Caller frees. */
char *report_file(const char *path);
void report_write_file(const char *path, const char *content);
/* Files in the directory, those whose names begin with a dot too. */
size_t report_files_in(const char *directory);
/* The directory of the test (without a slash at the end). */
const char *report_directory(void);

#endif
