/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worlds as C: the file write_worlds.c writes defines these. */
#ifndef RXP_CROSS_WORLDS_H
#define RXP_CROSS_WORLDS_H

#include <stdint.h>

#include "config.h"

extern const uint32_t cross_world_count;
extern const uint64_t cross_world_number[];
extern const struct config cross_world[];

#endif
