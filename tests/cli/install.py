#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rxpool as installed, in a directory that is then moved: the tool makes a scenario, runs it and draws from there, and the
program in the comment of rxpool.h, a dozen lines, is compiled through pkg-config and run. TAP."""
import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = os.environ['RXPOOL_SOURCE_ROOT']
BUILD = os.environ['RXPOOL_BUILD_ROOT']
count = failed = 0


def case(name, action):
    """One case: passed when the action returns without an exception."""
    global count, failed
    count += 1
    try:
        action()
        print(f'ok {count} - {name}', flush=True)
    except (AssertionError, OSError, subprocess.CalledProcessError) as error:
        failed += 1
        said = (getattr(error, 'output', '') or '') + str(error)
        print(f'not ok {count} - {name}')
        print(''.join(f'#   {line}\n' for line in said.split('\n')), end='', flush=True)


def run(*words, **more):
    return subprocess.run(words, text=True, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, **more).stdout


def meson():
    said = run(sys.executable, '-c', 'import mesonbuild.mesonmain as m; print(m.__file__)')
    assert said, 'meson is not with this python'
    return [sys.executable, '-c', 'import sys; from mesonbuild import mesonmain; sys.exit(mesonmain.main())']


def main():
    with tempfile.TemporaryDirectory() as work:
        stage = os.path.join(work, 'stage')
        place = os.path.join(work, 'moved here')
        home = os.path.join(work, 'home')
        os.mkdir(home)

        def install():
            run(*meson(), 'install', '-C', BUILD, '--no-rebuild', '--destdir', stage)
            prefix = glob.glob(f'{stage}/usr/local') or glob.glob(f'{stage}/usr')
            shutil.move(prefix[0], place)
            for name in ('bin/rxpool', 'include/rxpool/rxpool.h', 'include/rxpool/policy.h', 'share/rxpool/plots/common.gp',
                         'share/rxpool/scenarios/flood.yaml', 'share/rxpool/scenarios/policies/hysteresis.c'):
                assert os.path.exists(os.path.join(place, name)), f'{name} was not installed'
            for name in ('share/rxpool/plots/out', 'share/rxpool/scenarios/first-curve.sh'):
                assert not os.path.exists(os.path.join(place, name)), f'{name} was installed'

        def library_folder():
            return os.path.dirname(glob.glob(f'{place}/lib*/**/librxpool.so', recursive=True)[0])

        def new_and_check():
            rxpool = os.path.join(place, 'bin/rxpool')
            run(rxpool, 'new', 'minimal', '-o', 'mine.yaml', cwd=home)
            run(rxpool, 'check', 'mine.yaml', cwd=home)
            for scenario in glob.glob(f'{place}/share/rxpool/scenarios/*.yaml'):
                run(rxpool, 'check', scenario, cwd=home)

        def draw():
            rxpool = os.path.join(place, 'bin/rxpool')
            # what is drawn must come from the installed scripts
            for script in glob.glob(f'{place}/share/rxpool/plots/*.gp'):
                with open(script, 'a', encoding='utf-8') as file:
                    file.write('# installed\n')
            run(rxpool, 'sweep', 'mine.yaml', '-s', 'time.duration=2 ms', '-s', 'time.warmup=0 s', '-P', 'pool.initial=2,4,8',
                '-n', '2', '-o', 'mine.db', cwd=home)
            run(rxpool, 'plot', 'mine.db', 'throughput', '-t', 'svg', '-o', 'curve.svg', '--keep', 'kept', cwd=home)
            with open(os.path.join(home, 'curve.svg'), encoding='utf-8') as file:
                assert '</svg>' in file.read(), 'no picture'
            with open(os.path.join(home, 'kept', 'common.gp'), encoding='utf-8') as file:
                assert '# installed' in file.read(), 'the script came from elsewhere'

        def program():
            with open(os.path.join(place, 'include/rxpool/rxpool.h'), encoding='utf-8') as file:
                comment = re.search(r'/\* librxpool.*?\*/', file.read(), re.S).group(0)
            lines = re.findall(r'^ \*     (.*)$', comment, re.M)
            assert 10 <= len(lines) <= 16, f'{len(lines)} lines'
            with open(os.path.join(home, 'dozen.c'), 'w', encoding='utf-8') as file:
                file.write('#include <rxpool/rxpool.h>\n#include <stdio.h>\nint main(void) {\n' + '\n'.join(lines) +
                           '\nreturn 0;\n}\n')
            where = library_folder()
            asked = dict(os.environ, PKG_CONFIG_PATH=os.path.join(where, 'pkgconfig'))
            # the directory was moved: its new place goes in front of what the file says
            flags = run('pkg-config', f'--define-variable=prefix={place.replace(" ", chr(92) + " ")}', '--cflags', '--libs',
                        'rxpool', env=asked)
            run('sh', '-c', f'cc -Wall -Wextra -Werror -o dozen dozen.c {flags.strip()}', cwd=home)
            shutil.copy(os.path.join(place, 'share/rxpool/scenarios/flood.yaml'), home)
            said = run('./dozen', cwd=home, env=dict(os.environ, LD_LIBRARY_PATH=where))
            assert re.fullmatch(r'lost \S+, digest [0-9a-f]{32}\n', said), said

        def policy():
            """The example compiles with the command of its comment, outside of the tree, and runs."""
            rxpool = os.path.join(place, 'bin/rxpool')
            shutil.copytree(os.path.join(place, 'share/rxpool/scenarios'), os.path.join(home, 'scenarios'))
            where = os.path.join(home, 'scenarios/policies')
            with open(os.path.join(where, 'hysteresis.c'), encoding='utf-8') as file:
                text = file.read()
            assert text.count('\n') < 60, 'the example is too long'
            command = re.search(r'^ \*     (cc .*)$', text, re.M).group(1)
            include = shlex.quote(os.path.join(place, 'include'))
            assert '/usr/local/include' in command, command
            run('sh', '-c', command.replace('/usr/local/include', include) + ' -Wall -Wextra -Werror', cwd=where)
            said = run(rxpool, 'check-policy', 'hysteresis.so', cwd=where)
            assert said.endswith('good: it did the same in every way it was run\n'), said
            said = run(rxpool, 'run', 'hysteresis.yaml', '--no-db', '--progress', 'none', cwd=where)
            assert re.search(r'^  allocations_requested +[1-9]', said, re.M), said

        case('meson install brings all parts', install)
        case('the installed tool makes and checks scenarios', new_and_check)
        case('the installed tool draws with the installed scripts', draw)
        case('the program in the comment of rxpool.h compiles and runs', program)
        case('a policy of one\'s own compiles against the installed header and runs', policy)
    print(f'1..{count}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
