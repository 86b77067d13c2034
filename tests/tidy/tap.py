# SPDX-License-Identifier: GPL-3.0-or-later
"""Test cases in TAP, and where things are."""
import os
import sys

ROOT = os.environ.get('RXPOOL_SOURCE_ROOT') or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get('RXPOOL_BUILD_ROOT', os.path.join(ROOT, 'build'))

# A layer includes itself and what stands before it. (policy sees its public header and nothing else.)
LAYERS = ['base', 'engine', 'scenario', 'theory', 'model', 'store', 'experiment', 'report', 'api', 'cli']


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def case(self, name, complaints):
        """One case, passed when there are no complaints."""
        self.count += 1
        print(f'{"not ok" if complaints else "ok"} {self.count} - {name}')
        self.failed += bool(complaints)
        for complaint in complaints[:40]:
            print(f'#   {complaint}')
        if len(complaints) > 40:
            print(f'#   and {len(complaints) - 40} more')

    def skip(self, name, reason):
        self.count += 1
        print(f'ok {self.count} - {name} # SKIP {reason}')

    def end(self):
        print(f'1..{self.count}', flush=True)
        sys.exit(1 if self.failed else 0)


def project_files(*endings):
    """(path from the root, absolute path) of the project's own files, sorted; captures and what was made are left out."""
    found = []
    for top in ('', '.ci', 'src', 'include', 'tests', 'scenarios', 'plots', 'docs'):
        for folder, below, names in os.walk(os.path.join(ROOT, top)):
            inside = os.path.relpath(folder, ROOT)
            below[:] = [] if top == '' else [name for name in below
                                             if name != '__pycache__' and f'{inside}/{name}' != 'plots/out']
            if inside.startswith(('tests/data', 'scenarios/traces')):
                continue
            for name in names:
                if name.endswith(endings) or (inside == '.ci' and '' in endings):
                    path = os.path.normpath(os.path.join(inside, name))
                    found.append((path, os.path.join(folder, name)))
    return sorted(found)


def read(path):
    with open(path, encoding='utf-8', newline='') as file:
        return file.read()
