/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All policies by number: those that come with rxpool first, then those of shared objects that scenarios
 * name.
 *
 * An object is code that runs with the rights of whoever runs rxpool, so only what somebody wrote down is
 * loaded, once for a process however often it is named, and it stays. The registry only grows: a number once
 * given means the same policy for ever, and reading needs no lock. It is the one thing of a scenario that
 * lives outside of it, as loaded objects do. */
#ifndef RXP_POLICY_REGISTRY_H
#define RXP_POLICY_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "param.h"
#include "rxpool/policy.h"
#include "value.h"

const struct rxpool_policy *policy_at(uint32_t index);
/* As a scenario writes it: the name of one that comes with rxpool, the path of an object. */
const char *policy_label(uint32_t index);
/* XXH3-128 of the object's bytes; NULL: it comes with rxpool. */
const char *policy_digest(uint32_t index);
/* The rows of the policy's own keys ("policy.KEY"), as if they stood in the table; returns how many. */
size_t policy_rows(uint32_t index, const struct param **rows);

/* Does the value of pool.policy name an object? Then it contains a '/' or ends in ".so". */
bool policy_is_path(const char *text);
/* Loads the object, relative to the directory (NULL: the current one), and checks it. False with an error. */
bool policy_load(const char *directory, const char *path, uint32_t *index, struct value_error *error);
/* The number of the same policy under another path: as seen from another directory. */
uint32_t policy_relabel(uint32_t index, const char *label);

/* policy_judge.c: what is wrong with a policy, or true. */
bool policy_judge(const struct rxpool_policy *policy, struct value_error *error);

#endif
