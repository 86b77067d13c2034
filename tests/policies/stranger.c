/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shared object that knows nothing of policies. */
int stranger(void);

__attribute__((visibility("default"))) int stranger(void) {
    return 1;
}
