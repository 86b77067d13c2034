/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policies that come with rxpool: one row each; their order is their number in struct config. Those of
 * shared objects follow (policy_registry.h). */
#ifndef RXP_POLICY_TABLE_H
#define RXP_POLICY_TABLE_H

#include <stddef.h>

#include "rxpool/policy.h"

extern const struct rxpool_policy policy_static, policy_watermark, policy_doubling, policy_proportional,
    policy_predictive, policy_one_by_one, policy_lazy, policy_copy_always;

extern const struct rxpool_policy *const policy_table[];
extern const size_t policy_count;

#endif
