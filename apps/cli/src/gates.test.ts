/** Gates from the command line, over a real server with a baseline model. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { runCommandLine } from './command-line.ts'
import { EXIT } from './exit-codes.ts'
import flow from './gate-flow.json'

let folder: string
let errors: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evalflow-gates-'))
  errors = ''
  vi.stubEnv('EVALFLOW_MODELS_DIR', join(folder, 'models'))
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((errors += String(text))) || true)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

async function run(conditions: string): Promise<{ code: number; junit: string }> {
  const { gate } = flow.nodes
  const changed = { ...flow, nodes: { ...flow.nodes, gate: { ...gate, values: { conditions } } } }
  const [file, junit] = [join(folder, 'flow.json'), join(folder, 'junit.xml')]
  writeFileSync(file, JSON.stringify(changed))
  const code = await runCommandLine(['run', file, '--junit', junit, '--data-dir', join(folder, 'data')])
  return { code, junit: readFileSync(junit, 'utf8') }
}

it('ends with 0 when the gate opens, and writes its checks', async () => {
  const { code, junit } = await run('string-check = 0.75')

  expect(code, errors).toBe(EXIT.ok)
  expect(junit).toContain('<testsuite name="Good &amp; fast" tests="3" failures="0" errors="0">')
}, 60_000)

it('ends with 1 when the gate stays shut, though a report beside it was written', async () => {
  const { code, junit } = await run('string-check >= 0.8')

  expect(code).toBe(EXIT.failed)
  expect(errors).toMatch(/report: done/)
  expect(junit).toContain('failures="1" errors="0"')
  expect(junit).toContain('message="string-check &gt;= 0.8: found 0.75 ')
}, 60_000)

it('tells JUnit of a gate that could not be checked', async () => {
  const { junit } = await run('nothing >= 1')

  expect(junit).toContain('errors="1"')
  expect(junit).toContain('<error type="gate_unusable"')
}, 60_000)
