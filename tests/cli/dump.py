#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dump DB: the database as SQL, without what depends on clock and machine (execution, run_clock): two databases with the
same runs give the same text, byte for byte."""
import sqlite3
import sys

left_out = ('execution', 'run_clock', 'sqlite_sequence')
database = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True)
for line in database.iterdump():
    if not line.startswith(tuple(f'INSERT INTO "{table}"' for table in left_out)):
        print(line)
