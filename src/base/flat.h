/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory for one flat block (layout.h). */
#ifndef RXP_FLAT_H
#define RXP_FLAT_H

#include <stddef.h>

/* So many bytes, all 0, at an address divisible by 64; a large block lies in huge pages where the system has
 * some to give. The caller's to free(). Never NULL: without memory the program ends. */
void *flat_alloc(size_t bytes);

#endif
