# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the benchmark: what is run, what is made of it, and what it should be. docs/performance.md has the words."""
import importlib.util
import math
import os
import shutil
import subprocess
import sys
from collections import namedtuple

from measure import HERE, Failure, median, ns_per_frame, ratio

# met: True, False, or None where nothing was aimed at
Line = namedtuple('Line', 'what measured target met events instructions state', defaults=('', None, None, None, None))

# How long a scenario runs: as its file says it, in a quick benchmark, and twice for counting instructions.
Lengths = namedtuple('Lengths', 'whole quick counted')
LENGTHS = {
    'mm1': Lengths(None, '1 s', ('100 ms', '300 ms')),
    'mmcc': Lengths(None, '20 ms', ('2 ms', '6 ms')),
    'flood': Lengths(None, '40 ms', ('10 ms', '30 ms')),
    'flood-loss': Lengths(None, '40 ms', ('10 ms', '30 ms')),
    'queues': Lengths(None, '40 ms', ('10 ms', '30 ms')),
    'held': Lengths(None, '400 ms', ('100 ms', '300 ms')),
    'held-many': Lengths(None, '10 ms', ('4 ms', '8 ms')),
    'trace': Lengths(1000000, 100000, (20000, 60000)),
}
KIB = 1024
MM1 = 'M/M/1/64 at 0.9'


def settings(bench, name, length):
    if name == 'trace':
        return [f'traffic.capture.file={bench.capture(length)}']
    return [] if length is None else [f'time.duration={length}']


def run(bench, name, copies=0, splits=0):
    length = LENGTHS[name].quick if bench.quick else LENGTHS[name].whole
    return bench.run(f'{name}.yaml', settings(bench, name, length), copies, splits=splits)


def instructions(bench, name):
    return bench.count(lambda which, before: bench.run(
        f'{name}.yaml', settings(bench, name, LENGTHS[name].counted[which]), before=before))


def in_turns(bench, *measures):
    """Each measure once a round, so that what else the machine does hits all of them alike: a list for each."""
    rounds = [[measure() for measure in measures] for _ in range(bench.rounds)]
    return [list(results) for results in zip(*rounds)]


def frames_line(bench, what, results, name=None, more='', target='', met=None):
    """The line of something that was run frame by frame; name: of its scenario, None for a reference."""
    measured = f'{median(map(ns_per_frame, results)):.1f} ns per frame{more}'
    if name is None:
        return Line(what, measured)
    events = median([said['events'] / said['seconds'] for said in results])
    return Line(what, measured, target, met, events, instructions(bench, name), results[0]['state_bytes'])


# --- a queue against loops that can do nothing else ---

def judge(said, reference):
    """rxpool's loss and time in the queue against theory; how far they may be away is known from the batches of the
    reference. As there, loss is judged only where it is frequent enough."""
    shorter = math.sqrt(reference['frames'] / said['frames'])
    for name, value in (('loss', said['loss_ratio']), ('sojourn', said['return_mean_ns'] / 1000)):
        exact, error = reference[f'{name}_exact'], reference[f'{name}_error']
        if abs(value - exact) > 4.5 * error * shorter and (name != 'loss' or exact * said['frames'] >= 200):
            raise Failure(f'{name} {value:.6g}, theory says {exact:.6g}')


def against_loops(bench, name, title, frames, target, loops):
    """rxpool and loops [(program, what its holds are in)]; the target is for the first of them."""
    frames = frames // 10 if bench.quick else frames
    measures = [lambda program=program: bench.reference(program, frames) for program, _ in loops]
    own, *references = in_turns(bench, lambda: run(bench, name), *measures)
    judge(own[0], references[0][0])
    lines = []
    for (program, how), results in zip(loops, references):
        counted = bench.count(lambda which, before, program=program: bench.reference(program, (100000, 300000)[which], before))
        lines.append(frames_line(bench, f'{title}, {how}', results)._replace(instructions=counted))
    times = [ratio(own, results) for results in references]
    more = '; ' + ', '.join(f'{value:.2f} x the {how}' for value, (_, how) in zip(times, loops))
    lines.append(frames_line(bench, f'{title}, rxpool', own, name, more, f'{target} x the {loops[0][1]}', times[0] <= target))
    return lines


def mm1(bench):
    return against_loops(bench, 'mm1', MM1, 9000000, 1.8, [('ref_mm1', 'reference loop')])


def mmcc(bench):
    return against_loops(bench, 'mmcc', 'M/M/64/64 at 60 Erlang', 12000000, 1.3,
                         [('ref_mmcc_heap', 'reference loop'), ('ref_mmcc_wheel', 'loop with a wheel')])


