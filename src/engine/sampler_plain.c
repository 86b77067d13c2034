/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches for every processor of the architecture. */
#include "sampler_eight.h"

sampler_eight *const sampler_plain[SAMPLER_KINDS] = SAMPLER_EIGHT;
