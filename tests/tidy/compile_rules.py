#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""House rules that a compiler judges: an include that points upwards does not compile, every header stands alone, public
headers are good C99 and C++. Flags are those of the build."""
import json
import os
import shlex
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from tap import BUILD, LAYERS, ROOT, Tap, read


def flags_of_layers():
    """Preprocessor and language flags with which the build compiles each layer."""
    with open(os.path.join(BUILD, 'compile_commands.json'), encoding='utf-8') as file:
        commands = json.load(file)
    flags = {}
    for command in commands:
        path = os.path.relpath(os.path.join(command['directory'], command['file']), ROOT)
        part = path.split(os.sep)
        if part[0] == 'src' and len(part) == 3 and command['output'].startswith(f'src/{part[1]}/'):
            words = shlex.split(command['command'])
            flags[part[1]] = [word for word in words if word.startswith(('-I', '-D', '-std', '-f', '-m'))
                              and not word.startswith(('-fsanitize', '-fdiagnostics'))]
    return flags


def headers_of(layer):
    folder = os.path.join(ROOT, 'src', layer)
    return sorted(name for name in os.listdir(folder) if name.endswith('.h'))


def compile_text(compiler, flags, text, language='c'):
    """What the compiler says to a file with that text; '' when it accepts it."""
    with tempfile.NamedTemporaryFile('w', suffix='.c', encoding='utf-8') as file:
        file.write(text)
        file.flush()
        done = subprocess.run([compiler, '-x', language, '-fsyntax-only', *flags, file.name], cwd=BUILD, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    if done.returncode == 0:
        return ''
    return next((line for line in done.stdout.split('\n') if 'error:' in line), done.stdout or 'refused')


def upward_includes(layer, flags, hidden):
    """Headers of `hidden` that the layer could include after all."""
    probe = ''.join(f'#if __has_include("{name}")\nSEEN {name}\n#endif\n' for name in hidden)
    done = subprocess.run(['gcc', '-E', '-P', '-x', 'c', *flags[layer], '-'], input=probe, cwd=BUILD, text=True,
                          stdout=subprocess.PIPE, check=True)
    return [f'src/{layer} can include {line[5:]}' for line in done.stdout.split('\n') if line.startswith('SEEN ')]


def hidden_from(layer):
    if layer == 'policy':
        return LAYERS
    if layer == 'cli':
        return LAYERS[1:LAYERS.index('api')]
    return LAYERS[LAYERS.index(layer) + 1:]


def judge_layers(tap, flags):
    owner = {}
    for layer in ['policy'] + LAYERS:
        for name in headers_of(layer):
            owner.setdefault(name, []).append(layer)
    tap.case('every header has a name of its own', [f'{name} is in {layers}' for name, layers in owner.items()
                                                     if len(layers) > 1])
    tap.case('an include that points downwards compiles',
             [said for said in [compile_text('gcc', flags['model'], '#include "queue.h"\n#include "text.h"\n')] if said])
    tap.case('an include that points downwards is seen as possible',
             [] if upward_includes('model', flags, ['queue.h', 'text.h']) else ['nothing was seen'])
    for layer in ['policy'] + LAYERS:
        hidden = [name for other in hidden_from(layer) for name in headers_of(other)]
        complaints = upward_includes(layer, flags, hidden)
        for other in hidden_from(layer):
            if not headers_of(other):
                continue
            said = compile_text('gcc', flags[layer], f'#include "{headers_of(other)[0]}"\nint nothing;\n')
            if 'No such file' not in said:
                complaints.append(f'src/{layer} with an include of src/{other}: {said or "compiles"}')
        tap.case(f'{layer}: {len(hidden)} headers are out of reach', complaints)


def judge_headers(tap, flags):
    strict = ['-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Werror', '-Wno-unused-function',
              '-Wno-unused-const-variable']
    for compiler in ('gcc', 'clang'):
        if not shutil.which(compiler):
            tap.skip(f'headers compile alone with {compiler}', 'not installed')
            continue
        works = [(f'src/{layer}/{name}', flags[layer], f'#include "{name}"\n') for layer in flags
                 for name in headers_of(layer)]
        works += [(f'include/rxpool/{name}', [f'-I{ROOT}/include', standard], f'#include <rxpool/{name}>\n')
                  for name in ('policy.h', 'rxpool.h') for standard in ('-std=c99', '-std=c17')]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            said = list(pool.map(lambda work: compile_text(compiler, work[1] + strict, work[2] + 'int nothing;\n'), works))
        tap.case(f'{len(works)} headers compile alone with {compiler}',
                 [f'{work[0]}: {words}' for work, words in zip(works, said) if words])
        tap.case(f'a header that does not stand alone is refused by {compiler}',
                 [] if compile_text(compiler, strict, 'struct a { uint32_t b; };\n') else ['it was accepted'])


def judge_plus_plus(tap):
    for compiler in ('g++', 'clang++'):
        if not shutil.which(compiler) or compile_text(compiler, [], '#include <stdint.h>\nint nothing;\n', 'c++'):
            tap.skip(f'public headers are good C++ ({compiler})', 'no C++ here')
            continue
        text = '#include <rxpool/policy.h>\n#include <rxpool/rxpool.h>\n'
        flags = [f'-I{ROOT}/include', '-std=c++11', '-Wall', '-Wextra', '-Wpedantic', '-Werror']
        tap.case(f'public headers are good C++ ({compiler})', [said for said in [compile_text(compiler, flags, text, 'c++')] if said])


def main():
    tap = Tap()
    flags = flags_of_layers()
    tap.case('every layer is compiled', [f'nothing of src/{layer} is' for layer in ['policy'] + LAYERS if layer not in flags])
    judge_layers(tap, flags)
    judge_headers(tap, flags)
    judge_plus_plus(tap)
    tap.end()


if __name__ == '__main__':
    main()