# --- everything at once ---

def alone(bench, name, what, target=None, demand=()):
    """A scenario by itself, in which some things must have happened: (metric, at least)."""
    results, = in_turns(bench, lambda: run(bench, name))
    for metric, least in demand:
        if not bench.quick and results[0].get(metric, 0) < least:
            raise Failure(f'{name}: {metric} is {results[0].get(metric)}, it should be {least} at least')
    met = None if target is None else median(map(ns_per_frame, results)) <= target
    return [frames_line(bench, what, results, name, target=f'{target} ns' if target else '', met=met)]


def flood(bench):
    return alone(bench, 'flood', 'flood of 64 B frames, 10 Gbit/s', 67,
                 [('allocations_requested', 100), ('blocks_freed', 100), ('interrupt_disable_episodes', 100)])


def flood_loss(bench):
    return alone(bench, 'flood-loss', 'the same, nine in ten lost', 40,
                 [('loss_ratio', 0.89), ('interrupt_disable_episodes', 100)])


def cost(bench):
    """What digest and metrics cost: against a build without them."""
    lines = []
    for name in ('flood', 'flood-loss', 'mmcc', 'mm1'):
        length = LENGTHS[name].quick if bench.quick else LENGTHS[name].whole
        whole, bare = in_turns(bench, lambda name=name: run(bench, name),
                               lambda name=name, length=length: bench.bare(f'{name}.yaml', settings(bench, name, length)))
        if whole[0]['frames_delivered'] != bare[0]['frames_delivered']:
            raise Failure(f'{name}: without digest and metrics other frames are delivered')
        more = (ratio(whole, bare) - 1) * 100
        aim = ('15 %', more <= 15) if name == 'flood' else ('', None)
        lines.append(Line(f'digest and metrics ({name})', f'{more:.1f} % of what it takes without them', *aim))
    return lines


def queues(bench):
    return alone(bench, 'queues', '8 queues on 8 processors')


def trace(bench):
    frames = LENGTHS['trace'].quick if bench.quick else LENGTHS['trace'].whole
    return alone(bench, 'trace', f'capture of {frames:,} frames, read and replayed', 150, [('frames_offered', frames)])


def held(bench):
    few, many = in_turns(bench, lambda: run(bench, 'held'), lambda: run(bench, 'held-many'))
    times = ratio(many, few)
    return [frames_line(bench, '1,000 buffers held', few, 'held'),
            frames_line(bench, '100,000 buffers held', many, 'held-many', f'; {times:.2f} x that', '3 x', times <= 3)]


def memory(bench):
    lines = []
    for name in ('mm1', 'flood', 'held-many'):
        said = run(bench, name)
        buffers, state = said['buffers'], said['state_bytes']
        aim = 80 * buffers + 256 * KIB
        lines.append(Line(f'state of a run, {buffers:,.0f} buffers ({name})', f'{state / KIB:,.0f} KiB', f'{aim / KIB:,.0f} KiB',
                          state <= aim, state=state))
    return lines


# --- what runs cost besides their frames ---

def sweep(bench):
    scenario, database = os.path.join(HERE, 'short.yaml'), os.path.join(bench.room, 'bench.db')
    each = 10 if bench.quick else 100
    runs, quiet = 100 * each, ['-j', '1', '--progress', 'none']

    def stored(command, *words):
        for ending in ('', '-wal', '-shm'):
            if os.path.exists(database + ending):
                os.remove(database + ending)
        seconds, _, _ = bench.command(command, scenario, '-o', database, *words, *quiet)
        if bench.stored(f'short.yaml {command} {" ".join(words)}', database) != runs:
            raise Failure(f'{command}: not {runs} runs')
        return seconds, os.path.getsize(database)

    swept, logged, unlogged, long = in_turns(
        bench, lambda: stored('sweep', '-n', str(each)), lambda: stored('run', '-n', str(runs)),
        lambda: bench.command('run', scenario, '--no-db', '-n', str(runs), *quiet)[0],
        lambda: bench.run('short.yaml', ['traffic.frames.frames=1000000', 'time.duration=2 s']))
    whole = median([seconds for seconds, _ in swept]) / runs * 1e6
    overhead = median([seconds / runs * 1e6 - ns_per_frame(said) for (seconds, _), said in zip(swept, long)])
    row = median([(seconds - without) / runs * 1e6 for (seconds, _), without in zip(logged, unlogged)])
    return [Line(f'sweep of {runs:,} runs of 1,000 frames', f'{whole:.0f} us per run, {overhead:.0f} us of it besides frames',
                 '100 us', overhead <= 100),
            Line('writing a run to the database', f'{row:.0f} us, {logged[0][1] / runs / KIB:.1f} KiB')]


