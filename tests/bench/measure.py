# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rows of the benchmark share: starting programs, the processor time they took, medians, pinned digests."""
import hashlib
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PINNED = os.path.join(HERE, 'digests.txt')
ROUNDS = 5


class Failure(Exception):
    """A program did not do what it should; the row cannot be measured."""


def median(values):
    return statistics.median(values)


class Digests:
    """The answers that were pinned, by what was run: no speed is bought with another answer."""

    def __init__(self, pin):
        self.pin, self.wrong, self.seen = pin, [], {}
        self.known = {}
        if os.path.exists(PINNED):
            with open(PINNED, encoding='utf-8') as file:
                for line in file:
                    digest, what = line.rstrip('\n').split('  ', 1)
                    self.known[what] = digest

    def check(self, what, digest):
        if self.seen.setdefault(what, digest) != digest:
            self.wrong.append(f'{what}: {digest}, and {self.seen[what]} a moment ago')
        elif not self.pin and self.known.get(what) != digest:
            self.wrong.append(f'{what}: {digest}, pinned is {self.known.get(what, "nothing")}')

    def write(self):
        """With --pin: what was seen is right from now on; what was not run stays."""
        self.known.update(self.seen)
        with open(PINNED, 'w', encoding='utf-8') as file:
            file.writelines(f'{digest}  {what}\n' for what, digest in sorted(self.known.items()))


class Bench:
    """Where the programs are, how long to measure, what was found."""

    def __init__(self, build, quick, instructions, pin):
        self.build, self.quick, self.instructions = build, quick, instructions
        self.rounds = 1 if quick else ROUNDS
        self.digests = Digests(pin)
        self.rxpool = os.path.join(build, 'src', 'cli', 'rxpool')
        self.room = tempfile.mkdtemp(prefix='bench-', dir=build)

    def close(self):
        shutil.rmtree(self.room, ignore_errors=True)

    def program(self, name):
        return os.path.join(self.build, 'tests', 'bench', name)

    def capture(self, frames):
        """The generated capture of so many frames; made once for a build directory."""
        path = self.program(f'capture-{frames}.pcap')
        if not os.path.exists(path):
            subprocess.run([sys.executable, os.path.join(HERE, 'make_capture.py'), path + '.new', str(frames)], check=True)
            os.rename(path + '.new', path)
        return path

    # --- programs that say what they measured ---

    def ask(self, words, before=()):
        """{name: number or text} of the "name value" lines of a program."""
        done = subprocess.run([*before, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HERE)
        if done.returncode != 0:
            raise Failure(f'{os.path.basename(words[0])} ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-300:]}')
        said = {}
        for line in done.stdout.splitlines():
            name, value = line.split(' ', 1)
            said[name] = value if name in ('status', 'digest') else float(value)
        return said

    def run(self, scenario, settings=(), copies=0, before=(), splits=0):
        """One run in a program of its own; its digest is looked at."""
        how = ['--copies', str(copies)] if copies else ['--splits', str(splits)] if splits else []
        words = [self.program('bench_run'), *how, scenario, *settings]
        said = self.ask(words, before)
        if said['status'] != 'ok':
            raise Failure(f'{scenario}: status {said["status"]}')
        # a capture is known by its name; where the build directory is does not matter
        what = ' '.join([scenario, *(re.sub(r'=/.*/', '=', word) for word in settings)])
        self.digests.check(what, said['digest'])
        said['frames'] = said['frames_offered']
        return said

    def bare(self, scenario, settings=()):
        """The same run without digest and metrics."""
        said = self.ask([self.program('bench_bare'), scenario, *settings])
        said['frames'] = said['frames_offered']
        return said

    def reference(self, name, frames, before=()):
        """A reference loop; it ends with an error when its loss is not that of theory."""
        return self.ask([self.program(name), str(frames)], before)

    # --- instructions ---

    def count(self, run):
        """Instructions per frame: callgrind counts two lengths of the run, run(length, before), and their difference has
        nothing of the start in it. None when they are not to be counted or cannot be."""
        if not self.instructions or not shutil.which('valgrind'):
            return None
        counted = []
        for length in (0, 1):
            out = os.path.join(self.room, 'callgrind.out')
            said = run(length, ['valgrind', '--tool=callgrind', f'--callgrind-out-file={out}', '--quiet'])
            with open(out, encoding='utf-8') as file:
                total = re.search(r'^(?:totals|summary): (\d+)', file.read(), re.M)
            counted.append((int(total.group(1)), said['frames']))
        return (counted[1][0] - counted[0][0]) / (counted[1][1] - counted[0][1])

    # --- the command line ---

    def command(self, *words):
        """(processor seconds, wall seconds, standard output) of rxpool with these words."""
        with tempfile.TemporaryFile(dir=self.room) as out, tempfile.TemporaryFile(dir=self.room) as err:
            began = time.monotonic()
            child = os.posix_spawn(self.rxpool, [self.rxpool, *words], os.environ, file_actions=[
                (os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)])
            _, status, used = os.wait4(child, 0)
            wall = time.monotonic() - began
            out.seek(0)
            err.seek(0)
            if status != 0:
                raise Failure(f'rxpool {words[0]}: {err.read().decode()[-300:].strip()}')
            return used.ru_utime + used.ru_stime, wall, out.read().decode()

    def stored(self, what, database):
        """Runs in a database; all their digests together are pinned as one."""
        with sqlite3.connect(database) as connection:
            digests = [row[0] for row in connection.execute('SELECT digest FROM run ORDER BY run_id')]
        together = hashlib.sha256('\n'.join(str(digest) for digest in digests).encode()).hexdigest()[:32]
        self.digests.check(what, together)
        return len(digests)

    def documented(self, what, document):
        """The same for the runs of `run --json`."""
        digests = [run['digest'] for run in json.loads(document)['runs']]
        self.digests.check(what, hashlib.sha256('\n'.join(digests).encode()).hexdigest()[:32])
        return len(digests)


def ns_per_frame(said):
    return said['seconds'] / said['frames'] * 1e9


def ratio(measured, reference):
    """Median over the rounds of one against the other, which took turns."""
    return median([ns_per_frame(a) / ns_per_frame(b) for a, b in zip(measured, reference)])
