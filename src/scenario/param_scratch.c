/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values apart from a configuration: is a text a value at all, is a field what its row says by default, and
 * what must be freed. */
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "param.h"
#include "value.h"

union param_scratch {
    struct config config;
    struct source_config source;
    struct protocol_config protocol;
};

bool param_valid(const struct param *param, const char *text, const char *base_dir,
                 struct value_error *error) {
    union param_scratch *scratch = memory_alloc(sizeof *scratch);
    bool good = param_parse(param, text, base_dir, scratch, error);
    if (good)
        param_release(param, scratch);
    free(scratch);
    return good;
}

bool param_number(const struct param *param, const char *text, uint64_t *number, struct value_error *error) {
    union param_scratch *scratch = memory_alloc(sizeof *scratch);
    bool good = param_parse(param, text, NULL, scratch, error);
    if (good)
        *number = param_unsigned(param, scratch);
    free(scratch);
    return good;
}

bool param_is_initial(const struct param *param, const void *base) {
    struct value_error error;
    struct text initial = {0};
    struct text now = {0};
    if (param->initial == NULL)
        return false;
    union param_scratch *scratch = memory_alloc(sizeof *scratch);
    ensure(param_parse(param, param->initial, NULL, scratch, &error));
    param_format(param, scratch, &initial);
    param_format(param, base, &now);
    bool same = strcmp(initial.at, now.at) == 0;
    param_release(param, scratch);
    free(scratch);
    text_free(&initial);
    text_free(&now);
    return same;
}

void param_release(const struct param *param, void *base) {
    void *field = (char *)base + param->offset;
    if (param->type == PARAM_DIST || param->type == PARAM_DIST_COUNT) {
        dist_free(field);
        memset(field, 0, param->bytes);
    } else if (param->type == PARAM_TEXT || param->type == PARAM_FILE || param->type == PARAM_WORD) {
        free(*(char **)field);
        *(char **)field = NULL;
    }
}