def workers(bench):
    if (os.cpu_count() or 1) < 2:
        return [Line('2 workers', 'skipped: one processor')]
    scenario, length = os.path.join(HERE, 'mm1.yaml'), '200 ms' if bench.quick else '2 s'

    def work(jobs):
        seconds, wall, said = bench.command('run', scenario, '--no-db', '-n', '8', '-s', f'time.duration={length}', '--json',
                                            '--progress', 'none', '-j', str(jobs))
        bench.documented(f'mm1.yaml time.duration={length} -n 8', said)
        return seconds, wall

    one, two = in_turns(bench, lambda: work(1), lambda: work(2))
    faster = median([a[1] / b[1] for a, b in zip(one, two)])
    dearer = median([b[0] / a[0] for a, b in zip(one, two)])
    return [Line('2 workers against 1', f'{faster:.2f} x as fast, {dearer:.2f} x the processor time', '1.85 x', faster >= 1.85)]


def copy(bench):
    lines = []
    for name in ('mm1', 'flood', 'held-many'):
        results, = in_turns(bench, lambda name=name: run(bench, name, copies=200))
        seconds, state = median([said['copy_seconds'] for said in results]), results[0]['state_bytes']
        lines.append(Line(f'copying a run half-way ({name})', f'{seconds * 1e6:.0f} us, {state / seconds / KIB**3:.1f} GiB/s',
                          state=state))
    return lines


def splitting(bench):
    """A run whose level is looked at after every event against the same run, and what going into a copy costs."""
    lines = []
    for name in ('mm1', 'flood', 'held'):
        plain, watched = in_turns(bench, lambda name=name: run(bench, name), lambda name=name: run(bench, name, splits=2000))
        times = median([a['watched_seconds'] / b['run_seconds'] for a, b in zip(watched, plain)])
        frame = median([said['watched_seconds'] / said['frames'] * 1e9 for said in watched])
        each = median([said['split_seconds'] for said in watched]) * 1e9
        lines.append(Line(f'splitting ({name})', f'{frame:.1f} ns per frame, {times:.2f} x an ordinary run; {each:.0f} ns per copy',
                          state=watched[0]['split_bytes']))
    return lines


def start(bench):
    lines = []
    for what, words in (('rxpool --version', ['--version']), ('rxpool check flood.yaml', ['check', os.path.join(HERE, 'flood.yaml')])):
        walls = sorted(bench.command(*words)[1] * 1000 for _ in range(20))
        lines.append(Line(what, f'{median(walls):.1f} ms of wall time, {walls[-1]:.1f} at most', '10 ms', median(walls) < 10))
    return lines


# --- others ---


def peer(bench, name, words, frames):
    """The same queue in another simulator, in turns with rxpool."""
    frames = frames // 10 if bench.quick else frames
    theirs, own = in_turns(bench, lambda: bench.ask([*words, str(frames)]), lambda: run(bench, 'mm1'))
    return [frames_line(bench, f'{MM1}, {name}', theirs, more=f'; {ratio(theirs, own):.1f} x rxpool')]


def simpy(bench):
    if importlib.util.find_spec('simpy') is None:
        return [Line(f'{MM1}, SimPy', 'skipped: Python does not find simpy (Debian: python3-simpy3)')]
    return peer(bench, 'SimPy', [sys.executable, os.path.join(HERE, 'simpy_mm1.py')], 200000)


def ns3(bench):
    program = os.path.join(bench.room, 'ns3_mm1')
    compiler = shutil.which('c++')
    words = [compiler, '-std=c++17', '-O3', '-o', program, os.path.join(HERE, 'ns3_mm1.cc'), '-lns3-core']
    if compiler is None or subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
        return [Line(f'{MM1}, ns-3', 'skipped: no program can be made with libns3-core (Debian: g++, libns3-dev)')]
    return peer(bench, 'event engine of ns-3', [program], 2000000)


ROWS = {'mm1': mm1, 'mmcc': mmcc, 'ns3': ns3, 'simpy': simpy, 'flood': flood, 'flood-loss': flood_loss, 'cost': cost, 'queues': queues, 'trace': trace,
        'held': held, 'memory': memory, 'sweep': sweep, 'workers': workers, 'copy': copy, 'splitting': splitting, 'start': start}
