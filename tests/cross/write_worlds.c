/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random worlds (worlds.h) as C, for programs without the scenario layer.
 *
 *     write_worlds COUNT TRACES >cross_worlds.c     worlds 1 to COUNT as struct config
 *     write_worlds --run COUNT TRACES               runs them here: what cross_bits prints of them
 *
 * What is written follows from the table of parameters, row by row, so that a new key is written too. The
 * second form runs the configurations as they were resolved: a field that was not written shows. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bits.h"
#include "ensure.h"
#include "worlds.h"

static void number(const char *name, uint64_t value) {
    if (value > 0)
        printf(".%s = %" PRIu64 "u%s, ", name, value, value > UINT32_MAX ? "ll" : "");
}

static void list32(const char *name, const uint32_t *value, uint32_t count) {
    printf(".%s = {", name);
    for (uint32_t i = 0; i < count; i++)
        printf("%" PRIu32 "u, ", value[i]);
    printf("}, ");
}

/* A pointer to so many numbers of that type. */
static void array64(const char *name, const uint64_t *value, uint64_t count) {
    printf(".%s = (uint64_t[]){", name);
    for (uint64_t i = 0; i < count; i++)
        printf("%" PRIu64 "ull, ", value[i]);
    printf("}, ");
}

static void fraction(const char *name, const struct fraction *value) {
    printf(".%s = {%" PRIu64 "ull, %" PRIu64 "ull}, ", name, value->numerator, value->denominator);
}

static void law_body(const struct dist *dist) {
    printf(".kind = %d, ", (int)dist->kind);
    number("count", dist->count);
    number("a", dist->a);
    number("b", dist->b);
    number("shape_e9", dist->shape_e9);
    ensure(dist->kind != DIST_EMPIRICAL);
    if (dist->kind != DIST_MIXTURE)
        return;
    array64("weight_e18", dist->weight_e18, dist->count);
    printf(".component = (struct dist[]){");
    for (uint32_t i = 0; i < dist->count; i++) {
        printf("{");
        law_body(&dist->component[i]);
        printf("}, ");
    }
    printf("}, ");
}

static void law(const char *name, const struct dist *dist) {
    printf(".%s = {", name);
    law_body(dist);
    printf("}, ");
}

static void rate(const char *name, const struct rate_config *value) {
    printf(".%s = {%d, {%" PRIu64 "ull, %" PRIu64 "ull}}, ", name, (int)value->kind, value->value.numerator,
           value->value.denominator);
}

static void size(const struct size_config *value) {
    printf(".size = {");
    number("kind", value->kind);
    number("low", value->low);
    number("high", value->high);
    number("count", value->count);
    list32("bytes", value->bytes, value->count > 0 ? value->count : 1);
    list32("weight", value->weight, value->count > 0 ? value->count : 1);
    printf("}, ");
}

static void flows(const struct flows_config *value) {
    printf(".flows = {");
    number("count", value->count);
    number("weights", value->weights);
    list32("weight", value->weight, value->weights > 0 ? value->weights : 1);
    printf("}, ");
}

static void states(const struct source_config *source) {
    if (source->state_count == 0)
        return;
    number("state_count", source->state_count);
    printf(".state = (struct state_config[]){");
    for (uint32_t i = 0; i < source->state_count; i++) {
        printf("{.mean_ps = {");
        for (uint32_t j = 0; j < source->state_count; j++)
            printf("%" PRIu64 "ull, ", source->state[i].mean_ps[j]);
        printf("}, ");
        rate("rate", &source->state[i].rate);
        printf("}, ");
    }
    printf("}, ");
}

static void steps(const struct source_config *source) {
    if (source->step_count == 0)
        return;
    number("step_count", source->step_count);
    printf(".step = (struct step_config[]){");
    for (uint32_t i = 0; i < source->step_count; i++) {
        printf("{");
        number("at_ps", source->step[i].at_ps);
        rate("rate", &source->step[i].rate);
        printf("}, ");
    }
    printf("}, ");
}

static void trace(const struct trace_data *value) {
    printf(".trace = &(struct trace_data){");
    number("count", value->count);
    array64("time_ps", value->time_ps, value->count);
    printf(".length = (uint32_t[]){");
    for (uint64_t i = 0; i < value->count; i++)
        printf("%" PRIu32 "u, ", value->length[i]);
    printf("}, ");
    number("least_length", value->least_length);
    number("greatest_length", value->greatest_length);
    number("bytes", value->bytes);
    printf("}, ");
}

static void pressure(const struct config *config) {
    if (config->pressure_count == 0)
        return;
    number("pressure_count", config->pressure_count);
    printf(".pressure = (struct pressure_config[]){");
    for (uint32_t i = 0; i < config->pressure_count; i++)
        printf("{%" PRIu64 "ull, %" PRIu64 "ull}, ", config->pressure[i].at_ps, config->pressure[i].bytes);
    printf("}, ");
}

