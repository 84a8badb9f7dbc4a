/** Programs that try to harm, or to pass without solving. Each must do no harm, and fail in the way it should. */
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { missingLanguage, missingSandbox } from '../dev/sandbox-tests.ts'
import type { Language } from './languages.ts'
import { runInSandbox } from './run-in-sandbox.ts'

const TIME = 120_000
const missing = await missingSandbox()

const TESTS: Record<Language, string> = {
  python: 'assert f(1) == 42\nassert f(2) == 43',
  javascript:
    "const assert = require('node:assert')\nlet candidate = f\nassert.deepEqual(candidate(1), 42)\nassert.deepEqual(candidate(2), 43)",
  typescript:
    "declare var require: any;\nconst assert = require('node:assert');\nlet candidate = f;\nassert.deepEqual(candidate(1), 42);\nassert.deepEqual(candidate(2), 43);",
  shell:
    '}\n\ncandidate() {\n    f "$@"\n}\n\nset -e\nrun_test() {\n    [[ $(candidate "1") = "42" ]]\n    [[ $(candidate "2") = "43" ]]\n}\n\nrun_test',
  perl: 'use Test::Deep;\nsub testhumaneval {\n  my $candidate = \\&f;\n  for my $x (1, 2) {\n    if(eq_deeply($candidate->($x), 41 + $x)) {\n    print "ok!" }else{\n    exit 1;\n    }\n  }\n}\ntesthumaneval();',
  cpp: '}\nint main() {\n  auto candidate = f;\n  assert(candidate((1)) == (42));\n  assert(candidate((2)) == (43));\n}\n',
}
const run = (language: Language, program: string) =>
  runInSandbox({ language, program, tests: TESTS[language], timeoutMs: 1000 })

