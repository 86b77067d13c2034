#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replays transcripts of the command line: commands, what they print, how they end.

    # a remark
    $ rxpool check bad.yaml        a command for sh; more lines of it start with "> "
    standard output as it is
    ! standard error, each line after "! "
    ? 65                           the exit code, when it is not 0

In an expected line [..] stands for anything on that line, a line of three dots for any number of lines. Each transcript
runs in a directory of its own, with rxpool, and the tools of this directory, in the PATH. `#needs NAME` skips the
transcript where the program NAME is missing. Prints TAP, one case a command. --update writes what was seen into the transcript, keeping
every expected line that still fits.

A page (.md) is a transcript too: its blocks of "console" are replayed in a directory with the project's scenarios, without
a look at standard error, and every picture the page shows must be one that its commands make. --pictures DIR keeps them.

    replay.py --rxpool PATH [--update] [--pictures DIR] FILE.test|FILE.md...
"""
import argparse
import os
import re
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Step:
    def __init__(self, line):
        self.line = line
        self.command = ''
        self.source = []
        self.out = []
        self.err = []
        self.code = 0


def is_page(path):
    return path.endswith('.md')


def parse(path):
    steps, remarks, current = [], [], None
    inside = not is_page(path)
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file.read().split('\n'), 1):
            if is_page(path) and line.startswith('```'):
                inside, current = line == '```console', None
                remarks.append(line)
            elif not inside:
                remarks.append(line)
            elif line.startswith('$ '):
                current = Step(number)
                current.remarks, remarks = remarks, []
                current.command = line[2:]
                current.source = [line]
                steps.append(current)
            elif line.startswith('#') or current is None:
                remarks.append(line)
                current = None
            elif line.startswith('> ') and not current.out and not current.err:
                current.command += '\n' + line[2:]
                current.source.append(line)
            elif line.startswith('! ') or line == '!':
                current.err.append(line[2:])
            elif re.fullmatch(r'\? \d+', line):
                current.code = int(line[2:])
            else:
                current.out.append(line)
    for step in steps:
        while step.out and step.out[-1] == '':
            step.out.pop()
    return steps, remarks


PROGRESS = re.compile(r'\d+/\d+ (pilot )?runs(, | \().*(ETA \S+( s| min| h)?|\d+(\.\d+)? (s|min|h))')


def fits(expected, seen):
    """Lines with wild cards against lines: a walk that remembers the last line of dots."""
    i = j = 0
    dots = None
    while j < len(seen):
        if i < len(expected) and expected[i] == '...':
            dots, i = (i, j), i + 1
        elif i < len(expected) and line_fits(expected[i], seen[j]):
            i, j = i + 1, j + 1
        elif dots is not None:
            i, j = dots[0] + 1, dots[1] + 1
            dots = (dots[0], j)
        else:
            return False
    return all(line == '...' for line in expected[i:])


def line_fits(expected, seen):
    pattern = '.*'.join(re.escape(part) for part in expected.split('[..]'))
    return re.fullmatch(pattern, seen) is not None


def lines_of(data):
    text = data.decode('utf-8', 'backslashreplace')
    lines = text.split('\n')
    if lines[-1] == '':
        lines.pop()
    while lines and lines[-1] == '':
        lines.pop()
    return lines


def run(step, directory, environment):
    done = subprocess.run(['sh', '-c', step.command], cwd=directory, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    return lines_of(done.stdout), lines_of(done.stderr), done.returncode


def without_progress(expected, seen):
    """A line of progress says that this machine took more than five seconds, which a transcript knows only by asking for it."""
    if any(re.match(r'\d+/\d+ ', line) for line in expected):
        return seen
    return [line for line in seen if not PROGRESS.fullmatch(line)]


def show(what, expected, seen):
    for title, lines in (('expected', expected), ('seen', seen)):
        print(f'#   {what}: {title}')
        for line in lines:
            print('#     | ' + line)


def environment_for(rxpool, directory):
    tools = os.path.join(directory, '.tools')
    os.mkdir(tools)
    os.symlink(os.path.abspath(rxpool), os.path.join(tools, 'rxpool'))
    for tool in ('dump', 'interrupt', 'sql'):
        os.symlink(os.path.join(HERE, tool + '.py'), os.path.join(tools, tool))
    environment = {key: value for key, value in os.environ.items()
                   if key not in ('NO_COLOR', 'COLUMNS', 'LANG', 'LANGUAGE') and not key.startswith('LC_')}
    environment.update(PATH=tools + os.pathsep + os.environ.get('PATH', ''), TERM='dumb', LC_ALL='C', HOME=directory)
    return environment


class Tap:
    def __init__(self):
        self.cases = 0

    def case(self, good, name, directive=''):
        self.cases += 1
        name = name.replace('#', '').replace('\n', ' ')
        print(f'{"ok" if good else "not ok"} {self.cases} - {name}{directive}')


def pictures_of(path):
    with open(path, encoding='utf-8') as file:
        return [os.path.basename(name) for name in re.findall(r'!\[[^\]]*\]\(([^)]*\.svg)\)', file.read())]


def keep_pictures(path, work, keep, tap):
    for name in pictures_of(path):
        made = os.path.join(work, name)
        tap.case(os.path.exists(made), f'{os.path.basename(path)}: its commands make {name}')
        if keep and os.path.exists(made):
            shutil.copy(made, keep)


def replay(path, rxpool, arguments, tap):
    update = arguments.update
    steps, rest = parse(path)
    name = os.path.basename(path)
    needs = [line.split()[1] for step in steps for line in step.remarks if line.startswith('#needs ')]
    missing = [program for program in needs if shutil.which(program) is None]
    if missing:
        tap.case(True, name, f' # SKIP no {", ".join(missing)}')
        return
    changed = False
    with tempfile.TemporaryDirectory(prefix='rxpool-cli-') as directory:
        environment = environment_for(rxpool, directory)
        work = os.path.join(directory, 'work')
        os.mkdir(work)
        if is_page(path):
            os.symlink(os.path.join(HERE, '..', '..', 'scenarios'), os.path.join(work, 'scenarios'))
        for step in steps:
            out, err, code = run(step, work, environment)
            err = [] if is_page(path) else without_progress(step.err, err)
            good = fits(step.out, out) and fits(step.err, err) and code == step.code
            tap.case(good or update, f'{name}:{step.line} {step.command}')
            if good:
                continue
            changed = True
            if not fits(step.out, out):
                show('standard output', step.out, out)
                step.out = out
            if not fits(step.err, err):
                show('standard error', step.err, err)
                step.err = err
            if code != step.code:
                print(f'#   exit code: expected {step.code}, seen {code}')
                step.code = code
        if is_page(path):
            keep_pictures(path, work, arguments.pictures, tap)
    if update and changed:
        write(path, steps, rest)


def write(path, steps, rest):
    lines = []
    for i, step in enumerate(steps):
        lines += step.remarks + step.source + step.out + [('! ' + line).rstrip() for line in step.err]
        if step.code != 0:
            lines.append(f'? {step.code}')
        following = steps[i + 1].remarks if i + 1 < len(steps) else rest
        if not following or not following[0].startswith('```'):
            lines.append('')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines + rest).rstrip('\n') + '\n')


def main():
    parser = argparse.ArgumentParser(description='replays transcripts of the command line')
    parser.add_argument('--rxpool', required=True)
    parser.add_argument('--update', action='store_true')
    parser.add_argument('--pictures', metavar='DIR')
    parser.add_argument('transcript', nargs='+')
    arguments = parser.parse_args()
    tap = Tap()
    for path in arguments.transcript:
        replay(path, arguments.rxpool, arguments, tap)
    print(f'1..{tap.cases}')


if __name__ == '__main__':
    main()
