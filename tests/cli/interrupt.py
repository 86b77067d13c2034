#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""interrupt SIGNAL DONE COMMAND...: runs a command that has `--progress json`, sends it the signal once DONE runs are
done, and ends as it does. Progress lines are taken out of its standard error. How fast the machine is does not matter."""
import json
import signal
import subprocess
import sys

number = getattr(signal, 'SIG' + sys.argv[1])
wanted = int(sys.argv[2])
sent = False
with subprocess.Popen(sys.argv[3:], stderr=subprocess.PIPE, text=True) as child:
    for line in child.stderr:
        if not line.startswith('{"progress"'):
            sys.stderr.write(line)
        elif not sent and json.loads(line)['progress']['done'] >= wanted:
            sent = True
            child.send_signal(number)
sys.exit(child.returncode if child.returncode >= 0 else 128 - child.returncode)
