#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""House rules that can be read off the text of a file. Each rule first has to reject a bad sample and accept a good one,
then it judges the project."""
import os
import re
import statistics

from tap import ROOT, Tap, project_files, read

FILE_LINES = 350
FUNCTION_LINES = 70
GPL = 'SPDX-License-Identifier: ' + 'GPL-3.0-or-later'
MIT = 'SPDX-License-Identifier: ' + 'MIT'


def bare(text):
    """C without comments, preprocessor lines and the insides of literals; line numbers stay."""
    def blank(match):
        piece = match.group(0)
        if piece[0] in '"\'':
            return piece[0] + piece[0]
        return '\n' * piece.count('\n') or ' '
    text = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)
    return re.sub(r'^[ ]*#(?:[^\n]*\\\n)*[^\n]*', blank, text, flags=re.M)


def functions(text):
    """(line, lines, name) of every function of a C file."""
    text = bare(text)
    depth, begin, found, name = 0, 0, [], None
    for match in re.finditer(r'[{};]', text):
        at, mark = match.start(), match.group(0)
        if mark == '{':
            if depth == 0:
                head = text[begin:at]
                called = re.search(r'(\w+)\s*\(', head)
                name = called.group(1) if called and head.rstrip().endswith(')') else None
                start = begin + len(head) - len(head.lstrip())
            depth += 1
        elif mark == '}':
            depth -= 1
            if depth == 0:
                if name:
                    found.append((text.count('\n', 0, start) + 1, text.count('\n', start, at) + 1, name))
                begin = at + 1
        elif depth == 0:
            begin = at + 1
    return found


def long_functions(path, text):
    return [f'{path}:{line}: {name} has {lines} lines, {FUNCTION_LINES} are allowed'
            for line, lines, name in functions(text) if lines > FUNCTION_LINES]


def long_files(path, text):
    lines = text.count('\n')
    return [f'{path}: {lines} lines, {FILE_LINES} are allowed'] if lines > FILE_LINES else []


def licence(path, text):
    wanted = MIT if path == 'include/rxpool/policy.h' else GPL
    return [] if wanted in '\n'.join(text.split('\n')[:2]) else [f'{path}:1: no line "{wanted}" at the top']


def blanks(path, text):
    complaints = []
    for number, line in enumerate(text.split('\n'), 1):
        if '\t' in line:
            complaints.append(f'{path}:{number}: tab')
        if line != line.rstrip():
            complaints.append(f'{path}:{number}: blank at the end')
    if not text.endswith('\n') or text.endswith('\n\n'):
        complaints.append(f'{path}: does not end with exactly one newline')
    return complaints


def open_ends(path, text):
    mark = re.compile(r'\b(' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK']) + r')\b')
    return [f'{path}:{number}: {mark.search(line).group(1)}: settle it or write it down elsewhere'
            for number, line in enumerate(text.split('\n'), 1) if mark.search(line)]


# What to say instead; text_* and problems_* are of base.
BANNED = {
    'strcpy|strcat|stpcpy|strncpy|strncat|sprintf|vsprintf|gets': 'struct text, or snprintf into a known size',
    'atoi|atol|atoll|atof': 'they cannot fail; parse with an end pointer',
    'strtok|strtok_r': 'it changes its input',
    'system|popen|wordexp': 'no shell',
    'rand|srand|random|srandom|drand48|rand_r': 'struct stream',
    'assert': 'ensure()',
    'tmpnam|tempnam|mktemp': 'mkstemp',
    'alloca|setlocale|longjmp|setjmp|signal_r': 'not in this house',
    'localtime|gmtime|ctime|asctime|strerror_l': 'the _r form',
}
CLOCKS = 'time|clock|clock_gettime|gettimeofday|ftime|getrandom|getentropy|getpid'
TIMELESS = ('src/engine/', 'src/model/', 'src/policy/', 'src/scenario/', 'include/')


def banned_calls(path, text):
    complaints = []
    banned = dict(BANNED)
    if path.startswith(TIMELESS):
        banned[CLOCKS] = 'a result may not depend on clock or machine'
    for number, line in enumerate(bare(text).split('\n'), 1):
        for words, instead in banned.items():
            for match in re.finditer(r'(?<![\w.>])(' + words + r')\s*\(', line):
                complaints.append(f'{path}:{number}: {match.group(1)}(): {instead}')
    return complaints


def include_paths(path, text):
    """An include that climbs through folders would get around the rule of the layers."""
    return [f'{path}:{number}: include by name, not by path: {line}' for number, line in enumerate(text.split('\n'), 1)
            if re.match(r'\s*#\s*include\s*"(?!rxpool/(?:policy|rxpool)\.h")[^"]*/', line)]


def guards(path, text):
    wanted = ('RXPOOL_' if path.startswith('include/') else 'RXP_') + re.sub(r'\W', '_', os.path.basename(path)).upper()
    good = re.search(rf'^#ifndef {wanted}\n#define {wanted}\n', text, re.M) and text.endswith('#endif\n')
    return [] if good else [f'{path}: no include guard {wanted}']


def anchor_of(heading):
    heading = re.sub(r'[`*]|\]\([^)]*\)|\[', '', heading.strip().lower())
    return re.sub(r'[^\w\- ]', '', heading).replace(' ', '-')


def links(path, text):
    """Links to files and headings, and file names in backquotes that begin in one of the project's folders."""
    complaints = []
    prose = re.sub(r'^```.*?^```', lambda match: '\n' * match.group(0).count('\n'), text, flags=re.S | re.M)
    for number, line in enumerate(prose.split('\n'), 1):
        plain = re.sub(r'`[^`]*`', '', line)
        for target in re.findall(r'\]\(([^)\s]+)\)', plain):
            if re.match(r'\w+:', target):
                continue
            name, _, anchor = target.partition('#')
            file = os.path.normpath(os.path.join(ROOT, os.path.dirname(path), name)) if name else os.path.join(ROOT, path)
            if name and not os.path.exists(file):
                complaints.append(f'{path}:{number}: there is no {target}')
            elif anchor and file.endswith('.md'):
                headings = re.findall(r'^#+\s+(.*)$', read(file) if name else text, re.M)
                if anchor not in map(anchor_of, headings):
                    complaints.append(f'{path}:{number}: {target}: no such heading')
        for name in re.findall(r'`((?:src|include|tests|scenarios|plots|docs)/[\w./-]+)`', line):
            if not name.startswith('plots/out') and not os.path.exists(os.path.join(ROOT, name)):
                complaints.append(f'{path}:{number}: there is no `{name}`')
    return complaints