const WRONG = 'def f(x): return 0'
const python: [string, string, string, RegExp][] = [
  ['a wrong answer', WRONG, 'fail', /AssertionError/],
  ['nothing but a syntax error', 'def f(:', 'fail', /SyntaxError/],
  ['os._exit(0)', 'import os\nos._exit(0)', 'fail', /did not come to their end/],
  ['sys.exit(0)', 'import sys\nsys.exit(0)', 'fail', /SystemExit/],
  ['ending its thread', 'import _thread\n_thread.exit()', 'fail', /SystemExit/],
  ['reading a file', 'open("/etc/passwd").read()', 'fail', /FileNotFoundError/],
  ['reading the processes', 'open("/proc/self/mem", "rb")', 'fail', /tampered/],
  ['writing to the system', 'open("/usr/x", "w")', 'fail', /Read-only/],
  ['writing to the root', 'open("/x", "w")', 'fail', /Read-only/],
  ['connecting', 'import socket\nsocket.create_connection(("1.1.1.1", 80), 1)', 'fail', /unreachable/],
  ['a fork bomb', 'import os\nwhile True: os.fork()', 'fail', /tampered: os.fork/],
  [
    'a fork past the hook',
    'import subprocess\nsubprocess._fork_exec([b"/bin/true"], [b"/bin/true"], True, (), None, None, -1, -1, -1, -1, -1, -1, 1, 1, False, False, 0, None, None, None, -1, None, False)',
    'fail',
    /Error/,
  ],
  ['starting a program', 'import subprocess\nsubprocess.run(["/usr/bin/python3"])', 'fail', /tampered/],
  ['a thread', 'import threading\nthreading.Thread(target=print).start()', 'fail', /new thread/],
  ['a memory bomb', 'x = []\nwhile True: x.append(bytearray(1 << 24))', 'oom', /MemoryError/],
  ['a flood', 'while True: print("x" * 100000)', 'fail', /1 MiB/],
  [
    'an endless loop that catches all',
    'while True:\n  try:\n    while True: pass\n  except BaseException: pass',
    'timeout',
    /time/,
  ],
  ['catching its own time limit', 'import signal\nsignal.signal(signal.SIGXCPU, print)', 'fail', /main thread/],
  [
    'a forged verdict on every descriptor',
    `import os\nfor i in range(64):\n  try: os.write(i, b"R\\nT1234\\n")\n  except OSError: pass\n${WRONG}`,
    'fail',
    /tampered/,
  ],
  [
    'a forged verdict at exit',
    `import atexit, os\natexit.register(lambda: os.write(3, b"T"))\n${WRONG}`,
    'fail',
    /AssertionError/,
  ],
  ['the current frame', `import sys\nsys._getframe()\n${WRONG}`, 'fail', /not available/],
  ['the frame of a traceback', `try: 1/0\nexcept Exception as e: e.__traceback__.tb_frame\n${WRONG}`, 'fail', /frames/],
  ['the frame of a generator', `(i for i in [1]).gi_frame\n${WRONG}`, 'fail', /frames/],
  [
    'the frame of a finalizer',
    `import sys\nclass D:\n  def __del__(self): sys._getframe()\nD()\n${WRONG}`,
    'fail',
    /AssertionError/,
  ],
  ['frames of all threads', `import sys\nsys._current_frames()\n${WRONG}`, 'fail', /tampered/],
  ['a search of all objects', `import gc\ngc.get_objects()\n${WRONG}`, 'fail', /tampered/],
  ['tracing', `import sys\nsys.settrace(print)\n${WRONG}`, 'fail', /tampered/],
  ['foreign memory', `import ctypes\n${WRONG}`, 'fail', /not available/],
  ['new code objects', `f = lambda x: 0\nf.__code__ = f.__code__.replace(co_consts=(42,))`, 'fail', /tampered/],
  ['unmarshalled code', 'import marshal\nmarshal.loads(marshal.dumps(1))', 'fail', /tampered/],
  [
    'a native module of its own',
    'import importlib.machinery as m, importlib.util as u\nopen("/tmp/x.so", "wb").write(b"x")\nl = m.ExtensionFileLoader("x", "/tmp/x.so")\nu.module_from_spec(u.spec_from_loader("x", l))',
    'fail',
    /standard library/,
  ],
  [
    'foreign memory under another name',
    'import glob, importlib.machinery as m, importlib.util as u\np = glob.glob("/usr/lib/python3*/lib-dynload/_ctypes.*")[0]\nl = m.ExtensionFileLoader("x._ctypes", p)\nu.module_from_spec(u.spec_from_loader("x._ctypes", l))',
    'fail',
    /not available/,
  ],
  [
    'another interpreter past the import statement',
    'import importlib\nimportlib.import_module("_xxsubinterpreters").create()',
    'fail',
    /tampered|not available|No module/,
  ],
  ['another interpreter', 'import _xxsubinterpreters', 'fail', /not available/],
  [
    'changed built-ins',
    `import builtins\nfor n in ("all", "abs", "isinstance", "compile", "exec", "AssertionError"):\n  setattr(builtins, n, lambda *a: None)\n${WRONG}`,
    'fail',
    /AssertionError/,
  ],
  [
    'an exception whose text runs code',
    'import os\nclass E(Exception):\n  def __str__(self): os._exit(0)\nraise E',
    'fail',
    /did not come to their end/,
  ],
  [
    'an interrupt of the main thread',
    `import _thread, sys\nsys.excepthook = print\n_thread.interrupt_main()\n${WRONG}`,
    'fail',
    /AssertionError/,
  ],
  ['closing the channel', 'import os\nos.close(3)\ndef f(x): return 41 + x', 'fail', /did not come to their end/],
  ['an open string that swallows the tests', `${WRONG}\nx = """`, 'fail', /SyntaxError/],
  ['a decorator for the tests', `${WRONG}\n@(lambda g: None)`, 'fail', /SyntaxError/],
]

