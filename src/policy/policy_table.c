/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy_table.h"

const struct rxpool_policy *const policy_table[] = {
    &policy_static,     &policy_watermark,  &policy_doubling, &policy_proportional,
    &policy_predictive, &policy_one_by_one, &policy_lazy,     &policy_copy_always,
};
const size_t policy_count = sizeof policy_table / sizeof *policy_table;
