/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of presets. Their names stand here once more because a row of the table of parameters needs them
 * as a constant; a test holds both against each other. */
#include "preset.h"

#include <string.h>

const char *const preset_names[] = {"none",         "e100bex_grow1", "netvmini_fixed", "netkvm_fixed",
                                    "netkvm_lazy",  "netkvm_lowres", "netkvm_async",   "dc21x4_spare",
                                    "copy_always",  "vmxnet3_split", "intel_napi",     "ena_linux",
                                    "virtio_linux", "dpdk_pmd",      "page_pool",      NULL};

size_t preset_count(void) {
    return presets_windows.count + presets_unix.count;
}

const struct preset *preset_at(size_t index) {
    return index < presets_windows.count ? &presets_windows.row[index]
                                         : &presets_unix.row[index - presets_windows.count];
}

const struct preset *preset_find(const char *name) {
    for (size_t i = 0; i < preset_count(); i++)
        if (strcmp(preset_at(i)->name, name) == 0)
            return preset_at(i);
    return NULL;
}
