/**
 * Runs the official Python clients against this server: `node test/conformance/run.ts`.
 *
 * `nemo-microservices` and `huggingface_hub` come from PyPI in exact versions; the server is the real one, on a free port
 * and a fresh data directory. Ends with code 0 only if every test ran and passed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@evalflow/server'
import { ensureEnvironment, runForCode } from './python-environment.ts'

export interface Counts {
  tests: number
  failed: number
  skipped: number
}

interface Suite {
  readonly environment: string
  readonly requirements: string
  readonly folder: string
}

const SUITES: readonly Suite[] = [
  { environment: 'conformance', requirements: 'requirements.txt', folder: 'python' },
  { environment: 'conformance-legacy', requirements: 'requirements-legacy.txt', folder: 'python-legacy' },
]

/** Runs all suites against a server that is up. `filter` is pytest's `-k`. */
export async function runConformance({
  baseUrl,
  filter,
}: {
  baseUrl: string
  filter?: string | undefined
}): Promise<Counts> {
  const total: Counts = { tests: 0, failed: 0, skipped: 0 }
  for (const suite of SUITES) {
    const counts = await runSuite(suite, baseUrl, filter)
    total.tests += counts.tests
    total.failed += counts.failed
    total.skipped += counts.skipped
  }
  return total
}

async function runSuite(
  { environment, requirements, folder }: Suite,
  baseUrl: string,
  filter: string | undefined,
): Promise<Counts> {
  const here = import.meta.dirname
  const python = await ensureEnvironment(environment, join(here, 'python', requirements), (line) => console.log(line))
  const scratch = mkdtempSync(join(tmpdir(), 'evalflow-conformance-'))
  const report = join(scratch, 'report.xml')
  const env = {
    ...process.env,
    EVALFLOW_URL: baseUrl,
    HF_HOME: join(scratch, 'hf'),
    HF_HUB_DISABLE_TELEMETRY: '1',
    HF_HUB_DISABLE_PROGRESS_BARS: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  }
  try {
    const args = [
      '-m',
      'pytest',
      '-q',
      '-p',
      'no:cacheprovider',
      `--junitxml=${report}`,
      ...(filter ? ['-k', filter] : []),
      join(here, folder),
    ]
    const code = await runForCode(python, args, env)
    const counts = readReport(readFileSync(report, 'utf8'))
    // pytest's 5 is "no test chosen", which a filter may do
    if (code !== 0 && counts.failed === 0 && !(filter && code === 5)) counts.failed = 1
    return counts
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function readReport(xml: string): Counts {
  const of = (name: string) => Number(new RegExp(`<testsuite[^>]* ${name}="(\\d+)"`).exec(xml)?.[1] ?? 0)
  return { tests: of('tests'), failed: of('failures') + of('errors'), skipped: of('skipped') }
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'evalflow-data-'))
  const server = await startServer({
    dataDir,
    modelsDir: join(dataDir, 'models'),
    port: 0,
    firstRun: false,
    logLevel: 'error',
  })
  try {
    const { tests, failed, skipped } = await runConformance({ baseUrl: server.url, filter: process.argv[2] })
    console.log(`conformance: ${tests - failed - skipped} passed, ${failed} failed, ${skipped} skipped of ${tests}`)
    process.exitCode = failed > 0 || skipped > 0 || tests === 0 ? 1 : 0
  } finally {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

if (import.meta.main) await main()
