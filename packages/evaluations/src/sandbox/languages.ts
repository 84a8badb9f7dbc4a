/** Languages that can be run: interpreter, what it sees of the machine, how it is limited. */
import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { bashDriver, toBashPayload } from './drivers/bash-driver.ts'
import { cppDriver, toCppPayload } from './drivers/cpp-driver.ts'
import { nodeDriver } from './drivers/node-driver.ts'
import { perlDriver, toPerlPayload } from './drivers/perl-driver.ts'
import { pythonDriver, toPythonPayload } from './drivers/python-driver.ts'

export const languageNames = ['python', 'javascript', 'typescript', 'shell', 'perl', 'cpp'] as const
export type Language = (typeof languageNames)[number]

export interface ProgramTexts {
  /** Run before the candidate, in its namespace; Python only. */
  setup?: string
  program: string
  tests: string
}

export interface LanguageRunner {
  /** Interpreter and arguments, as the sandbox sees them. */
  command(memoryBytes: number): string[]
  /** Options of bwrap beside the common ones. */
  mounts(): string[]
  limits(memoryBytes: number): { memory: string[]; processes: number }
  /** What the driver reads from fd 3; null if the tests are in a form it cannot run. */
  payload(texts: ProgramTexts, nonce: string): string | null
  /** Why it cannot run on this machine; null if nothing is missing. */
  missing(): string | null
}

const NODE = '/opt/node'
const usr = () => [
  '--ro-bind',
  '/usr',
  '/usr',
  ...rootLinks(),
  '--ro-bind-try',
  '/etc/alternatives',
  '/etc/alternatives',
]
const jsonPayload = (extra: object) => (texts: ProgramTexts, nonce: string) =>
  JSON.stringify({ ...texts, ...extra, nonce })

const node = (typescript: boolean): LanguageRunner => ({
  command: (memoryBytes) => [
    NODE,
    `--max-old-space-size=${Math.floor(memoryBytes / 2 ** 22)}`,
    '--disable-sigusr1',
    '--permission',
    '--allow-fs-read=/tmp',
    '--allow-fs-write=/tmp',
    '--no-warnings',
    '-e',
    nodeDriver,
  ],
  mounts: () => [...usr(), '--ro-bind', realpathSync(process.execPath), NODE],
  // not RLIMIT_AS: V8 reserves far more than it uses. Private writable memory is what it uses
  limits: (memoryBytes) => ({ memory: [`--data=${memoryBytes}`], processes: 64 }),
  payload: jsonPayload({ typescript }),
  missing: () => null,
})

const python: LanguageRunner = {
  command: () => ['/usr/bin/python3', '-I', '-S', '-B', '-X', 'utf8', '-c', pythonDriver],
  mounts: usr,
  limits: (memoryBytes) => ({ memory: [`--as=${memoryBytes}`], processes: 8 }),
  payload: toPythonPayload,
  missing: () =>
    existsSync('/usr/bin/python3') ? null : 'no /usr/bin/python3. Install it, e.g. `apt install python3`.',
}

/** No Python, Perl, `dd` or debugger: see `bash-driver.ts`. */
const SHELL_TOOLS =
  'awk basename bash bc cat cmp comm cp cut date dc dirname echo egrep env expand expr factor false fgrep find fmt fold getopt ' +
  'grep gawk head join ls mawk md5sum mkdir mktemp mv nl numfmt od paste prlimit printf pwd rev rm sed seq sh sha1sum sha256sum ' +
  'shuf sleep sort split stat strings sum tac tail tee test touch tr true tsort uniq wc xargs xxd yes which column base64'

const shell: LanguageRunner = {
  command: () => ['/usr/bin/bash', '--norc', '--noprofile', '-c', bashDriver],
  mounts: () => [
    '--ro-bind',
    '/usr/lib',
    '/usr/lib',
    ...(existsSync('/usr/lib64') ? ['--ro-bind', '/usr/lib64', '/usr/lib64'] : []),
    ...SHELL_TOOLS.split(' ').flatMap(bindTool),
    ...rootLinks(),
    // `<(...)` needs /dev/fd
    '--proc',
    '/proc',
  ],
  // each of its processes may take as much, so less for each
  limits: (memoryBytes) => ({ memory: [`--as=${Math.floor(memoryBytes / 4)}`], processes: 32 }),
  payload: ({ program, tests }, nonce) => toBashPayload(program, tests, nonce),
  missing: () => (existsSync('/usr/bin/bash') ? null : 'no /usr/bin/bash.'),
}

const perl: LanguageRunner = {
  command: () => ['/usr/bin/perl', '-e', perlDriver],
  mounts: usr,
  limits: (memoryBytes) => ({ memory: [`--as=${memoryBytes}`], processes: 1 }),
  payload: toPerlPayload,
  missing: () => (existsSync('/usr/bin/perl') ? null : 'no /usr/bin/perl. Install it, e.g. `apt install perl`.'),
}

const cpp: LanguageRunner = {
  command: () => ['/usr/bin/bash', '--norc', '--noprofile', '-c', cppDriver],
  mounts: usr,
  // the compiler starts an assembler and a linker
  limits: (memoryBytes) => ({ memory: [`--as=${memoryBytes}`], processes: 16 }),
  payload: toCppPayload,
  missing: () => (existsSync('/usr/bin/g++') ? null : 'no /usr/bin/g++. Install it, e.g. `apt install g++`.'),
}

export const languageRunners: Readonly<Record<Language, LanguageRunner>> = {
  python,
  javascript: node(false),
  typescript: node(true),
  shell,
  perl,
  cpp,
}

function bindTool(name: string): string[] {
  const path = `/usr/bin/${name}`
  return existsSync(path) ? ['--ro-bind', realpathSync(path), path] : []
}

/** `/bin`, `/lib` and so on as they are here: links into /usr, or folders of their own. */
function rootLinks(): string[] {
  return ['bin', 'sbin', 'lib', 'lib64'].flatMap((name) => {
    const path = `/${name}`
    if (!existsSync(path)) return []
    return lstatSync(path).isSymbolicLink()
      ? ['--symlink', readlinkSync(path), path]
      : name.startsWith('lib')
        ? ['--ro-bind', path, path]
        : []
  })
}
