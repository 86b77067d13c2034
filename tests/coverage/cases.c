/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases. Load is arrivals in a mean service or hold, so one server of 1 us has 0.9 at 900 kframe/s. The
 * formulas are those of the textbooks (L. Kleinrock, "Queueing Systems" I, 1975; R. B. Cooper, "Introduction
 * to Queueing Theory", 1981); the tests of theory check the same scenarios against them in another way. */
#include "cases.h"

#include <math.h>

struct answer {
    double loss, mean; /* share of frames lost; mean number of buffers out */
};

/* Birth and death: each frame in, `servers` of rate 1, at most n frames. */
static struct answer birth_death(double load, double servers, uint32_t n) {
    double share = 1, sum = 1, first = 0;
    for (uint32_t i = 1; i <= n; i++) {
        share *= load / fmin(i, servers);
        sum += share;
        first += i * share;
    }
    return (struct answer){share / sum, first / sum};
}

/* M/D/1/n by the law of what departures leave behind (Cooper, 5.9). */
static struct answer constant_service(double load, uint32_t n) {
    double left[64] = {1}, arrive[64] = {exp(-load)}, sum = 1, mean = 0;
    for (uint32_t k = 1; k < n; k++)
        arrive[k] = arrive[k - 1] * load / k;
    for (uint32_t j = 1; j < n; j++) {
        double rest = left[j - 1] - left[0] * arrive[j - 1];
        for (uint32_t i = 1; i < j; i++)
            rest -= left[i] * arrive[j - i];
        left[j] = rest / arrive[0];
        sum += left[j];
    }
    double busy = left[0] / sum + load;
    for (uint32_t j = 1; j < n; j++)
        mean += j * left[j] / sum;
    return (struct answer){1 - 1 / busy, (mean + n * (busy - 1)) / busy};
}

/* One server, n buffers, receive closed at 0 free and open again at r: cuts between neighbouring states. */
static struct answer hysteresis(double load, uint32_t n, uint32_t r) {
    double a[64] = {1}, b[64] = {0}, total = 0, refused = 0, first = 0;
    for (uint32_t i = 1; i < n; i++) {
        a[i] = a[i - 1] * load;
        b[i] = b[i - 1] * load - (i > n - r ? 1 : 0);
    }
    double flow = a[n - 1] * load / (1 - b[n - 1] * load);
    for (uint32_t i = 0; i < n; i++) {
        total += a[i] + b[i] * flow;
        first += i * (a[i] + b[i] * flow);
    }
    for (uint32_t i = n; i > n - r; i--) {
        refused += flow;
        first += i * flow;
    }
    return (struct answer){refused / (total + refused), first / (total + refused)};
}

#define ONE "protocol: {app: {servers: 1, service: exp(mean=1 us)}}\n"
#define LINES "interrupt_disable: {at: never}\n"
#define POISSON(rate) "traffic: {a: {arrival: poisson, rate: " rate "}}\n"
#define POOL(n) "pool: {initial: " n "}\n"
#define LONG "time: {duration: 5 ms, warmup: 1 ms}\n"
#define SHORT "time: {duration: 3 ms, warmup: 1 ms}\n"

static double mm1k_loss(void) {
    return birth_death(0.9, 1, 10).loss;
}
static double mm1k_mean(void) {
    return birth_death(0.9, 1, 10).mean;
}
static double overload_loss(void) {
    return birth_death(1.2, 1, 5).loss;
}
static double mm1k_through(void) {
    return 0.95e6 * (1 - birth_death(0.95, 1, 20).loss);
}
static double mm2k_loss(void) {
    return birth_death(1.6, 2, 5).loss;
}
static double mm4k_mean(void) {
    return birth_death(3.6, 4, 12).mean;
}
static double erlang_loss(void) {
    return birth_death(8, 10, 10).loss;
}
static double erlang_mean(void) {
    return birth_death(8, 10, 10).mean;
}
static double erlang_light(void) {
    return birth_death(6, 12, 12).loss;
}
static double md1k_loss(void) {
    return constant_service(1, 5).loss;
}
static double md1k_mean(void) {
    return constant_service(1.3, 4).mean;
}
static double hysteresis_loss(void) {
    return hysteresis(0.9, 8, 3).loss;
}
static double infinite_mean(void) {
    return 5 * 3.0;
}
static double engset_through(void) {
    return 8 / 40e-6;
}
static double offered(void) {
    return 1e6;
}
static double slow_mean(void) {
    return birth_death(0.9, 1, 60).mean;
}

static const struct coverage_case cases[] = {
    {"M/M/1/10, load 0.9", LONG POISSON("900 kframe/s") POOL("10") ONE, METRIC_LOSS_RATIO, mm1k_loss, 10, 0,
     4000},
    {"M/M/1/10, load 0.9", LONG POISSON("900 kframe/s") POOL("10") ONE, METRIC_BUFFERS_INDICATED_MEAN,
     mm1k_mean, 10, 0, 4000},
    {"M/M/1/10, load 0.9, two runs", LONG POISSON("900 kframe/s") POOL("10") ONE, METRIC_LOSS_RATIO,
     mm1k_loss, 2, 0, 4000},
    {"M/M/1/10, load 0.9, antithetic pairs",
     LONG POISSON("900 kframe/s") POOL("10") ONE "replications: {numbers: antithetic}\n", METRIC_LOSS_RATIO,
     mm1k_loss, 10, 0, 4000},
    {"M/M/1/5, load 1.2", LONG POISSON("1.2 Mframe/s") POOL("5") ONE, METRIC_LOSS_RATIO, overload_loss, 10, 0,
     4000},
    {"M/M/1/20, load 0.95", LONG POISSON("950 kframe/s") POOL("20") ONE, METRIC_THROUGHPUT_FPS, mm1k_through,
     10, 0, 4000},
    {"M/M/2/5, load 1.6",
     LONG POISSON("800 kframe/s") POOL("5") "protocol: {app: {servers: 2, service: exp(mean=2 us)}}\n",
     METRIC_LOSS_RATIO, mm2k_loss, 10, 0, 4000},
    {"M/M/4/12, load 3.6",
     LONG POISSON("900 kframe/s") POOL("12") "protocol: {app: {servers: 4, service: exp(mean=4 us)}}\n",
     METRIC_BUFFERS_INDICATED_MEAN, mm4k_mean, 10, 0, 4000},
    {"Erlang B, 10 buffers, exponential holds",
     LONG POISSON("800 kframe/s") POOL("10") "protocol: {app: {hold: exp(mean=10 us)}}\n", METRIC_LOSS_RATIO,
     erlang_loss, 10, 0, 4000},
    {"Erlang B, 10 buffers, constant holds",
     LONG POISSON("800 kframe/s") POOL("10") "protocol: {app: {hold: 10 us}}\n",
     METRIC_BUFFERS_INDICATED_MEAN, erlang_mean, 10, 0, 4000},
    {"Erlang B, 12 buffers, lognormal holds",
     "time: {duration: 11 ms, warmup: 1 ms}\n" POISSON("600 kframe/s")
         POOL("12") "protocol: {app: {hold: lognormal(mean=10 us, cv=2)}}\n",
     METRIC_LOSS_RATIO, erlang_light, 10, 0, 4000},
    {"M/D/1/5, load 1", LONG POISSON("1 Mframe/s") POOL("5") "protocol: {app: {servers: 1, service: 1 us}}\n",
     METRIC_LOSS_RATIO, md1k_loss, 10, 0, 4000},
    {"M/D/1/4, load 1.3",
     LONG POISSON("1.3 Mframe/s") POOL("4") "protocol: {app: {servers: 1, service: 1 us}}\n",
     METRIC_BUFFERS_INDICATED_MEAN, md1k_mean, 10, 0, 4000},
    {"M/M/1/8, load 0.9, receive open again at 3",
     LONG POISSON("900 kframe/s") POOL("8") ONE "interrupt_disable: {at: 0, resume: 3}\n", METRIC_LOSS_RATIO,
     hysteresis_loss, 10, 0, 4000},
    {"M/G/infinity, uniform holds",
     SHORT POISSON("1 Mframe/s") POOL("200") "protocol: {app: {hold: \"uniform(5 us, 25 us)\"}}\n",
     METRIC_BUFFERS_INDICATED_MEAN, infinite_mean, 10, 0, 4000},
    {"Engset, 8 clients, a line for each",
     LONG "traffic: {a: {arrival: closed, clients: 8, think: exp(mean=30 us)}}\n" POOL("8") LINES
     "protocol: {app: {hold: exp(mean=10 us)}}\n",
     METRIC_THROUGHPUT_FPS, engset_through, 10, 0, 4000},
    {"Poisson arrivals", SHORT POISSON("1 Mframe/s") POOL("50") ONE, METRIC_OFFERED_FPS, offered, 10, 0,
     4000},
    {"M/M/1/10, load 0.9, --precision 5%", SHORT POISSON("900 kframe/s") POOL("10") ONE, METRIC_LOSS_RATIO,
     mm1k_loss, 0, 0.05, 2000},
    {"M/M/1/10, load 0.9, --precision 20%", SHORT POISSON("900 kframe/s") POOL("10") ONE, METRIC_LOSS_RATIO,
     mm1k_loss, 0, 0.2, 4000},
    {"M/M/1/10, load 0.9, antithetic pairs, --precision 5%",
     SHORT POISSON("900 kframe/s") POOL("10") ONE "replications: {numbers: antithetic}\n", METRIC_LOSS_RATIO,
     mm1k_loss, 0, 0.05, 2000},
    {"M/D/1/5, load 1, --precision 2%",
     SHORT POISSON("1 Mframe/s") POOL("5") "protocol: {app: {servers: 1, service: 1 us}}\n",
     METRIC_LOSS_RATIO, md1k_loss, 0, 0.02, 2000},
    {"Erlang B, 10 buffers, --precision 3%",
     "time: {duration: 2 ms, warmup: 1 ms}\n" POISSON("800 kframe/s")
         POOL("10") "protocol: {app: {hold: exp(mean=10 us)}}\n",
     METRIC_LOSS_RATIO, erlang_loss, 0, 0.03, 2000},
    {"M/M/1/60, load 0.9, from empty, time.warmup: auto",
     "time: {duration: 40 ms, warmup: auto}\n" POISSON("900 kframe/s") POOL("60") ONE,
     METRIC_BUFFERS_INDICATED_MEAN, slow_mean, 10, 0, 1000},
    {"M/G/infinity, long holds, from empty, time.warmup: auto",
     "time: {duration: 2 ms, warmup: auto}\n" POISSON("1 Mframe/s")
         POOL("400") "protocol: {app: {hold: \"uniform(5 us, 25 us)\"}}\n",
     METRIC_BUFFERS_INDICATED_MEAN, infinite_mean, 10, 0, 2000},
};

const struct coverage_case *coverage_case_at(size_t index) {
    return index < sizeof cases / sizeof *cases ? &cases[index] : NULL;
}
