#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`rxpool verify` on a database that was made elsewhere.

    elsewhere.py --write DB >elsewhere.sql     what verify needs of a database: points, and the digests of their runs
    elsewhere.py RXPOOL elsewhere.sql          puts that into a database of this build, and verifies it (TAP)

Kept as text, row by row with the names of columns, so that it can be read, and so that a database of a later version
takes it too. Metrics are left out: verify compares digests. README.md says where elsewhere was and how to renew it.
"""
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

WANTED = {
    'study': ['study_id', 'name', 'path', 'scenario', 'scenario_hash', 'canonical', 'canonical_hash'],
    'point': ['point_id', 'study_id', 'model_version', 'config_hash', 'canonical'],
    'run': ['run_id', 'point_id', 'replication', 'status', 'seed', 'digest', 'episodes_left_out', 'allocations_left_out'],
}
EMPTY = {'path', 'scenario', 'canonical'}  # of a study: verify looks at its points


def quoted(value):
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def write(path):
    database = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    print('-- SPDX-License-Identifier: GPL-3.0-or-later')
    for table, columns in WANTED.items():
        for row in database.execute(f'SELECT {", ".join(columns)} FROM {table} ORDER BY 1'):
            values = ['' if table == 'study' and name in EMPTY else value for name, value in zip(columns, row)]
            print(f'INSERT INTO {table}({", ".join(columns)}) VALUES ({", ".join(map(quoted, values))});')


class Tap:
    def __init__(self):
        self.cases = 0

    def case(self, good, title, said):
        self.cases += 1
        if not good:
            print(''.join(f'# {line}\n' for line in said.splitlines()), end='')
        print(f'{"ok" if good else "not ok"} {self.cases} - {title}')


def run(rxpool, *words):
    done = subprocess.run([rxpool, *words, '--progress=none'], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout + done.stderr


def make(rxpool, path, rows):
    """A database of this build, emptied, with the rows in it."""
    scenario = path + '.yaml'
    with open(scenario, 'w', encoding='utf-8') as file:
        file.write('schema: rxpool/1\nname: first\ntime: {duration: 1 us}\npool: {initial: 1}\nprotocol: {app: {}}\n'
                   'traffic: {frames: {arrival: cbr, interval: 1 us}}\n')
    code, said = run(rxpool, 'run', scenario, '-o', path)
    if code != 0:
        sys.exit(f'no database: {said}')
    database = sqlite3.connect(path)
    kept = {'metric', 'rule'}
    tables = [name for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    for table in tables:
        if table not in kept:
            database.execute(f'DELETE FROM "{table}"')
    database.commit()
    database.executescript(rows)
    database.commit()
    runs = database.execute('SELECT count(*) FROM run').fetchone()[0]
    database.close()
    return runs


def main(words):
    if len(words) == 2 and words[0] == '--write':
        write(words[1])
        return 0
    rxpool, source = words
    with open(source, encoding='utf-8') as file:
        rows = file.read()
    tap = Tap()
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'elsewhere.db')
        runs = make(rxpool, path, rows)
        code, said = run(rxpool, 'verify', path)
        good = code == 0 and f'{runs} runs checked: {runs} the same, 0 different' in said
        tap.case(good and runs > 40, f'{runs} runs made elsewhere are the same here', said)
        # A comparison that cannot fail proves nothing.
        database = sqlite3.connect(path)
        database.execute("UPDATE run SET digest = '0' || substr(digest, 2) WHERE run_id = (SELECT max(run_id) FROM run WHERE digest NOT LIKE '0%')")
        database.commit()
        database.close()
        code, said = run(rxpool, 'verify', path)
        tap.case(code == 1 and re.search(r'\b1 different', said) is not None, 'one other digest is noticed', said)
    print(f'1..{tap.cases}')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
