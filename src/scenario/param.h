/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of parameters: one row for every key of a scenario.
 *
 * Reading, overrides, sweep axes, defaults, range checks, `explain`, the JSON Schema, the canonical form, the
 * columns of the database and the reference page all loop over these rows; there is no second list of keys.
 * The rows are in params_*.c, one file a section. A key with NAME in second place belongs to every source or
 * protocol. */
#ifndef RXP_PARAM_H
#define RXP_PARAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "text.h"

enum param_scope { SCOPE_CONFIG, SCOPE_SOURCE, SCOPE_PROTOCOL }; /* which struct `offset` is in */

enum param_type {
    PARAM_SCHEMA,  /* must be "rxpool/1"; not stored */
    PARAM_NAME,    /* char[CONFIG_NAME_MAX + 1] */
    PARAM_TEXT,    /* char *, may be NULL */
    PARAM_EXTENDS, /* read before everything else; not stored */
    PARAM_SWEEP,   /* the axes; not stored */
    PARAM_TIME,
    PARAM_BYTES,
    PARAM_COUNT, /* the three above: uint64_t or uint32_t, by `bytes` */
    PARAM_BOOL,
    PARAM_ENUM, /* an enum or uint32_t: the index in `choices` */
    PARAM_WORD, /* char *: one of `choices` */
    PARAM_FILE, /* char *, absolute or relative to the scenario's directory */
    PARAM_DIST,
    PARAM_DIST_COUNT,
    PARAM_RATE, /* frames or bits per second, or a share of the link: struct rate_config */
    PARAM_LOAD, /* a share of the link: struct rate_config */
    PARAM_BIT_RATE,
    PARAM_BYTE_RATE,
    PARAM_TIME_PER_BYTE,
    PARAM_FRACTION, /* these four: struct fraction */
    PARAM_PROBABILITY,
    PARAM_SIZE,
    PARAM_FLOWS,    /* a count or weights: struct flows_config */
    PARAM_SHORTAGE, /* buffers or per cent of the pool: lowres_below and lowres_per_cent of struct config */
    PARAM_FAULTS,   /* a word or a list of words: uint64_t, bits of enum ndis_fault */
    PARAM_STATES,   /* from here on more than a scalar (composite.c, timelines.c): */
    PARAM_STEPS,
    PARAM_PRESSURE,
    PARAM_LIFECYCLE
};

#define ARRIVALS(...) .arrivals = (__VA_ARGS__)
#define FOR(kind) (1u << (kind))

struct param {
    const char *key;
    const char *alias; /* another key for the same, or NULL; read, never written */
    enum param_type type;
    enum param_scope scope;
    const char *field;          /* its name in C, in the struct of the scope */
    size_t offset;              /* of the field there */
    size_t bytes;               /* sizeof the field */
    uint64_t low, high;         /* range in the canonical unit; high 0: no range of its own */
    const char *word;           /* a word allowed instead of a number ("unlimited"), NULL: none */
    uint64_t word_value;        /* what it stands for; 0/1 for fractions */
    const char *const *choices; /* ends with NULL */
    unsigned arrivals;          /* sources: bits of the arrival kinds it belongs to; 0: all */
    bool power_of_two;
    bool hexadecimal; /* also 0x10: how results print it */
    bool mandatory;
    bool apart;          /* says how often and how sure, not what a run is: no part of the canonical form */
    const char *initial; /* the default as text; NULL: mandatory or derived */
    const char *derived; /* in words, what the default follows from */
    const char *doc;     /* one line */
    const char *more;    /* what else there is to know, or NULL */
    const char *source;  /* where the default comes from */
    const char *example; /* a value */
};

#define FIELD(scope_, structure, member)                                                                     \
    .scope = (scope_), .field = #member, .offset = offsetof(struct structure, member),                       \
    .bytes = sizeof(((struct structure *)0)->member)
