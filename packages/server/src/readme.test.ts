import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'

it('has an example in the README that runs', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const dataDir = mkdtempSync(join(tmpdir(), 'evalflow-readme-'))
  const file = join(import.meta.dirname, `readme-example-${process.pid}.mjs`)
  vi.stubEnv('EXAMPLE_DIR', dataDir)
  vi.stubEnv('EVALFLOW_LOG', 'silent')
  try {
    writeFileSync(file, code.replace('@evalflow/server', './index.ts'))

    const { result } = (await import(file)) as { result: { health: unknown; baselines: number } }

    expect(result.health).toEqual({ status: 'healthy' })
    expect(result.baselines).toBeGreaterThan(0)
  } finally {
    rmSync(file, { force: true })
    rmSync(dataDir, { recursive: true, force: true })
    vi.unstubAllEnvs()
  }
})
