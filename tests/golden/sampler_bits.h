/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bits that every machine, compiler and option must give.
 *
 * Why beside the digests of whole runs: a run rounds its samples to picoseconds, which hides a change in the
 * last bit of a logarithm for millions of events. Here means are near 2^57, so that a sample shows every bit
 * of its double. test_dmath.c and test_sampler.c print the new line when one does not hold; a change is a new
 * model version. */
#ifndef RXP_SAMPLER_BITS_H
#define RXP_SAMPLER_BITS_H

#include <stdint.h>

struct golden_dmath {
    const char *function;
    uint64_t hash; /* of 2,000 results at fixed arguments */
};

static const struct golden_dmath golden_dmath[6] = {
    {"log", UINT64_C(0xe36625005ef95fb7)},      {"exp", UINT64_C(0x9b57bcb5a941802e)},
    {"pow", UINT64_C(0x0cb99242462d08dd)},      {"gamma", UINT64_C(0xeaad1fddff7450bb)},
    {"quantile", UINT64_C(0x6acb9ab5769e3fb1)}, {"sqrt", UINT64_C(0x7652442bf9005dc3)},
};

struct golden_sampler {
    const char *law;
    uint64_t first[3];      /* of 64 draws with seed 42, replication 3, name "golden", purpose service */
    uint64_t hash;          /* of all 64 */
    uint64_t residual_hash; /* of 64 residuals drawn after them */
};

static const struct golden_sampler golden_sampler[17] = {
    {"constant",
     {UINT64_C(0x0200000000000001), UINT64_C(0x0200000000000001), UINT64_C(0x0200000000000001)},
     UINT64_C(0xdd50f91efbc6e257),
     UINT64_C(0x370ff833dc2b5153)},
    {"exponential",
     {UINT64_C(0x00a6ec21b32bcf00), UINT64_C(0x003a997ab177fb6e), UINT64_C(0x017952d3e3a1c6b0)},
     UINT64_C(0x201bc99496a67daa),
     UINT64_C(0x12f5906c76ec0943)},
    {"uniform",
     {UINT64_C(0x03129837621b5acc), UINT64_C(0x03a3b744e6a0a06a), UINT64_C(0x02430b1e84a90ee5)},
     UINT64_C(0xf0be7673a720e1a8),
     UINT64_C(0x23d65fa0254f757a)},
    {"normal",
     {UINT64_C(0x024b491e7e021360), UINT64_C(0x029e4408f66bd820), UINT64_C(0x01f91eaaaae25230)},
     UINT64_C(0x88ea0ae32ebcb276),
     UINT64_C(0x140e78f3fcdf932a)},
    {"normal_cut",
     {UINT64_C(0x01ad2479f8084d70), UINT64_C(0x02f91023d9af60a0), UINT64_C(0x00647aaaab8948d4)},
     UINT64_C(0x37134835897337b0),
     UINT64_C(0x0dda4ecef03f2af4)},
    {"lognormal",
     {UINT64_C(0x0219d5379ced2c20), UINT64_C(0x043f33528eb9b440), UINT64_C(0x010be847e3453360)},
     UINT64_C(0x47fda9ca9c62bffe),
     UINT64_C(0xf7bab5de49a36b03)},
    {"pareto",
     {UINT64_C(0x00b8a5094f120050), UINT64_C(0x009ebf4ae6de8e68), UINT64_C(0x00f7a2ed8fcdc1f8)},
     UINT64_C(0xc66f93e794e2dfd5),
     UINT64_C(0x356e5d193c8c389b)},
    {"weibull",
     {UINT64_C(0x005191fe5aae96ac), UINT64_C(0x001248bc66909d30), UINT64_C(0x01058924fada1210)},
     UINT64_C(0x193106bf79b518ae),
     UINT64_C(0x03e3d1b03f96b7d4)},
    {"weibull_wild",
     {UINT64_C(0x0000000000000000), UINT64_C(0x0000000000000000), UINT64_C(0x0000000000000000)},
     UINT64_C(0x04e86b66f4e53956),
     UINT64_C(0x8b6df8f655feb72b)},
    {"gamma",
     {UINT64_C(0x0285b4c30488b580), UINT64_C(0x01abb9d7735dc420), UINT64_C(0x02862a97ef2b5880)},
     UINT64_C(0xe3f4c1f715ff8541),
     UINT64_C(0x2da0d6dee0f82ecd)},
    {"gamma_below_1",
     {UINT64_C(0x0636b4e5bbcbf280), UINT64_C(0x006aa8ddabd1f744), UINT64_C(0x0040ffe557d58758)},
     UINT64_C(0x9cd93e204d192fce),
     UINT64_C(0x16d30919fbc05318)},
    {"erlang_3",
     {UINT64_C(0x00c8f2d018173060), UINT64_C(0x01d612d0f36c8b90), UINT64_C(0x0151a6e46e5608c0)},
     UINT64_C(0xa65352b313534562),
     UINT64_C(0xcaa2b44660513b1c)},
    {"erlang_20",
     {UINT64_C(0x02023d0f5ea4cfa0), UINT64_C(0x0225b431cd929da0), UINT64_C(0x0235185ae6a878c0)},
     UINT64_C(0x51302f4edea1723d),
     UINT64_C(0x551b677eab0320eb)},
    {"erlang_100",
     {UINT64_C(0x021cf39d96ab1ce0), UINT64_C(0x01fb8cff2cb02170), UINT64_C(0x021d03c9c3359520)},
     UINT64_C(0xf56f45d9ba52ab75),
     UINT64_C(0xc9db1fef721bebd4)},
    {"hyperexponential",
     {UINT64_C(0x001eeebdd4d30f84), UINT64_C(0x010a5e0e3b65d690), UINT64_C(0x0186130167652ee0)},
     UINT64_C(0x113c01155d545dc3),
     UINT64_C(0xc552a96f9287d59a)},
    {"mixture",
     {UINT64_C(0x03acf1be02c3c392), UINT64_C(0x01f89d1870e72de0), UINT64_C(0x01b55ca3a648d751)},
     UINT64_C(0x55c8ee9e33807727),
     UINT64_C(0x9c803837b6cec976)},
    {"empirical",
     {UINT64_C(0x020000000000303a), UINT64_C(0x0600000000000003), UINT64_C(0x0200000000000001)},
     UINT64_C(0xe7b4f6a61a7a154c),
     UINT64_C(0x38067f13b2f9ad12)},
};

#endif
