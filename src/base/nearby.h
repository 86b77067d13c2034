/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file that was meant by a name that is not there. */
#ifndef RXP_NEARBY_H
#define RXP_NEARBY_H

/* A file with that suffix (".yaml") in the folder of `path` whose name is like it, the folder before it as in
 * `path`: nearest as text_nearest judges, the suffix left aside. NULL when there is none; caller frees. */
char *nearby_file(const char *path, const char *suffix);

#endif