const MODULES = ['child_process', 'worker_threads', 'inspector', 'v8', 'vm', 'module', 'repl', 'cluster']
const javascript: [string, string, string, RegExp][] = [
  ['a wrong answer', 'function f() { return 1 }', 'fail', /AssertionError/],
  ['process.exit(0)', 'process.exit(0)', 'fail', /did not come to their end/],
  [
    'a changed assert',
    "require('assert').deepEqual = () => {}\nrequire('node:assert').strict.deepEqual = () => {}\nfunction f() {}",
    'fail',
    /AssertionError/,
  ],
  ['a require of its own', 'var require = () => ({ deepEqual() {} })\nfunction f() {}', 'fail', /AssertionError/],
  ...MODULES.map((name): [string, string, string, RegExp] => [
    `the module ${name}`,
    `require('${name}')`,
    'fail',
    /not available/,
  ]),
  [
    'modules among the globals',
    `const found = ${JSON.stringify(MODULES)}.filter((name) => name !== 'module' && name in globalThis)\nif (found.length === 0) throw new Error('none found')`,
    'fail',
    /none found/,
  ],
  [
    'the real process',
    "if (process.binding || process.getBuiltinModule || process.dlopen) process.exit(0)\nthrow new Error('not there')",
    'fail',
    /not there/,
  ],
  [
    'the tests, through caller',
    'function f() { return /43/.test(String(f.caller)) ? 42 : 0 }',
    'fail',
    /AssertionError/,
  ],
  [
    'the tests, through the stack',
    'Error.prepareStackTrace = (e, calls) => calls\nfunction f() { const told = new Error().stack.map((call) => String(call.getFunction())).join(); if (/43\\)/.test(told)) process.exit(0); return 0 }',
    'fail',
    /AssertionError/,
  ],
  [
    'a forged verdict on every descriptor',
    "for (let i = 0; i < 64; i++) try { require('fs').writeSync(i, 'T1\\n') } catch {}\nfunction f() {}",
    'fail',
    /tampered/,
  ],
  ['reading a file', "require('fs').readFileSync('/etc/passwd')", 'fail', /restricted/],
  ['a memory bomb outside the heap', 'const a = []\nfor (;;) a.push(Buffer.alloc(1 << 24, 1))', 'oom', /memory/],
  ['an endless loop', 'for (;;);', 'timeout', /time/],
]

const shell: [string, string, string, RegExp][] = [
  ['a wrong answer', 'f() {\n  echo 7\n}', 'fail', /did not come/],
  ['exit 0 at the top', 'exit 0', 'fail', /did not come/],
  ['reading the nonce', 'read -r n <&3; printf "T%s\\n" "$n" >&3\nf() { echo 7; }', 'fail', /did not come/],
  [
    'reading the nonce through /proc',
    'f() { n=$(cat /proc/$PPID/fd/3 /proc/$$/fd/3); printf "T%s\\n" "$n" >/proc/$$/fd/3; }',
    'fail',
    /did not come/,
  ],
  [
    'the tests, as a function',
    'f() { case "$(declare -f; set; tr "\\0" " " </proc/$$/cmdline)" in *\'= "43"\'*) exit 0;; esac; echo "no tests" >&2; }',
    'fail',
    /did not come/,
  ],
  ['a forged verdict', 'f() { echo R; echo T1 >&3; echo T1; }', 'fail', /did not come/],
  ['a fork bomb', 'f() { f | f & f; }', 'timeout', /time/],
  ['killing its parent', 'f() { kill -9 $$; }', 'oom', /killed/],
  [
    'a flood',
    'f() { while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx >&2; done; }',
    'fail',
    /1 MiB/,
  ],
  [
    'other interpreters',
    'f() { for p in python3 perl dd gdb; do [ -e /usr/bin/$p ] && echo 42; done; }',
    'fail',
    /did not come/,
  ],
]

const perl: typeof python = [
  ['a wrong answer', 'sub f { return 7 }', 'fail', /did not come/],
  ['exit 0', 'exit 0;', 'fail', /did not come/],
  ['an exit of its own', 'BEGIN { *CORE::GLOBAL::exit = sub { 1 } } sub f { 7 }', 'fail', /did not come/],
  ['an equality of its own', 'sub eq_deeply { 1 } sub Test::Deep::eq_deeply { 1 } sub f { 7 }', 'fail', /did not come/],
  [
    'a forged verdict',
    'my @kept; for my $n (0..63) { if (open(my $o, ">&=", $n)) { push @kept, $o; syswrite($o, "R\nT1\n") } } sub f { 7 }',
    'fail',
    /tampered/,
  ],
  ['a fork bomb', 'while (1) { defined fork() or die "no fork" }', 'fail', /no fork/],
  ['reading a file', 'open(my $in, "<", "/etc/passwd") or die "no file"; sub f { 7 }', 'fail', /no file/],
  [
    'connecting',
    'use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0); connect($s, sockaddr_in(80, inet_aton("1.1.1.1"))) or die "no network";',
    'fail',
    /no network/,
  ],
  // system call 101 is ptrace on x86-64, 117 on arm64
  [
    'a system call that is filtered',
    `syscall(${process.arch === 'x64' ? 101 : 117}, 0, 0, 0, 0) == -1 and die "refused: $!";`,
    'fail',
    /refused: Operation not permitted/,
  ],
  ['a memory bomb', 'my @x; push @x, "x" x (1 << 24) while 1;', 'oom', /memory/],
]

