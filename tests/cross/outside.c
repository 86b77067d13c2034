/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two functions of the scenario layer that the model calls, for programs without that layer; and the mask
 * of the processor. */
#include <inttypes.h>
#include <string.h>

#include "ensure.h"
#include "mask.h"
#include "policy_registry.h"
#include "policy_table.h"
#include "sampler_width.h"
#include "value.h"

const struct rxpool_policy *policy_at(uint32_t index) {
    ensure(index < policy_count); /* none from shared objects */
    return policy_table[index];
}

void format_time(struct text *to, uint64_t ps) {
    text_format(to, "%" PRIu64 " ps", ps);
}

static unsigned widest = SAMPLER_WIDTHS;

void mask_processor(unsigned width) {
    widest = width;
}

bool mask_allows(const char *feature) {
    return widest >= (strcmp(feature, "avx2") == 0 ? SAMPLER_AVX2 : SAMPLER_AVX512);
}
