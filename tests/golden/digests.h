/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed by the program of digests.c when it is run with --update; changes only with the model's version. */
static const int golden_model_version = 2;
static const struct golden golden[] = {
    {"textbook", "42d2bef6f49673bcf4a9695f29776888"},
    {"one_server", "3da229a0f4c2d8c96006efa3df572482"},
    {"constant_rate_on_a_link", "551d9d1c0b2696b575510fc08f9f06c6"},
    {"on_off_poisson", "d1e635693698ecd620dc265eada7da2d"},
    {"on_off_constant", "85fd5a7cc8acb93d866db49828a57e40"},
    {"modulated", "d8b58578abb372478791672f5ff590ac"},
    {"scheduled", "7771b42dd2d53d289f9933b22e1c18bc"},
    {"batches", "2eb9503043898232a1db4956dde016f8"},
    {"trace", "7d9c8eb9c70f71cffe2d4811b08d776c"},
    {"three_sources", "14178f1f5bcd01cf49f103932363ff07"},
    {"fifo_blocks", "6fa5f66c8659dbb82beea00948d27cad"},
    {"fifo_drops", "fe3f565dc35a100c8fb2540ea978f653"},
    {"moderation", "ef07fcb7e8ca4a9f48542e08dc29bb05"},
    {"dpc_costs", "836fb2e26087e93409be30cf16605ca1"},
    {"hysteresis", "1d87831e4f161aade4610e3a3d7d7fe8"},
    {"jumbo", "93efbb1efbb436480f323a16a31ffcc4"},
    {"three_protocols", "98c33db147b0b2b4db74e5aa0234c696"},
    {"grow_and_shrink", "d2fed458d6a729a434365e697a39303a"},
    {"host_refuses", "6c7ad1b277236d92b84362422e1e5c93"},
    {"ideal_placement", "2eb9f954028a7a4faefa4e0d336b43af"},
    {"ticks_and_recall", "e3009a0729ee0cfdd8f614c44669cba8"},
    {"last_in_first_out", "eb05c05b6a0e49310fe801ff999e65c6"},
    {"half_a_pool", "9db87c916834896aa7d2ed19707d2052"},
};