static void lifecycle(const struct config *config) {
    if (config->lifecycle_count == 0)
        return;
    number("lifecycle_count", config->lifecycle_count);
    printf(".lifecycle = (struct lifecycle_config[]){");
    for (uint32_t i = 0; i < config->lifecycle_count; i++)
        printf("{%" PRIu64 "ull, %d}, ", config->lifecycle[i].at_ps, (int)config->lifecycle[i].event);
    printf("}, ");
}

/* Fields that are numbers; false when the row is of another type. */
static bool plain(const struct param *param, const char *field) {
    bool boolean = false;
    switch ((int)param->type) {
    case PARAM_TIME:
    case PARAM_BYTES:
    case PARAM_COUNT:
    case PARAM_PROBABILITY:
    case PARAM_FAULTS:
        number(param->field, param_unsigned(param, field - param->offset));
        return true;
    case PARAM_ENUM:
        ensure(param->bytes == sizeof(uint32_t));
        number(param->field, param_unsigned(param, field - param->offset));
        return true;
    case PARAM_BOOL:
        memcpy(&boolean, field, sizeof boolean);
        number(param->field, boolean);
        return true;
    case PARAM_BIT_RATE:
    case PARAM_BYTE_RATE:
    case PARAM_TIME_PER_BYTE:
    case PARAM_FRACTION:
        fraction(param->field, (const struct fraction *)(const void *)field);
        return true;
    default:
        return false;
    }
}

static void row(const struct param *param, const void *base) {
    const char *field = (const char *)base + param->offset;
    if (plain(param, field))
        return;
    if (param->type == PARAM_DIST || param->type == PARAM_DIST_COUNT)
        law(param->field, (const struct dist *)(const void *)field);
    else if (param->type == PARAM_RATE) /* PARAM_LOAD is the same field */
        rate(param->field, (const struct rate_config *)(const void *)field);
    else if (param->type == PARAM_SIZE)
        size((const struct size_config *)(const void *)field);
    else if (param->type == PARAM_FLOWS)
        flows((const struct flows_config *)(const void *)field);
    else if (param->type == PARAM_STATES)
        states(base);
    else if (param->type == PARAM_STEPS)
        steps(base);
    else if (param->type == PARAM_PRESSURE)
        pressure(base);
    else if (param->type == PARAM_LIFECYCLE)
        lifecycle(base);
    else if (param->type == PARAM_SHORTAGE) {
        number("lowres_below", ((const struct config *)base)->lowres_below);
        number("lowres_per_cent", ((const struct config *)base)->lowres_per_cent);
    }
}

static void rows(enum param_scope scope, const void *base) {
    for (size_t i = 0; i < param_count(); i++)
        if (param_at(i)->scope == scope)
            row(param_at(i), base);
}

static void write_world(const struct config *config) {
    printf("{.source_count = %" PRIu32 ", .source = (struct source_config[]){\n", config->source_count);
    for (uint32_t i = 0; i < config->source_count; i++) {
        const struct source_config *source = &config->source[i];
        printf("{.name = \"%s\", ", source->name);
        number("batched", source->batched);
        rows(SCOPE_SOURCE, source);
        if (source->trace != NULL)
            trace(source->trace);
        printf("},\n");
    }
    printf("}, .protocol_count = %" PRIu32 ", .protocol = (struct protocol_config[]){\n",
           config->protocol_count);
    for (uint32_t i = 0; i < config->protocol_count; i++) {
        printf("{.name = \"%s\", ", config->protocol[i].name);
        rows(SCOPE_PROTOCOL, &config->protocol[i]);
        printf("},\n");
    }
    printf("}, ");
    rows(SCOPE_CONFIG, config);
    printf("},\n");
}

int main(int count, char **words) {
    bool run = count > 1 && strcmp(words[1], "--run") == 0;
    uint64_t worlds = count == 3 + run ? strtoull(words[1 + run], NULL, 10) : 0;
    if (worlds == 0) {
        (void)fputs("usage: write_worlds [--run] COUNT TRACES\n", stderr);
        return 64;
    }
    if (!run)
        printf("/* SPDX-License-Identifier: GPL-3.0-or-later */\n#include \"cross_worlds.h\"\n"
               "const uint32_t cross_world_count = %" PRIu64 ";\nconst struct config cross_world[] = {\n",
               worlds);
    for (uint64_t n = 1; n <= worlds; n++) {
        struct world world;
        ensure(world_open(&world, n, words[2 + run], NULL));
        if (run)
            bits_run(n, world.config, false);
        else
            write_world(world.config);
        world_close(&world);
    }
    if (!run) {
        printf("};\nconst uint64_t cross_world_number[] = {");
        for (uint64_t n = 1; n <= worlds; n++)
            printf("%" PRIu64 ", ", n);
        printf("};\n");
    }
    return ferror(stdout) != 0 || fflush(stdout) != 0;
}
