#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sql DB STATEMENT: runs one statement and prints its rows, values separated by '|'."""
import sqlite3
import sys

with sqlite3.connect(sys.argv[1]) as database:
    for row in database.execute(sys.argv[2]):
        print('|'.join('' if value is None else str(value) for value in row))
