/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches for x86-64 processors with AVX2: src/engine/meson.build says so to the compiler. */
#define SAMPLER_TAILS_TOO
#include "sampler_eight.h"

sampler_eight *const sampler_avx2[SAMPLER_KINDS] = SAMPLER_EIGHT;
