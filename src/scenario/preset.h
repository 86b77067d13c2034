/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets: what a scenario says when it names a real driver (`driver: {preset: netkvm_lowres}`).
 *
 * A preset is a piece of scenario text, read before the files: every key of it can be overridden. It is in
 * the code, not in a file, so that a scenario means the same wherever the program is. Each names the public
 * source its numbers were taken from. */
#ifndef RXP_PRESET_H
#define RXP_PRESET_H

#include <stddef.h>

struct preset {
    const char *name;
    const char *summary; /* one line: what sets it apart */
    const char *source;  /* where its numbers are published */
    const char *text;    /* YAML, without schema, name, time, traffic and protocols */
};

/* All of them, those of Windows first. */
size_t preset_count(void);
const struct preset *preset_at(size_t index);
/* NULL when there is none of that name. */
const struct preset *preset_find(const char *name);
/* Ends with NULL: the words of driver.preset. */
extern const char *const preset_names[];

/* presets_windows.c, presets_unix.c */
struct preset_list {
    const struct preset *row;
    size_t count;
};
extern const struct preset_list presets_windows, presets_unix;

#endif
