/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a policy what a policy must be: a function of its state and of what it is shown, whose answers make
 * sense?
 *
 * It is run in every way in which the simulator may run it (again, in turns with another run, copied in the
 * middle and the first one gone) and must do the same each time. What a policy does once in a thousand
 * scenarios cannot be seen this way. */
#ifndef RXP_POLICY_CHECK_H
#define RXP_POLICY_CHECK_H

#include "config.h"
#include "text.h"

struct policy_check {
    uint64_t asked, requests, given; /* in one run: calls, requests made, blocks given back */
    bool good;
};

/* Runs the configuration's policy; what is wrong with it is appended to `wrong` in words. The plan must be
 * possible: NULL, or why it is not. */
const char *policy_check(const struct config *config, struct policy_check *check, struct text *wrong);

/* object_data.c: XXH3-128 of all memory of the shared object that holds `address` and that can be written;
 * false when it is in none. */
bool object_data_hash(const void *address, char text[33]);

#endif
