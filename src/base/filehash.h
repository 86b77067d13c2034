/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XXH3-128 of bytes and of files, as 32 hexadecimal digits (high word first): says whether two captures or
 * two scenario texts are the same. Not the digest of a run, which is our own (digest.h). */
#ifndef RXP_FILEHASH_H
#define RXP_FILEHASH_H

#include <stdbool.h>
#include <stddef.h>

#define FILEHASH_TEXT 33

void filehash_bytes(const void *bytes, size_t length, char text[FILEHASH_TEXT]);

/* The same in pieces. filehash_end gives the hash of everything added and ends the use of it. */
struct filehash;
struct filehash *filehash_new(void);
void filehash_add(struct filehash *hash, const void *bytes, size_t length);
void filehash_end(struct filehash *hash, char text[FILEHASH_TEXT]);

/* False when the file cannot be opened or read (errno says why); text is then "". */
bool filehash_file(const char *path, char text[FILEHASH_TEXT]);

#endif
