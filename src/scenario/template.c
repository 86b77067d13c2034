/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The templates as they are written to a file: kept in the code, so that `rxpool new` needs no installed
 * files. */
#include "template.h"

#include <string.h>

static const char minimal[] =
    "# The smallest scenario: one server, ten buffers, Poisson arrivals (the textbook's M/M/1/10).\n"
    "# What is not mentioned does not happen: every cost and latency is zero.\n"
    "schema: rxpool/1\n"
    "name: minimal\n"
    "description: What share of the frames is lost with ten buffers?\n"
    "time: {duration: 10 s, warmup: 100 ms}\n"
    "traffic:\n"
    "  frames: {arrival: poisson, rate: 900 kframe/s}\n"
    "pool: {initial: 10}\n"
    "protocol:\n"
    "  app: {servers: 1, service: exp(mean=1 us)}\n";

static const char flood[] =
    "# A steady load with floods at line rate on top. Does growth arrive in time?\n"
    "schema: rxpool/1\n"
    "name: flood\n"
    "description: Does asynchronous growth keep a flood without interrupt-disable episodes?\n"
    "time: {duration: 500 ms, warmup: 50 ms, sample: 1 ms}\n"
    "link: {rate: 10 Gbit/s}\n"
    "traffic:\n"
    "  steady: {arrival: poisson, rate: 150 kframe/s, size: imix}\n"
    "  flood:\n"
    "    arrival: on-off\n"
    "    on: lognormal(mean=100 us, cv=1)\n"
    "    off: exp(mean=400 us)\n"
    "    load: 95 %            # of the link, while on\n"
    "    size: 64 B\n"
    "nic:\n"
    "  ring: 1024\n"
    "  fifo: 20 KiB\n"
    "  dma: {latency: 600 ns}\n"
    "  interrupt: {moderation: 10 us, latency: 1 us}\n"
    "cpu:\n"
    "  isr: 500 ns\n"
    "  dpc: {latency: 2 us, fixed: 500 ns, frame: 30 ns, budget: 256}\n"
    "interrupt_disable: {at: 0, resume: 8}\n"
    "pool:\n"
    "  policy: watermark\n"
    "  initial: 256\n"
    "  limit: 8192\n"
    "  grow: {below: 256, chunk: 256}\n"
    "  shrink: {above: 768, idle: 100 ms}\n"
    "host:\n"
    "  memory: 64 MiB\n"
    "  allocation: {latency: lognormal(mean=300 us, cv=1)}\n"
    "protocol:\n"
    "  tcpip: {inline_cost: 20 ns, hold: exp(mean=150 us)}\n"
    "# rxpool sweep takes its axes from here:\n"
    "sweep:\n"
    "  pool.initial: 64..4096:log2\n"
    "  pool.policy: static, watermark\n";

static const char holding[] =
    "# A protocol that now and then keeps buffers for up to a second. How many buffers does that cost?\n"
    "schema: rxpool/1\n"
    "name: holding\n"
    "description: How large must a fixed pool be when a socket keeps buffers?\n"
    "time: {duration: 20 s, warmup: 2 s}\n"
    "traffic:\n"
    "  frames: {arrival: poisson, rate: 100 kframe/s, size: imix}\n"
    "pool: {initial: 512}\n"
    "protocol:\n"
    "  sockets: {hold: \"mix(99.9 %: exp(mean=50 us), 0.1 %: uniform(0 s, 1 s))\"}\n"
    "sweep:\n"
    "  pool.initial: 64..1024:log2\n";

static const char selfsimilar[] =
    "# Phases with heavy tails: bursts on every time scale, as measured on real networks.\n"
    "schema: rxpool/1\n"
    "name: selfsimilar\n"
    "description: How much pool does self-similar traffic need?\n"
    "time: {duration: 10 s, warmup: 1 s}\n"
    "link: {rate: 10 Gbit/s}\n"
    "traffic:\n"
    "  a: {arrival: on-off, on: pareto(mean=1 ms, shape=1.4), off: pareto(mean=3 ms, shape=1.2), load: 60 %, "
    "size: imix}\n"
    "  b: {arrival: on-off, on: pareto(mean=2 ms, shape=1.4), off: pareto(mean=8 ms, shape=1.2), load: 60 %, "
    "size: imix}\n"
    "cpu:\n"
    "  isr: 1 us\n"
    "  dpc: {latency: 2 us, frame: 300 ns, budget: 64}\n"
    "pool: {initial: 1024}\n"
    "protocol:\n"
    "  tcpip: {inline_cost: 200 ns, hold: exp(mean=50 us)}\n";

static const char steps[] =
    "# Offered load in steps: where does the receiver give up? (`rxpool plot rxpool.db timeline` shows it.)\n"
    "schema: rxpool/1\n"
    "name: steps\n"
    "description: At which load are frames lost?\n"
    "time: {duration: 1 s, sample: 1 ms}\n"
    "traffic:\n"
    "  ramp:\n"
    "    arrival: schedule\n"
    "    steps: [[0 s, 100 kframe/s], [250 ms, 400 kframe/s], [500 ms, 1 Mframe/s], [750 ms, 200 kframe/s]]\n"
    "nic: {ring: 256}\n"
    "cpu:\n"
    "  isr: 1 us\n"
    "  dpc: {latency: 2 us, frame: 1 us, budget: 64}\n"
    "pool: {initial: 256}\n"
    "protocol:\n"
    "  app: {servers: 1, service: exp(mean=1 us)}\n";

static const struct {
    const char *name;
    const char *summary;
    const char *text;
} templates[] = {
    {"minimal", "the textbook's queue, to see that the numbers are right", minimal},
    {"flood", "floods at line rate, a pool that grows and shrinks", flood},
    {"holding", "a protocol that keeps buffers, a pool that stays as it is", holding},
    {"selfsimilar", "bursts on every time scale", selfsimilar},
    {"steps", "offered load in steps", steps},
};
enum { TEMPLATES = sizeof templates / sizeof *templates };

size_t template_names(const char *const **names) {
    static const char *const list[] = {"minimal", "flood", "holding", "selfsimilar", "steps"};
    _Static_assert(sizeof list / sizeof *list == TEMPLATES, "every template has a name");
    *names = list;
    return TEMPLATES;
}

const char *template_summary(const char *name) {
    for (size_t i = 0; i < TEMPLATES; i++)
        if (strcmp(templates[i].name, name) == 0)
            return templates[i].summary;
    return NULL;
}

const char *template_text(const char *name) {
    for (size_t i = 0; i < TEMPLATES; i++)
        if (strcmp(templates[i].name, name) == 0)
            return templates[i].text;
    return NULL;
}
