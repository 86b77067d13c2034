#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the speed of two builds, on scenarios that no short way is made for, and prints a table in Markdown.

    python3 tests/bench/against.py BUILD_BEFORE BUILD_NOW [--rounds N] [SCENARIO...]

Without scenarios those of tests/bench/long are taken, which say nothing that a build of long ago would not know. The two
builds take turns, each run a process of its own; the figure is the median of their processor times, and the ratio that of
the medians. The exit code is 1 when the two do not give the same answers: one of them is then of another model version.
"""
import argparse
import glob
import json
import os
import resource
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def run(build, scenario):
    """(processor seconds, digest, frames) of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([os.path.join(build, 'src', 'cli', 'rxpool'), 'run', '--no-db', '--json', scenario],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    if done.returncode != 0:
        sys.exit(f'{build}: {scenario}: exit code {done.returncode}: {done.stderr.strip()[-300:]}')
    told = json.loads(done.stdout)['runs'][0]
    return seconds, told['digest'], told['metrics']['frames_offered']


def compare(builds, scenario, rounds):
    """Prints the row of a scenario; False: two answers."""
    seconds, digests, frames = {build: [] for build in builds}, set(), 0
    for i in range(rounds):
        for build in builds if i % 2 else reversed(builds):
            took, digest, frames = run(build, scenario)
            seconds[build].append(took)
            digests.add(digest)
    before, now = (statistics.median(seconds[build]) / frames * 1e9 for build in builds)
    name = os.path.splitext(os.path.basename(scenario))[0]
    print(f'| {name} | {before:.0f} | {now:.0f} | {now / before:.2f} | {"" if len(digests) == 1 else "another answer"} |', flush=True)
    return len(digests) == 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('before', help='a build directory')
    parser.add_argument('now', help='another one')
    parser.add_argument('--rounds', type=int, default=15, help='runs of each build of each scenario (default: 15)')
    parser.add_argument('scenario', nargs='*', default=sorted(glob.glob(os.path.join(HERE, 'long', '*.yaml'))))
    options = parser.parse_intermixed_args()
    print('| scenario | before, ns per frame | now | ratio | |\n| --- | --- | --- | --- | --- |')
    same = [compare([options.before, options.now], scenario, options.rounds) for scenario in options.scenario]
    sys.exit(0 if all(same) else 1)


if __name__ == '__main__':
    main()
