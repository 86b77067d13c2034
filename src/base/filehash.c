/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libxxhash behind two functions, so that one file names it. Files are read in pieces of 64 KiB: a capture
 * may be larger than the memory one would like to give it. */
#include "filehash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "ensure.h"

static void to_text(XXH128_hash_t hash, char text[FILEHASH_TEXT]) {
    int written = snprintf(text, FILEHASH_TEXT, "%016llx%016llx", (unsigned long long)hash.high64,
                           (unsigned long long)hash.low64);
    ensure(written == FILEHASH_TEXT - 1);
}

void filehash_bytes(const void *bytes, size_t length, char text[FILEHASH_TEXT]) {
    to_text(XXH3_128bits(length == 0 ? "" : bytes, length), text);
}

/* Never defined: what is pointed at is libxxhash's own. */
static XXH3_state_t *state_of(struct filehash *hash) {
    return (XXH3_state_t *)(void *)hash;
}

struct filehash *filehash_new(void) {
    XXH3_state_t *state = XXH3_createState();
    ensure(state != NULL);
    ensure(XXH3_128bits_reset(state) == XXH_OK);
    return (struct filehash *)(void *)state;
}

void filehash_add(struct filehash *hash, const void *bytes, size_t length) {
    ensure(XXH3_128bits_update(state_of(hash), bytes, length) == XXH_OK);
}

void filehash_end(struct filehash *hash, char text[FILEHASH_TEXT]) {
    to_text(XXH3_128bits_digest(state_of(hash)), text);
    (void)XXH3_freeState(state_of(hash));
}

bool filehash_file(const char *path, char text[FILEHASH_TEXT]) {
    enum { PIECE = 1 << 16 };
    text[0] = '\0';
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    struct filehash *hash = filehash_new();
    unsigned char *piece = malloc(PIECE);
    ensure(piece != NULL);
    size_t length;
    while ((length = fread(piece, 1, PIECE, file)) > 0)
        filehash_add(hash, piece, length);
    bool good = ferror(file) == 0;
    int why = errno;
    filehash_end(hash, text);
    free(piece);
    (void)fclose(file);
    if (!good) {
        text[0] = '\0';
        errno = why;
    }
    return good;
}
