/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 128-bit integers: both compilers have them on every 64-bit machine; this is the one place that names them.
 */
#ifndef RXP_WIDE_H
#define RXP_WIDE_H

#include <stdint.h>

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

#endif
