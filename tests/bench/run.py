#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how fast rxpool is and prints a table in Markdown; docs/performance.md says what its rows mean.

    python3 tests/bench/run.py [--build DIR] [--quick] [--no-instructions] [--pin] [ROW...]

Without --build a release build is made, or brought up to date, in build-bench. The exit code tells of answers, never of
speed: 1 when a digest is not the pinned one, a loss is not that of theory, or a program failed. --pin takes the digests that
are seen for right; do that only with a new version of the model, or a new scenario.
"""
import argparse
import os
import shutil
import subprocess
import sys

from measure import HERE, Bench, Failure
from rows import KIB, ROWS, Line

ROOT = os.path.dirname(os.path.dirname(HERE))


def release_build():
    """build-bench, with what the benchmark needs."""
    build = os.path.join(ROOT, 'build-bench')
    meson = '/usr/bin/meson' if os.path.exists('/usr/bin/meson') else 'meson'
    if not os.path.exists(os.path.join(build, 'build.ninja')):
        subprocess.run([meson, 'setup', build, ROOT, '--buildtype=release'], check=True, stdout=sys.stderr)
    subprocess.run(['ninja', '-C', build, '--quiet', 'bench-programs'], check=True, stdout=sys.stderr)
    return build


def machine(bench):
    """What was measured, and on what."""
    processor = 'unknown processor'
    if os.path.exists('/proc/cpuinfo'):
        with open('/proc/cpuinfo', encoding='utf-8') as file:
            names = [line.split(':', 1)[1].strip() for line in file if line.startswith('model name')]
        processor = names[0] if names else processor
    _, _, versions = bench.command('--version')
    commit = ''
    if shutil.which('git'):
        commit = subprocess.run(['git', '-C', ROOT, 'describe', '--always', '--dirty'], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True).stdout.strip()
    compiler = next((line for line in versions.splitlines() if 'gcc' in line or 'clang' in line), '').strip()
    told = [f'{os.cpu_count()} x {processor}', compiler, f'commit {commit}' if commit else '',
            'quick: one round' if bench.quick else f'median of {bench.rounds} rounds, processor time',
            f'load average {os.getloadavg()[0]:.1f} when it began']
    return ', '.join(word for word in told if word)


def cells(line):
    met = '' if line.met is None else 'met' if line.met else 'not met'
    events = '' if line.events is None else f'{line.events / 1e6:.1f} M'
    counted = '' if line.instructions is None else f'{line.instructions:.0f}'
    state = '' if line.state is None else f'{line.state / KIB:,.0f} KiB'
    return [line.what, line.measured, line.target, met, events, counted, state]


def print_row(row):
    print('| ' + ' | '.join(row) + ' |', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--build', help='a build directory to measure, as it is')
    parser.add_argument('--quick', action='store_true', help='one short round, no instructions: does it still work?')
    parser.add_argument('--no-instructions', action='store_true', help='do not count instructions with callgrind')
    parser.add_argument('--pin', action='store_true', help='take the digests that are seen for right')
    parser.add_argument('row', nargs='*', help='of: ' + ' '.join(ROWS))
    options = parser.parse_args()
    unknown = [name for name in options.row if name not in ROWS]
    if unknown:
        parser.error(f'no such row: {" ".join(unknown)}')
    bench = Bench(os.path.abspath(options.build or release_build()), options.quick,
                  not options.quick and not options.no_instructions, options.pin)
    failed = False
    try:
        print(machine(bench) + '\n')
        print_row(['what', 'measured', 'target', '', 'events/s', 'instructions per frame', 'state of a run'])
        print_row(['---'] * 7)
        for name in options.row or ROWS:
            try:
                lines = ROWS[name](bench)
            except Failure as failure:
                lines, failed = [Line(name, f'failed: {failure}')], True
            for line in lines:
                print_row(cells(line))
    finally:
        bench.close()
    if options.pin:
        bench.digests.write()
    for wrong in bench.digests.wrong:
        print(f'wrong digest: {wrong}', file=sys.stderr)
    sys.exit(1 if failed or bench.digests.wrong else 0)


if __name__ == '__main__':
    main()
