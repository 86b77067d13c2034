/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cold half of the digest: its text, and the hash of names that stands for an entity in facts and stream
 * keys. Names are hashed, not numbered, so that adding or reordering entities changes nobody else's draws or
 * facts. */
#include "digest.h"

void digest_text(const struct digest *digest, char text[DIGEST_TEXT]) {
    static const char digit[] = "0123456789abcdef";
    for (uint32_t i = 0; i < 16; i++) {
        text[i] = digit[digest->high >> (60 - 4 * i) & 15];
        text[16 + i] = digit[digest->low >> (60 - 4 * i) & 15];
    }
    text[DIGEST_TEXT - 1] = '\0';
}

/* FNV-1a (Fowler, Noll, Vo) is a fine identity for short names but mixes the last byte badly, hence the
 * finaliser. */
uint64_t name_hash(const char *name) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = name; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
    return hash ^ hash >> 31;
}
