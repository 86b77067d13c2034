#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""House rules that only the compiled code shows: no mutable globals, no call from a layer into a later one, nothing from
libm in what decides a result, memory taken only where a run is made, and only the public functions exported."""
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile

from tap import BUILD, LAYERS, Tap

# The signal handler has nowhere else to write; a loaded object belongs to the process.
MUTABLE_ALLOWED = {('main.c', 'signal_caught'), ('policy_registry.c', 'registry')}
# All that the core of the simulator takes from outside; what compilers call by themselves is in COMPILER.
C_LIBRARY = {
    'policy': set(),
    'engine': {'memcpy', 'memset', 'free'},
    'model': {'memcpy', 'memset', 'memmove', 'memcmp', 'strcmp', 'strlen', 'qsort', 'aligned_alloc', 'free'},
}
COMPILER = re.compile(r'_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|__u?(div|mod|divmod)[dt]i[34]|__float\w+|__fix\w+|mem(cpy|set|move)')
# Which processor it is may be asked in one place, where the answer changes no bit.
CPU_ASKED = {('sampler_width.c', '__cpu_model'), ('sampler_width.c', '__cpu_features2')}
# Objects of the model that may take memory or give it back: before and after a run.
MEMORY = {'memory_alloc', 'memory_grow', 'memory_copy_text', 'aligned_alloc', 'malloc', 'calloc', 'realloc', 'free'}
MEMORY_ALLOWED = {'collect.c', 'plan.c', 'plan_protocol.c', 'plan_rates.c', 'result.c', 'sim.c'}
LIBM = re.compile(r'(log(2|10|1p)?|exp(2|m1)?|pow|sqrt|cbrt|hypot|a?(sin|cos|tan)h?|atan2|floor|ceil|l?l?(round|rint)|trunc|'
                  r'nearbyint|fmod|remainder|fma|fmax|fmin|fdim|[lt]gamma|erfc?|ldexp|frexp|scalbl?n|modf|logb|nextafter)[fl]?')
FENCED = ('engine', 'model', 'policy')


def objects(path):
    """{object: (section of each data symbol, names defined, names wanted)} of an archive or object file."""
    said = subprocess.run(['objdump', '-t', path], stdout=subprocess.PIPE, text=True, check=True).stdout
    found, name = {}, os.path.basename(path)
    for line in said.split('\n'):
        begin = re.match(r'(\S+):\s+file format', line)
        if begin:
            name = re.sub(r'\.o$', '', os.path.basename(begin.group(1))).split('_src_')[-1]
            found[name] = ({}, set(), set())
        symbol = re.match(r'[0-9a-f]+ (.{7}) (\S+)\s+[0-9a-f]+ (?:\.hidden |\.internal |\.protected )?(\S+)$', line)
        if not symbol:
            continue
        mark, section, word = symbol.groups()
        if section == '*UND*':
            found[name][2].add(word)
            continue
        if mark[0] != 'l' and mark[5:6] != 'd':
            found[name][1].add(word)
        if mark[5:6] != 'd' and mark[6:7] != 'F':
            found[name][0][word] = section
    return found


def mutable(found):
    """Data that a program can change. .data.rel.ro is constant: pointers that are set while loading."""
    return [f'{name}: {word} in {section}' for name, (data, _, _) in found.items() for word, section in data.items()
            if (section == '*COM*' or re.match(r'\.(t?data|t?bss)', section)) and not section.startswith('.data.rel.ro')
            and (name, word) not in MUTABLE_ALLOWED]


def from_libm(found):
    return [f'{name}: {word}' for name, (_, _, wanted) in found.items() for word in sorted(wanted) if LIBM.fullmatch(word)]


def takes_memory(found):
    return [f'{name}: {word}' for name, (_, _, wanted) in found.items() for word in sorted(wanted & MEMORY)
            if name not in MEMORY_ALLOWED]


def strangers(found, known):
    """What is wanted of others and is not known."""
    return [f'{name}: {word}' for name, (_, _, wanted) in found.items() for word in sorted(wanted - known)
            if not COMPILER.fullmatch(word) and (name, word) not in CPU_ASKED]


def fused(path):
    """Fused multiply-adds, which round once where the definition rounds twice."""
    said = subprocess.run(['objdump', '-d', '--no-show-raw-insn', path], stdout=subprocess.PIPE, text=True, check=True).stdout
    return sorted(set(re.findall(r'\t(v?fn?m(?:add|sub|la|ls)\w*)', said)))


def defined(found):
    return {word for _, names, _ in found.values() for word in names}


def sample(directory, text, flags=()):
    source = os.path.join(directory, 'sample.c')
    with open(source, 'w', encoding='utf-8') as file:
        file.write(text)
    subprocess.run(['gcc', '-O2', '-fPIC', '-fno-builtin', *flags, '-c', '-o', os.path.join(directory, 'sample.c.o'), source], check=True)
    return objects(os.path.join(directory, 'sample.c.o'))


def test_the_rules(tap):
    bad = [
        (mutable, 'int counter = 1;'), (mutable, 'static int calls; int f(void) { return ++calls; }'),
        (mutable, 'int *f(void); int *f(void) { static _Thread_local int last; return &last; }'),
        (from_libm, 'double log(double); double f(double x) { return log(x); }'),
        (from_libm, 'float powf(float, float); float f(float x) { return powf(x, x); }'),
        (takes_memory, 'void *malloc(unsigned long); void *f(void) { return malloc(8); }'),
        (lambda found: strangers(found, {'abs'}), 'int getpid(void); int f(void) { return getpid(); }'),
    ]
    if platform.machine() == 'x86_64':
        with tempfile.TemporaryDirectory() as directory:
            sample(directory, 'double f(double x) { return x * x + 1.0; }', ['-mfma', '-ffp-contract=fast'])
            tap.case('a fused multiply-add is seen', [] if fused(f'{directory}/sample.c.o') else ['accepted'])
    fine = ('static const char *const words[] = {"a", "b"}; const char *f(int i) { return words[i]; }\n'
            'static const int table[] = {1, 2}; int g(int i) { return table[i] + f(i)[0]; }')
    with tempfile.TemporaryDirectory() as directory:
        for number, (rule, text) in enumerate(bad, 1):
            tap.case(f'bad sample {number} is seen', [] if rule(sample(directory, text)) else [f'accepted: {text}'])
        found = sample(directory, fine)
        tap.case('constant tables are not taken for globals',
                 mutable(found) + from_libm(found) + takes_memory(found) + strangers(found, set()))


def main():
    tap = Tap()
    if not shutil.which('objdump'):
        print('1..0 # SKIP objdump is not installed')
        sys.exit(0)
    test_the_rules(tap)
    layers = ['policy'] + LAYERS[:-1]
    found = {layer: objects(f'{BUILD}/src/{layer}/librxp_{layer}.a') for layer in layers}
    folder = f'{BUILD}/src/cli/rxpool.p'
    found['cli'] = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith('.o'):
            found['cli'].update(objects(os.path.join(folder, name)))
    for layer, part in found.items():
        tap.case(f'{layer}: no mutable globals in {len(part)} objects', mutable(part))
    for at, layer in enumerate(layers):
        later = set().union(*(defined(found[other]) for other in layers[at + 1:] + ['cli']))
        if layer == 'policy':
            later = set().union(*(defined(found[other]) for other in LAYERS))
        own = defined(found[layer])
        tap.case(f'{layer}: calls no later layer', [f'{name}: {word}' for name, (_, _, wanted) in found[layer].items()
                                                    for word in sorted((wanted & later) - own)])
    for layer in FENCED:
        known = C_LIBRARY[layer] | defined(found[layer])
        if layer != 'policy':
            known = known.union(*(defined(found[other]) for other in layers[:layers.index(layer)]))
        tap.case(f'{layer}: nothing fused', fused(f'{BUILD}/src/{layer}/librxp_{layer}.a'))
        tap.case(f'{layer}: nothing of libm', from_libm(found[layer]))
        tap.case(f'{layer}: takes nothing unexpected from outside', strangers(found[layer], known))
    tap.case('model: memory is taken only where runs are made and collected', takes_memory(found['model']))
    said = subprocess.run(['objdump', '-T', f'{BUILD}/src/api/librxpool.so'], stdout=subprocess.PIPE, text=True, check=True).stdout
    exported = re.findall(r'^[0-9a-f]+ g.* (?:Base|VERS\S*)?\s+(\S+)$', said, re.M)
    tap.case(f'the shared library exports {len(exported)} functions, all public',
             [name for name in exported if not name.startswith('rxpool_')] + ([] if exported else ['nothing is exported']))
    tap.end()


if __name__ == '__main__':
    main()
