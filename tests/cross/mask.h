/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A processor with less than there is: sampler_width.c, built with this file included first, asks here. */
#ifndef RXP_TEST_MASK_H
#define RXP_TEST_MASK_H

#include <stdbool.h>

/* From now on nothing wider than that (enum sampler_width) is there. */
void mask_processor(unsigned widest);
/* Whether what the processor says of a feature may be believed. */
bool mask_allows(const char *feature);

#define PROCESSOR_SUPPORTS(feature) (mask_allows(feature) && __builtin_cpu_supports(feature))

#endif