#define CONFIG_FIELD(member) FIELD(SCOPE_CONFIG, config, member)
#define SOURCE_FIELD(member) FIELD(SCOPE_SOURCE, source_config, member)
#define PROTOCOL_FIELD(member) FIELD(SCOPE_PROTOCOL, protocol_config, member)

/* Nothing is later than this: 2400 h, half of what 64 bits of picoseconds hold. */
#define PARAM_TIME_MAX UINT64_C(8640000000000000000)

/* The sections, in the order of files and pages. */
struct param_section {
    const char *title;
    const struct param *row;
    size_t count;
};
extern const struct param_section params_scenario, params_traffic, params_link, params_nic, params_cpu,
    params_driver, params_pool, params_host, params_protocol, params_runs;
#define PARAM_SECTIONS 10
const struct param_section *param_section(size_t index);

/* All rows by number, in table order. */
size_t param_count(void);
const struct param *param_at(size_t index);

#define PARAM_NONE SIZE_MAX
/* The row of a key; `traffic.flood.rate` finds `traffic.NAME.rate` and, if entity is given, copies "flood"
 * there (empty for other keys). PARAM_NONE when there is none. */
size_t param_find(const char *key, char entity[CONFIG_NAME_MAX + 1]);
/* True when keys begin with this section ("nic.dma", "traffic.NAME"; "" is the top). */
bool param_is_section(const char *section);
/* The names one level below a section, in table order, without repeats; returns how many (at most `most`).
 * The names are written into `store`, which must outlive them. */
size_t param_children(const char *section, const char **names, size_t most, struct text *store);
/* The key the writer may have meant, or NULL. */
const char *param_nearest(const char *key);
/* True when a value is a mapping or a list: not one text, so it can neither be swept nor parsed alone. */
bool param_is_composite(const struct param *param);
/* The canonical unit, as the database shows it: "ps", "B", "1", "" ... */
const char *param_unit(const struct param *param);
/* What kind of value it is, in words: "time", "distribution of times" ... */
const char *param_type_words(const struct param *param);
/* [A-Za-z][A-Za-z0-9_-]*, at most CONFIG_NAME_MAX characters. */
bool param_is_entity_name(const char *name);
/* The words of an enum (those of pool.policy are the policies' names); returns how many. */
#define PARAM_CHOICES_MAX 32
size_t param_choices(const struct param *param, const char *names[PARAM_CHOICES_MAX]);
/* "1 to 4000000", "1 ps to 2400 h", or nothing when the type alone says it. */
void param_range(const struct param *param, struct text *to);

/* What can happen to a miniport, by enum lifecycle_event; ends with NULL. */
extern const char *const lifecycle_names[];

/* --- values (param_value.c) --- */

struct value_error;
/* Parses text into the field of `base` (the struct of the row's scope); false with an error. What the field
 * owned before must have been freed. base_dir: what empirical(FILE) is relative to. Not for composites,
 * sweep, extends. */
bool param_parse(const struct param *param, const char *text, const char *base_dir, void *base,
                 struct value_error *error);
/* Parses into a scratch struct and forgets it: is this a value of the key? */
bool param_valid(const struct param *param, const char *text, const char *base_dir,
                 struct value_error *error);
/* The value of a text of a row that is PARAM_COUNT, PARAM_BYTES or PARAM_TIME, in its canonical unit. */
bool param_number(const struct param *param, const char *text, uint64_t *number, struct value_error *error);
/* Frees what the field owns. */
void param_release(const struct param *param, void *base);
/* Appends the canonical text of the field; also of composites. */
void param_format(const struct param *param, const void *base, struct text *to);
/* True when the field is what the row's `initial` says; false when the row has none. */
bool param_is_initial(const struct param *param, const void *base);
/* True when the field has a value that a file can state (not: the rate of an mmpp source). */
bool param_present(const struct param *param, const void *base);
/* An unsigned field of 4 or 8 bytes. */
uint64_t param_unsigned(const struct param *param, const void *base);

#endif
