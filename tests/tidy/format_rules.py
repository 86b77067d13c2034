#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""C looks as .clang-format says. Other versions of clang-format judge differently, so only Debian 12's is asked."""
import re
import shutil
import subprocess

from tap import ROOT, Tap, project_files

VERSION = '14'


def complaints_about(paths):
    """One line for every file that clang-format would change."""
    done = subprocess.run(['clang-format', '--dry-run', *paths], cwd=ROOT, text=True, stderr=subprocess.PIPE)
    places = {}
    for path, line in re.findall(r'^(.*?):(\d+):\d+: warning: code should be clang-formatted', done.stderr, re.M):
        places.setdefault(path, set()).add(int(line))
    return [f'{path}: {len(lines)} lines, the first is {min(lines)}' for path, lines in sorted(places.items())]


def sample(text, name):
    """What clang-format makes of a text in a place where the project's settings count."""
    return subprocess.run(['clang-format', f'--assume-filename={name}'], cwd=ROOT, input=text, text=True,
                          stdout=subprocess.PIPE, check=True).stdout


def main():
    tap = Tap()
    program = shutil.which('clang-format')
    said = subprocess.run([program, '--version'], text=True, stdout=subprocess.PIPE).stdout if program else 'not installed'
    if f'version {VERSION}.' not in said:
        print(f'1..0 # SKIP clang-format {VERSION} is wanted: {said.strip()}')
        return
    bad, good = 'int f(int a){return a;}\n', 'int f(int a) {\n    return a;\n}\n'
    tap.case('a badly set function is seen', [] if sample(bad, 'src/base/a.c') == good else ['it was left as it is'])
    files = [path for path, _ in project_files('.c', '.h')]
    complaints = complaints_about(files)
    if complaints:
        complaints.append('clang-format -i FILE puts it right')
    tap.case(f'{len(files)} files are set as .clang-format says', complaints)
    tap.end()


if __name__ == '__main__':
    main()