def bashisms(path, text):
    """What Debian's /bin/sh would not understand, in scripts that promise to run there."""
    if not text.startswith('#!/bin/sh'):
        return [f'{path}:1: does not begin with #!/bin/sh']
    odd = re.compile(r'\[\[|\blocal\s|\bfunction\s|\bsource\s|<<<|<\(|\$\{\w+(?:[/^,]|:\d)|&>|\becho -[ne]\b|==\s|\bpipefail\b')
    return [f'{path}:{number}: not for every sh: {line.strip()}' for number, line in enumerate(text.split('\n'), 1)
            if odd.search(re.sub(r"'[^']*'|\"[^\"]*\"|#.*", '""', line))]


def unlisted(path, text):
    """Sources beside a meson.build that it does not name: they would be neither built nor tested."""
    folder = os.path.join(ROOT, os.path.dirname(path))
    return [f'{path}: does not name {name}' for name in sorted(os.listdir(folder))
            if name.endswith('.c') and f"'{name}'" not in text
            and not any(name[:-2].endswith('_' + word) or name[:-2] == word for word in re.findall(r"'(\w+)'", text))]


LONG = 'int f(void) {\n' + '    g();\n' * 80 + '}\n'
C = ('.c', '.h')
# rule, its name, files it judges, bad samples, good samples
RULES = [
    (long_functions, 'functions have at most 70 lines', lambda p: p.endswith(C),
     [('a.c', LONG), ('a.c', 'struct s {\n  int a;\n};\n\nstatic int\nf(int a,\n  int b) ' + LONG[12:])],
     [('a.c', 'int g(void) {\n    return 1; /* } */\n}\n' * 40), ('a.c', 'static const int t[] = {\n' + '1,\n' * 90 + '};\n')]),
    (long_files, 'files have at most 350 lines', lambda p: p.endswith(C + ('.py', '.sh')),
     [('a.c', ';\n' * 351)], [('a.c', ';\n' * 350)]),
    (licence, 'every file names its licence', lambda p: p.endswith(C + ('.py', '.sh', '.gp', 'meson.build', 'options.txt', '.ci/run')),
     [('src/a.c', 'int a;\n'), ('src/a.c', f'/* {MIT} */\n'), ('include/rxpool/policy.h', f'/* {GPL} */\n')],
     [('src/a.c', f'/* {GPL} */\n'), ('include/rxpool/policy.h', f'/* {MIT} */\n')]),
    (blanks, 'no tabs, no blanks at the end of a line', lambda p: not p.endswith(('.test', '.svg', 'LICENSE')),
     [('a.c', '\tint a;\n'), ('a.c', 'int a; \n'), ('a.c', 'int a;'), ('a.c', 'int a;\r\n'), ('a.c', 'int a;\n\n')],
     [('a.c', 'int a;\n')]),
    (open_ends, 'nothing is left to be done later', lambda p: not p.endswith('LICENSE'),
     [('a.c', '/* TO' 'DO: more */\n'), ('a.md', 'FIX' 'ME\n')], [('a.c', '/* mastodon */\n')]),
    (banned_calls, 'no banned calls', lambda p: p.startswith(('src/', 'include/')) and p.endswith(C),
     [('src/a/a.c', '    strcpy(a, b);\n'), ('src/a/a.c', 'x = atoi (s);'), ('src/model/a.c', 'now = time(NULL);\n'),
      ('src/a/a.c', '(system("ls"));'), ('src/a/a.c', 'if (a)\n    return rand();')],
     [('src/a/a.c', '/* strcpy(a, b) */ x = my_atoi(s); puts("system()"); e.time(1); p->clock(2);'),
      ('src/store/a.c', 'now = time(NULL);')]),
    (include_paths, 'includes name no folders', lambda p: p.startswith('src/') and p.endswith(C),
     [('src/a/a.c', '#include "../model/sim.h"\n'), ('src/a/a.c', '#include "rxpool/../../src/sim.h"\n')],
     [('src/a/a.c', '#include "sim.h"\n#include <sys/stat.h>\n#include "rxpool/policy.h"\n')]),
    (guards, 'headers have guards', lambda p: p.startswith(('src/', 'include/')) and p.endswith('.h'),
     [('src/a/b.h', 'int a;\n'), ('src/a/b.h', '#ifndef RXP_C_H\n#define RXP_C_H\n#endif\n')],
     [('src/a/b.h', '/* */\n#ifndef RXP_B_H\n#define RXP_B_H\n#endif\n')]),
    (links, 'links lead somewhere', lambda p: p.endswith('.md'),
     [('README.md', '[a](docs/nowhere.md)\n'), ('README.md', '# A b\n[a](#a-c)\n'), ('README.md', 'see `src/nothing.c`\n')],
     [('README.md', '# A `b`, c\n[a](#a-b-c) [b](https://a.b/c) [c](src/) `src/meson.build`\n```\n[x](y)\n```\n')]),
    (bashisms, 'scripts run in any sh', lambda p: p.endswith('.sh'),
     [('a.sh', '#!/bin/bash\n'), ('a.sh', '#!/bin/sh\nif [[ -n $a ]]; then\n'), ('a.sh', '#!/bin/sh\nlocal a=1\n')],
     [('a.sh', '#!/bin/sh\nif [ -n "$a" ]; then echo "a == [[ b"; fi # local variable\n')]),
    (unlisted, 'every source is built', lambda p: re.match(r'(src|tests)/\w+/meson\.build$', p), [('src/base/meson.build', "'text.c'")],
     [('tests/policies/meson.build', "'faulty.c', 'stranger.c'")]),
]


def main():
    tap = Tap()
    texts = [(path, read(place)) for path, place in project_files('')]
    for rule, name, concerns, bad, good in RULES:
        tap.case(f'{rule.__name__} sees what is wrong', [f'accepted: {text!r}' for path, text in bad if not rule(path, text)])
        tap.case(f'{rule.__name__} leaves alone what is right', [said for path, text in good for said in rule(path, text)])
        judged = [(path, text) for path, text in texts if concerns(path)]
        tap.case(f'{name} ({len(judged)} files)', [said for path, text in judged for said in rule(path, text)])
    lengths = [text.count('\n') for path, text in texts if path.startswith('src/') and path.endswith(C)]
    print(f'# median file of src: {statistics.median(lengths):.0f} lines, longest {max(lengths)}')
    tap.end()


if __name__ == '__main__':
    main()
