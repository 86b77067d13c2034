/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layout of one flat block: offsets are handed out in order, 64-byte aligned, before the block exists. */
#ifndef RXP_LAYOUT_H
#define RXP_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "ensure.h"

struct layout {
    size_t size; /* bytes handed out so far, a multiple of 64 */
};

/* Reserves count items of `size` bytes and returns their offset. Overflow is refused with ensure(): limits
 * are checked where a scenario is read. */
static inline size_t layout_add(struct layout *layout, size_t count, size_t size) {
    size_t offset = layout->size;
    size_t bytes;
    ensure(!__builtin_mul_overflow(count, size, &bytes));
    ensure(!__builtin_add_overflow(bytes, (size_t)63, &bytes));
    ensure(!__builtin_add_overflow(offset, bytes & ~(size_t)63, &layout->size));
    return offset;
}

#endif
