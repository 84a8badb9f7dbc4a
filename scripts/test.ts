/**
 * `npm test`: every suite this machine can run, and at the end which were skipped and why.
 *
 * What can be installed is (browser and sandbox by apt when root, Python environments, the small model). With
 * `EVALFLOW_REQUIRE_ALL=1`, as in CI, a skipped suite is a failure. `npm test -- unit e2e` runs only those named.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import {
  type Preparation,
  prepareBrowser,
  prepareEncoder,
  prepareModel,
  preparePython,
  prepareSandbox,
} from './test-machine.ts'

interface Suite {
  name: string
  /** Command and arguments, run at the root on Node 24. */
  command: readonly string[]
  /** Defaults; the machine's own environment wins. */
  env?: Record<string, string>
  /** Each makes something ready, or says why it cannot. */
  needs?: readonly (() => Promise<Preparation>)[]
}

interface SuiteResult {
  name: string
  state: 'passed' | 'failed' | 'skipped'
  passed: number
  failed: number
  seconds: number
  reason?: string
}

const ROOT = join(import.meta.dirname, '..')
const NODE = process.execPath
const bin = (name: string) => join(ROOT, 'node_modules/.bin', name)

const SUITES: readonly Suite[] = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'lint', command: [bin('oxlint'), '--deny-warnings'] },
  { name: 'format', command: [bin('oxfmt'), '--check'] },
  { name: 'unused', command: [bin('knip'), '--no-config-hints'] },
  // a link that leads nowhere fails it
  { name: 'docs', command: [bin('vitepress'), 'build', 'docs'] },
  { name: 'unit', command: [bin('vitest'), 'run'], needs: [prepareSandbox, prepareModel, prepareEncoder] },
  { name: 'parity', command: [NODE, 'test/parity/run.ts'], needs: [preparePython] },
  { name: 'bfcl', command: [NODE, 'test/parity/bfcl/run.ts'], env: { PARITY_TRIES: '6' }, needs: [preparePython] },
  { name: 'bfcl-turns', command: [NODE, 'test/parity/bfcl/turns.ts'], needs: [preparePython] },
  {
    name: 'lm-eval',
    command: [NODE, 'test/parity/lm-eval/run.ts'],
    // every task, few rows: about ten minutes; run the file itself without PARITY_ROWS for all rows
    env: { PARITY_ROWS: '4' },
    needs: [preparePython, prepareModel],
  },
  { name: 'faults', command: [NODE, 'test/faults/run.ts'] },
  { name: 'conformance', command: [NODE, 'test/conformance/run.ts'], needs: [preparePython] },
  { name: 'stories', command: [NODE, 'stories/run.ts'], needs: [prepareBrowser] },
  { name: 'e2e', command: [NODE, 'test/e2e/run.ts'], needs: [prepareBrowser, prepareModel] },
]

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !SUITES.some((suite) => suite.name === name))
if (unknown.length > 0) {
  console.error(`No suite named ${unknown.join(', ')}. There are: ${SUITES.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
if (!process.version.startsWith('v24.')) {
  console.error(`Tests run on Node ${process.version}, expected 24. Start them with "npm test".`)
  process.exit(2)
}

const results: SuiteResult[] = []
for (const suite of SUITES) if (chosen.length === 0 || chosen.includes(suite.name)) results.push(await runSuite(suite))
report(results)

async function runSuite(suite: Suite): Promise<SuiteResult> {
  console.log(`\n── ${suite.name} ${'─'.repeat(Math.max(0, 70 - suite.name.length))}`)
  const started = performance.now()
  const done = (state: SuiteResult['state'], passed: number, failed: number, reason?: string): SuiteResult => ({
    name: suite.name,
    state,
    passed,
    failed,
    seconds: (performance.now() - started) / 1000,
    ...(reason === undefined ? {} : { reason }),
  })
  for (const prepare of suite.needs ?? []) {
    const preparation = await prepare()
    if (!preparation.ready) return done('skipped', 0, 0, preparation.reason)
    Object.assign(process.env, preparation.env)
  }
  const { code, output } = await runCommand(suite.command, suite.env)
  const { passed, failed } = countTests(output, code)
  return code === 0 ? done('passed', passed, failed) : done('failed', passed, Math.max(1, failed), `exit code ${code}`)
}

async function runCommand(
  [command = '', ...args]: readonly string[],
  defaults: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...defaults, ...process.env, NO_COLOR: '1' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      output = (output + chunk.toString()).slice(-100_000)
    })
  }
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += error.message
      console.error(error.message)
      resolve(127)
    })
    child.on('close', (status) => resolve(status ?? 1))
  })
  return { code, output }
}

/** Counts from the closing line of the suite: our own "N passed, N failed", or Vitest's. A suite without one counts as one test. */
function countTests(output: string, code: number): { passed: number; failed: number } {
  const own = [...output.matchAll(/^(?:\w+: )?(\d+) passed, (\d+) failed/gm)].at(-1)
  if (own) return { passed: Number(own[1]), failed: Number(own[2]) }
  const vitest = [...output.matchAll(/^\s*Tests\s+(?:(\d+) failed \| )?(\d+) passed/gm)].at(-1)
  if (vitest) return { passed: Number(vitest[2]), failed: Number(vitest[1] ?? 0) }
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

function report(all: readonly SuiteResult[]): void {
  const requireAll = process.env['EVALFLOW_REQUIRE_ALL'] === '1'
  console.log(`\n── suites ${'─'.repeat(64)}`)
  for (const { name, state, passed, failed, seconds, reason } of all) {
    const counts = state === 'skipped' ? '' : `${passed} passed, ${failed} failed`
    console.log(
      `  ${state.padEnd(8)} ${name.padEnd(12)} ${counts.padEnd(24)} ${seconds.toFixed(1).padStart(7)} s  ${reason ?? ''}`,
    )
  }
  const skipped = all.filter(({ state }) => state === 'skipped')
  if (skipped.length > 0 && requireAll)
    console.log(`\nEVALFLOW_REQUIRE_ALL=1: ${skipped.length} skipped suite(s) count as failed.`)
  const sum = (key: 'passed' | 'failed') => all.reduce((total, result) => total + result[key], 0)
  const failed = sum('failed') + (requireAll ? skipped.length : 0)
  console.log(`\n${sum('passed')} passed, ${failed} failed, ${skipped.length} skipped`)
  process.exit(failed > 0 ? 1 : 0)
}
