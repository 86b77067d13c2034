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

bool filehash_file(const char *path, char text[FILEHASH_TEXT]) {
    enum { PIECE = 1 << 16 };
    text[0] = '\0';
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    XXH3_state_t *state = XXH3_createState();
    unsigned char *piece = malloc(PIECE);
    ensure(state != NULL && piece != NULL);
    ensure(XXH3_128bits_reset(state) == XXH_OK);
    size_t length;
    while ((length = fread(piece, 1, PIECE, file)) > 0)
        ensure(XXH3_128bits_update(state, piece, length) == XXH_OK);
    bool good = ferror(file) == 0;
    int why = errno;
    if (good)
        to_text(XXH3_128bits_digest(state), text);
    free(piece);
    (void)XXH3_freeState(state);
    (void)fclose(file);
    if (!good)
        errno = why;
    return good;
}
