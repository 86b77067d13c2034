/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is what a shared object calls a policy one? Everything is looked at before anything of it is used. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "policy_registry.h"

#define NEEDED (((RXPOOL_PERIOD << 1) - 1u) | RXPOOL_PEAK)
#define USED (((RXPOOL_PERIOD << 1) - 1u) | RXPOOL_COPIES)

static bool wrong(struct value_error *error, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool wrong(struct value_error *error, const char *hint, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    (void)snprintf(error->hint, sizeof error->hint, "%s", hint);
    return false;
}

/* One printable line of sensible length. */
static bool is_line(const char *text, size_t most) {
    if (text == NULL || text[0] == '\0')
        return false;
    size_t length = 0;
    for (; text[length] != '\0'; length++)
        if ((unsigned char)text[length] < 0x20 || text[length] == 0x7F || length >= most)
            return false;
    return true;
}

static bool judge_name(const struct rxpool_policy_key *key, struct value_error *error) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    bool good = is_line(key->name, CONFIG_NAME_MAX) && strspn(key->name, allowed) == strlen(key->name) &&
                (key->name[0] > '9' && key->name[0] != '_');
    if (!good)
        return wrong(error, "a letter, then letters, digits and '_', at most 63 characters",
                     "the policy has a key whose name is none");
    char full[CONFIG_NAME_MAX + 16];
    (void)snprintf(full, sizeof full, "policy.%s", key->name);
    if (param_find(full, NULL) != PARAM_NONE)
        return wrong(error, "give it another name", "the policy's key '%s' is rxpool's own", key->name);
    return true;
}

static bool judge_key(const struct rxpool_policy_key *key, struct value_error *error) {
    if (!judge_name(key, error))
        return false;
    if (!is_line(key->doc, 200))
        return wrong(error, "one line of at most 200 characters",
                     "the policy does not say what its key '%s' is", key->name);
    if (key->unit > RXPOOL_UNIT_BYTES)
        return wrong(error, "one of enum rxpool_policy_unit", "the policy's key '%s' has unit %u", key->name,
                     (unsigned)key->unit);
    uint64_t most = key->unit == RXPOOL_UNIT_TIME_PS ? PARAM_TIME_MAX : INT64_MAX;
    if (key->low > key->initial || key->initial > key->high || key->high > most)
        return wrong(error, "low <= initial <= high, below 2^63, times at most 2400 h",
                     "the range or the default of the policy's key '%s' makes no sense", key->name);
    return true;
}

static bool judge_keys(const struct rxpool_policy *policy, struct value_error *error) {
    if (policy->key_count > RXPOOL_POLICY_KEYS_MAX)
        return wrong(error, "at most 16", "the policy has %u keys of its own", (unsigned)policy->key_count);
    if (policy->key_count > 0 && policy->keys == NULL)
        return wrong(error, "keys points at key_count of them", "the policy has keys, but no table of them");
    for (uint32_t i = 0; i < policy->key_count; i++) {
        if (!judge_key(&policy->keys[i], error))
            return false;
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(policy->keys[i].name, policy->keys[k].name) == 0)
                return wrong(error, "", "the policy has two keys '%s'", policy->keys[i].name);
    }
    return true;
}

bool policy_judge(const struct rxpool_policy *policy, struct value_error *error) {
    if (policy == NULL)
        return wrong(error, "it returns the address of a struct rxpool_policy",
                     "rxpool_policy() returns NULL");
    if (policy->abi != RXPOOL_POLICY_ABI)
        return wrong(error, "compile it again with the header of this rxpool",
                     "the policy was built against version %u of rxpool/policy.h; this is version %u",
                     (unsigned)policy->abi, RXPOOL_POLICY_ABI);
    if (policy->name == NULL || !param_is_entity_name(policy->name))
        return wrong(error, "a letter, then letters, digits, '_' and '-', at most 63 characters",
                     "the policy has no proper name");
    if (!is_line(policy->summary, 200))
        return wrong(error, "one line of at most 200 characters", "the policy has no proper summary");
    if (policy->state_size > RXPOOL_POLICY_STATE_MAX)
        return wrong(error, "at most 64 KiB", "the policy wants %u bytes of state",
                     (unsigned)policy->state_size);
    if (policy->decide == NULL)
        return wrong(error, "set .decide", "the policy has no function decide");
    if ((policy->needs & ~NEEDED) != 0 || (policy->uses & ~USED) != 0)
        return wrong(
            error,
            "bits of enum rxpool_policy_setting; RXPOOL_PEAK in needs only, RXPOOL_COPIES in uses only",
            "the policy needs or uses what there is not");
    if (policy->grows && !(policy->needs & RXPOOL_LIMIT))
        return wrong(error, "RXPOOL_LIMIT belongs to .needs",
                     "the policy grows the pool, but needs no pool.limit");
    return judge_keys(policy, error);
}
