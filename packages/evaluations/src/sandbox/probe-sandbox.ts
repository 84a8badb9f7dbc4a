/**
 * Does the sandbox work here? Found out by using it: a program must start, must not reach a port of this machine, must not
 * write to the system, and each language must print from inside. Cached for the life of the process.
 */
import { createServer } from 'node:net'
import { findExecutable, toSandboxCommand, type SandboxTools } from './sandbox-command.ts'
import { type Language, languageNames, languageRunners } from './languages.ts'
import { seccompFilter } from './seccomp-filter.ts'
import { type ProcessReport, runSandboxed } from './run-sandboxed.ts'

export type SandboxProbe =
  | {
      available: true
      tools: SandboxTools
      /** Why a language cannot run; null where it can. */
      languages: Readonly<Record<Language, string | null>>
    }
  | { available: false; reason: string }

const WALL_MS = 20_000
const MEMORY_BYTES = 2 ** 30

let probed: Promise<SandboxProbe> | undefined

/** Never rejects. The first call takes about a second. */
export function probeSandbox(): Promise<SandboxProbe> {
  return (probed ??= probe().catch((error: unknown) => ({
    available: false,
    reason: `The sandbox could not be tried: ${String(error)}`,
  })))
}

async function probe(): Promise<SandboxProbe> {
  if (process.platform !== 'linux')
    return no(`Generated code runs in bubblewrap, which needs Linux; this is ${process.platform}.`)
  const bwrap = findExecutable('bwrap')
  if (bwrap === null) return no('bubblewrap was not found. Install it, e.g. `apt install bubblewrap`, and start again.')
  const prlimit = findExecutable('prlimit')
  if (prlimit === null) return no('prlimit was not found. Install util-linux.')
  const root = process.getuid?.() === 0
  const setpriv = root ? findExecutable('setpriv') : null
  if (root && setpriv === null)
    return no('setpriv was not found, without which a limit on processes does not bind root. Install util-linux.')
  const base = { bwrap, prlimit, setpriv }
  const filter = seccompFilter() ?? null
  const ways = [
    { disableUserns: true, seccomp: filter },
    { disableUserns: false, seccomp: filter },
    // a kernel without filters: the namespaces and limits still hold
    { disableUserns: false, seccomp: null },
  ]
  let tools: SandboxTools = { ...base, disableUserns: true, seccomp: filter }
  let first = await tryShell(tools, ':')
  for (const way of ways.slice(1)) {
    if (works(first)) break
    tools = { ...base, ...way }
    first = await tryShell(tools, ':')
  }
  if (!works(first))
    return no(`bubblewrap does not work here: ${lastLine(first)}. User namespaces may be switched off.`)
  const leak = await findLeak(tools)
  if (leak !== null) return no(leak)
  const reasons = await Promise.all(languageNames.map((id) => tryLanguage(tools, id)))
  const languages = Object.fromEntries(languageNames.map((id, i) => [id, reasons[i] ?? null])) as Record<
    Language,
    string | null
  >
  return { available: true, tools, languages }
}

const no = (reason: string): SandboxProbe => ({ available: false, reason })
const works = (report: ProcessReport) => report.exitCode === 0 && report.spawnError === null
const lastLine = (report: ProcessReport) =>
  report.spawnError ?? (report.stderr.trim().split('\n').at(-1) || `exit code ${report.exitCode ?? report.signal}`)

function tryShell(tools: SandboxTools, script: string): Promise<ProcessReport> {
  const { mounts, limits } = languageRunners.shell
  const command = toSandboxCommand(tools, { cpuSeconds: 5, ...limits(MEMORY_BYTES) }, mounts(), [
    '/usr/bin/bash',
    '--norc',
    '-c',
    script,
  ])
  return runSandboxed(command, { wallMs: WALL_MS, input: '' })
}

/** What the sandbox lets through that it must not; null if nothing. */
async function findLeak(tools: SandboxTools): Promise<string | null> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    const reached = await tryShell(
      tools,
      `(exec 5<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && printf reached; printf done`,
    )
    if (reached.stdout !== 'done') return 'The sandbox lets programs reach the network, so no code is run.'
    const wrote = await tryShell(
      tools,
      '(: >/usr/lib/evalflow-probe) 2>/dev/null && printf wrote; : >/tmp/x && printf done',
    )
    if (wrote.stdout !== 'done') return 'The sandbox lets programs write to the system, so no code is run.'
    return null
  } finally {
    server.close()
  }
}

async function tryLanguage(tools: SandboxTools, id: Language): Promise<string | null> {
  const runner = languageRunners[id]
  const missing = runner.missing()
  if (missing !== null) return missing
  const { program, tests } = SMALLEST[id]
  const input = runner.payload({ setup: '', program, tests }, 'probe')
  const command = toSandboxCommand(
    tools,
    { cpuSeconds: 10, ...runner.limits(MEMORY_BYTES) },
    runner.mounts(),
    runner.command(MEMORY_BYTES),
  )
  const report = await runSandboxed(command, { wallMs: WALL_MS, input: input ?? '' })
  return report.answers === 'R\nTprobe\n' ? null : `${id} does not run in the sandbox: ${lastLine(report)}`
}

const SMALLEST: Record<Language, { program: string; tests: string }> = {
  python: { program: 'x = 1', tests: 'assert x == 1' },
  javascript: { program: 'const x = 1', tests: "require('assert').equal(x, 1)" },
  typescript: { program: 'const x: number = 1', tests: "require('assert').equal(x, 1)" },
  shell: {
    program: 'f() {\n  echo 1\n}',
    tests: '}\n\ncandidate() {\n    f "$@"\n}\n\nset -e\nrun_test() {\n    [[ $(candidate) = "1" ]]\n}\n\nrun_test',
  },
  perl: { program: 'sub f { return 1 }', tests: 'my $candidate = \\&f; exit 1 unless $candidate->() == 1;' },
  cpp: { program: '#include <assert.h>\nint f() { return 1;\n}', tests: '}\nint main() { assert(f() == 1);\n}' },
}
