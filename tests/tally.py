#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts test cases.

    tally.py NAME TESTLOG.JSON TALLY      what `meson test` logged, one line a test program
    tally.py --tap NAME OUTPUT TALLY      what one program said in TAP; shown as well
    tally.py --total TALLY                the sum; exit code 0 when something passed and nothing failed

A test program that speaks TAP counts as many as it has test cases, any other counts one. A program that ends badly
(signal, timeout, leak, fewer cases than announced) although all its cases passed counts one failure more. A case that
prints "# skipped: REASON" and passes is a skipped one: cmocka 1.1 says "not ok" of those it skips itself.
"""
import json
import re
import sys

SHOWN = 20
CASE = re.compile(r'^(not )?ok\b([^#]*)(?:#\s*(\w+)\b\s*(.*))?')


def count_tap(text):
    """(passed, failed, reasons of skips) of one TAP output."""
    passed = failed = 0
    skips = []
    for line in text.splitlines():
        case = CASE.match(line)
        note = re.match(r'^# skipped: (.*)', line)
        plan = re.match(r'^1\.\.0\s*#\s*skip\S*\s*(.*)', line, re.I)
        if plan:
            skips.append(plan.group(1))
        elif note:
            skips.append(note.group(1))
            passed -= 1
        elif case and case.group(3) and case.group(3).upper().startswith('SKIP'):
            skips.append(case.group(4))
        elif case and case.group(1):
            failed += 1
        elif case:
            passed += 1
    return passed, failed, skips


def show_failures(text):
    """The failed cases of one TAP output and what is said about them in comments before or after."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if not line.startswith('not ok'):
            continue
        first = number
        while first > 0 and lines[first - 1].startswith('#'):
            first -= 1
        last = number + 1
        while last < len(lines) and lines[last].startswith('#'):
            last += 1
        shown = lines[first:last]
        print('\n'.join('    ' + line[:200] for line in shown[:SHOWN]))
        if len(shown) > SHOWN:
            print(f'    ({len(shown) - SHOWN} lines more)')


def add(tally, name, passed, failed, skips):
    with open(tally, 'a', encoding='utf-8') as file:
        file.write(f'{passed} {failed} {len(skips)} {name}\n')
    print(f'{name}: {passed} passed, {failed} failed, {len(skips)} skipped')


def count_log(name, log, tally):
    passed = failed = 0
    skips = []
    seconds = 0.0
    try:
        with open(log, encoding='utf-8') as file:
            tests = [json.loads(line) for line in file]
    except OSError as error:
        print(f'{name}: no tests were run: {error}')
        tests = []
        failed = 1
    for test in tests:
        good, bad, left_out = count_tap(test.get('stdout') or '')
        seconds += test['duration']
        if test['result'] == 'SKIP' and not good + bad:
            left_out = left_out or ['']
        elif good + bad + len(left_out) == 0:
            good, bad = (1, 0) if test['result'] == 'OK' else (0, 1)
        elif test['result'] not in ('OK', 'SKIP') and bad == 0:
            bad = 1
        if bad:
            print(f'failed: {test["name"]}: {test["result"]}')
            show_failures(test.get('stdout') or '')
        passed, failed = passed + good, failed + bad
        skips += left_out
        for reason in left_out:
            print(f'skipped: {test["name"]}: {reason or "no reason given"}')
    print(f'{len(tests)} test programs, {seconds:.1f} s of work')
    add(tally, name, passed, failed, skips)


def count_program(name, output, tally):
    with open(output, encoding='utf-8', errors='replace') as file:
        text = file.read()
    print(text, end='')
    passed, failed, skips = count_tap(text)
    plan = re.search(r'^1\.\.(\d+)', text, re.M)
    if not plan or int(plan.group(1)) != passed + failed + len(skips):
        print(f'{name}: not every case was run')
        failed += 1
    add(tally, name, passed, failed, skips)


def total(tally):
    passed = failed = 0
    with open(tally, encoding='utf-8') as file:
        for line in file:
            good, bad, left_out, name = line.split(maxsplit=3)
            print(f'{name.strip():16} {good:>6} passed {bad:>4} failed {left_out:>4} skipped')
            passed, failed = passed + int(good), failed + int(bad)
    if passed + failed == 0:
        print('nothing was run')
    print(f'{passed} passed, {failed} failed')
    return 0 if passed > 0 and failed == 0 else 1


def main(words):
    if words[0] == '--total':
        return total(words[1])
    if words[0] == '--tap':
        count_program(*words[1:])
    else:
        count_log(*words)
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
