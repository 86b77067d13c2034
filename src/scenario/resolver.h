/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of resolving: which assignment won for each key of each entity, and how far it is understood. */
#ifndef RXP_RESOLVER_H
#define RXP_RESOLVER_H

#include "assignments.h"
#include "scenario_inner.h"
#include "value.h"

#define ENTITIES_MAX 64 /* CONFIG_SOURCES_MAX and CONFIG_PROTOCOLS_MAX */

/* Where the value of a key came from: struct config.origin, one for each row and entity. */
enum origin { ORIGIN_DEFAULT, ORIGIN_ASSIGNED, ORIGIN_BAD };

static inline size_t param_slot(size_t row, size_t entity) {
    return row * ENTITIES_MAX + entity;
}

struct resolver {
    struct scenario *scenario;
    struct problems *problems;
    struct config *config;
    const struct entry **winner;                    /* by slot; NULL: nobody says */
    const struct entry *source_entry[ENTITIES_MAX]; /* the first that names the entity */
    const struct entry *protocol_entry[ENTITIES_MAX];
};

/* The struct of the row's scope. */
void *resolver_base(const struct resolver *resolver, const struct param *param, size_t entity);

/* How many entities the scope has; 1 for SCOPE_CONFIG. */
size_t resolver_entities(const struct config *config, enum param_scope scope);

/* settle.c: fills in entities and winners. */
void resolver_settle(struct resolver *resolver, const struct assignments *extra);

/* By key; entity keys are the table's ("traffic.NAME.rate") with the number of the entity, else 0. */
const struct entry *resolver_entry(const struct resolver *resolver, const char *key, size_t entity);
enum origin resolver_origin(const struct resolver *resolver, const char *key, size_t entity);
/* True when all keys (the list ends with NULL) are understood, so that rules across them make sense. */
bool resolver_sound(const struct resolver *resolver, const char *const *keys, size_t entity);
#define SOUND(resolver, entity, ...)                                                                         \
    resolver_sound((resolver), (const char *const[]){__VA_ARGS__, NULL}, (entity))

/* A problem at the value that says one of the keys: the first of the list that is assigned, else at the
 * entity, else at the file as a whole. */
void resolver_problem(const struct resolver *resolver, enum problem_level level, const char *const *keys,
                      size_t entity, const char *hint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
#define AT(...) ((const char *const[]){__VA_ARGS__, NULL})

/* A problem in a value, where its parser says. */
void resolver_value_problem(const struct resolver *resolver, const struct entry *entry,
                            const struct node *node, const struct value_error *error);

/* The same somewhere within the entry, in words; false. */
bool resolver_refuse(const struct resolver *resolver, const struct entry *entry, struct mark mark,
                     const char *hint, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* A time within a list or mapping; false with a problem. */
bool resolver_read_time(const struct resolver *resolver, const struct entry *entry, const struct node *node,
                        uint64_t *ps);

/* Is the key the subject of a sweep? Then what has no effect at one point has it at another, and nobody is
 * warned. */
bool resolver_swept(const struct resolver *resolver, const char *key, size_t entity);
/* The same of any key that begins so. */
bool resolver_swept_below(const struct resolver *resolver, const char *prefix);
/* Somebody gave the key a value that is not its plain default. */
bool resolver_changed(const struct resolver *resolver, const char *key, size_t entity);

/* composite.c, timelines.c: values that are more than a scalar; false with problems. */
bool resolve_states(const struct resolver *resolver, const struct entry *entry, struct source_config *source);
bool resolve_faults(const struct resolver *resolver, const struct entry *entry, struct config *config);
bool resolve_steps(const struct resolver *resolver, const struct entry *entry, struct source_config *source);
bool resolve_pressure(const struct resolver *resolver, const struct entry *entry, struct config *config);
bool resolve_lifecycle(const struct resolver *resolver, const struct entry *entry, struct config *config);

/* policy_keys.c: the policy's own keys; `extra` as in resolver_settle. Bad ones are problems. */
void resolve_policy_keys(const struct resolver *resolver, const struct assignments *extra);
/* Where struct config.origin tells of the policy's own key `index`. */
static inline size_t policy_key_slot(size_t index) {
    return param_slot(param_count(), index);
}

/* What policies may need or use, as scenarios call it. */
struct policy_setting {
    uint32_t bit; /* enum rxpool_policy_setting */
    const char *key;
    const char *hint;
};
extern const struct policy_setting policy_settings[];
extern const size_t policy_setting_count;

/* derive.c: defaults that follow from other keys. */
void resolve_derived(const struct resolver *resolver);

/* checks_*.c: rules across keys. */
void check_time(const struct resolver *resolver);
void check_traffic(const struct resolver *resolver);
void check_protocols(const struct resolver *resolver);
void check_card(const struct resolver *resolver);
void check_driver(const struct resolver *resolver);
void check_pool(const struct resolver *resolver);
void check_host(const struct resolver *resolver);
void check_faults(const struct resolver *resolver);
void check_runs(const struct resolver *resolver);
void check_idle(const struct resolver *resolver);
void check_long(const struct resolver *resolver);

/* canonical.c: a hash of what sets the point apart, for random numbers of its own. */
uint64_t config_point_key(const struct config *config);

/* derive.c: buffers a pool asks for at initialisation, its limit left aside. */
uint64_t initial_buffers(const struct config *config);
/* checks_driver.c: does anything copy frames? */
bool config_copies(const struct config *config);

/* rates.c, for limits and warnings only. Frames per second of a source while it sends (mmpp, schedule: at
 * most) and on average (mmpp, schedule, closed, window: at most); 0 when it cannot be said. Mean frame
 * length; mean of a law.
 */
double source_peak_fps(const struct config *config, const struct source_config *source);
double source_mean_fps(const struct config *config, const struct source_config *source);
double source_mean_length(const struct source_config *source);
bool source_is_closed(const struct source_config *source); /* it waits for its frames: closed, window */
double dist_rough_mean(const struct dist *dist);

#endif
