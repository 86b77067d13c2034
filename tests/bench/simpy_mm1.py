#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""simpy_mm1 FRAMES: M/M/1/64 at a load of 0.9 in SimPy, as its tutorial would have it: a process for the source, one for the
server, a store between them. Prints "name value" lines as measure.h does."""
import random
import sys
import time

import simpy

BUFFERS = 64
LOAD = 0.9


def source(env, waiting, state, frames, draw):
    for _ in range(frames):
        yield env.timeout(draw(LOAD))
        if state['used'] == BUFFERS:
            state['lost'] += 1
        else:
            state['used'] += 1
            waiting.put(env.now)


def server(env, waiting, state, draw):
    while True:
        came = yield waiting.get()
        yield env.timeout(draw(1))
        state['used'] -= 1
        state['sojourn'] += env.now - came


def main():
    frames = int(sys.argv[1])
    draw = random.Random(20260801).expovariate
    state = {'used': 0, 'lost': 0, 'sojourn': 0}
    env = simpy.Environment()
    waiting = simpy.Store(env)
    began = time.process_time()
    made = env.process(source(env, waiting, state, frames, draw))
    env.process(server(env, waiting, state, draw))
    env.run(until=made)
    print(f'frames {frames}\nseconds {time.process_time() - began}\nloss {state["lost"] / frames}')


if __name__ == '__main__':
    main()
