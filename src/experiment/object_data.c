/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The static memory of a loaded shared object: if it changes in a run, the object keeps something there. */
#define _GNU_SOURCE /* dl_iterate_phdr */

#include <link.h>
#include <stdlib.h>
#include <string.h>

#include "filehash.h"
#include "policy_check.h"

struct search {
    uintptr_t address;
    char *text;
    bool found;
};

static bool holds(const struct dl_phdr_info *object, uintptr_t address) {
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        uintptr_t begin = object->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && address >= begin && address - begin < part->p_memsz)
            return true;
    }
    return false;
}

/* The hashes of the writable parts, hashed. */
static int look(struct dl_phdr_info *object, size_t size, void *context) {
    struct search *search = context;
    struct text all = {0};
    (void)size;
    if (!holds(object, search->address))
        return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        char one[FILEHASH_TEXT];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_W))
            continue;
        uintptr_t begin = object->dlpi_addr + part->p_vaddr;
        const void *bytes;
        memcpy(&bytes, &begin, sizeof bytes);
        filehash_bytes(bytes, part->p_memsz, one);
        text_add(&all, one);
    }
    filehash_bytes(all.at, all.length, search->text);
    text_free(&all);
    search->found = true;
    return 1;
}

bool object_data_hash(const void *address, char text[33]) {
    struct search search = {.address = (uintptr_t)address, .text = text};
    (void)dl_iterate_phdr(look, &search);
    return search.found;
}