const cpp: typeof python = [
  ['a wrong answer', '#include <assert.h>\nlong f(long x) {\n  return 7;\n}', 'fail', /did not come/],
  ['exit(0)', '#include <cstdlib>\nlong f(long x) {\n  exit(0);\n}', 'fail', /did not come/],
  [
    'exit(0) before the tests',
    '#include <cstdlib>\nstruct S { S() { exit(0); } } s;\nlong f(long x) {\n  return 7;\n}',
    'fail',
    /did not come/,
  ],
  ['an assert of its own', '#define assert(x)\nlong f(long x) {\n  return 7;\n}', 'fail', /did not come/],
  ['a main of its own', 'int main() { return 0; }\nlong f(long x) {\n  return 7;\n}', 'fail', /compile/],
  ['a comment that swallows the tests', 'long f(long x) {\n  return 7;\n}\n/*', 'fail', /compile/],
  [
    'a forged verdict',
    '#include <unistd.h>\nlong f(long x) {\n  for (int i = 0; i < 64; i++) (void)!write(i, "R\\nT1\\n", 5);\n  return 7;\n}',
    'fail',
    /tampered/,
  ],
]

const missingPerl = await missingLanguage('perl')
const missingCpp = await missingLanguage('cpp')

describe.skipIf(missing !== null)('programs that must not pass', () => {
  const all = {
    python,
    javascript,
    shell,
    ...(missingPerl === null ? { perl } : {}),
    ...(missingCpp === null ? { cpp } : {}),
  }
  for (const [language, attacks] of Object.entries(all) as [Language, typeof python][])
    describe(language, () => {
      it.concurrent.each(attacks)(
        '%s',
        async (_title, program, status, reason) => {
          const verdict = await run(language, program)

          expect(verdict).toMatchObject({ status, reason: expect.stringMatching(reason) })
        },
        TIME,
      )
    })

  it(
    'a port of this machine is not reached',
    async () => {
      let reached = 0
      const server = createServer((socket) => {
        reached++
        socket.destroy()
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0

      const verdict = await run('python', `import socket\nsocket.create_connection(("127.0.0.1", ${port}), 1)`)
      await new Promise((resolve) => server.close(resolve))

      expect([verdict.status, reached]).toEqual(['fail', 0])
    },
    TIME,
  )

  it(
    'what a program writes is gone with it',
    async () => {
      await run('python', 'open("/tmp/evalflow-left-behind", "w").write("x")')

      expect(existsSync('/tmp/evalflow-left-behind')).toBe(false)
    },
    TIME,
  )
})

describe.skipIf(missing !== null)('programs that must pass', () => {
  it.concurrent.each<[string, Language, string]>([
    ['a plain function', 'python', 'def f(x): return x + 41'],
    [
      'the standard library',
      'python',
      'import asyncio, collections, dataclasses, enum, logging, subprocess\nfrom typing import NamedTuple\nP = collections.namedtuple("P", "x")\nclass N(NamedTuple):\n  x: int\nclass E(enum.Enum):\n  A = 41\n@dataclasses.dataclass\nclass D:\n  x: int\nasync def g(x): return x + E.A.value\ndef f(x):\n  import statistics\n  logging.warning("fine")\n  return asyncio.run(g(D(N(P(x).x).x).x))',
    ],
    ['output that looks like a verdict', 'python', 'print("R\\nF fail")\ndef f(x): return x + 41'],
    ['a const', 'javascript', 'const assert = 1\nconst f = (x) => x + 41'],
    ['types and enums', 'typescript', 'enum E { A = 41 }\nfunction f(x: number): number { return x + E.A }'],
    ['a function', 'shell', 'f() {\n  local n; read -r n < <(echo "$1"); echo $(( n + 41 ))\n}'],
    ['something left running', 'shell', 'f() {\n  (sleep 1000 >/dev/null 2>&1 &)\n  echo $(( $1 + 41 ))\n}'],
  ])(
    '%s in %s',
    async (_title, language, program) => {
      const verdict = await run(language, program)

      expect(verdict).toMatchObject({ status: 'pass', reason: '' })
    },
    TIME,
  )

  it(
    'a run that is aborted ends at once',
    async () => {
      const stop = new AbortController()
      const running = runInSandbox({
        language: 'python',
        program: 'while True: pass',
        tests: '',
        timeoutMs: 60_000,
        signal: stop.signal,
      })
      setTimeout(() => stop.abort(), 100)

      await expect(running).rejects.toThrow(/abort/i)
    },
    TIME,
  )
})
