import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@evalflow/server'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { runCommandLine } from '../command-line.ts'

const folder = mkdtempSync(join(tmpdir(), 'evalflow-cli-configs-'))
const file = join(folder, 'qa.json')
let server: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startServer({ port: 0, dataDir: join(folder, 'data'), firstRun: false })
  const dataset = { files_url: 'hf://datasets/template/placeholder' }
  const tasks = { template_task: { type: 'default', dataset, metrics: { f1: { type: 'f1' } } } }
  await fetch(`${server.url}/v1/evaluation/configs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ namespace: 'default', name: 'qa_template', type: 'similarity_metrics', tasks }),
  })
})
afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function run(...args: string[]) {
  const printed: string[] = []
  const keep = (chunk: unknown) => printed.push(String(chunk)) > 0
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(keep)
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(keep)
  try {
    return { code: await runCommandLine(['configs', ...args, '--url', server.url]), text: printed.join('') }
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
}

it('exports a template and imports it under another name, saying first what it needs', async () => {
  expect(await run('export', 'qa_template', '--output', file)).toEqual({ code: 0, text: '' })
  const dry = await run('import', file, '--name', 'copy_template', '--dry-run')
  const listed = await run('list', '--kind', 'template')
  const made = await run('import', file, '--name', 'copy_template')
  const again = await run('import', file)

  expect(dry.text).toContain('needs column ideal_response')
  expect(listed.text).not.toContain('copy_template')
  expect(made).toMatchObject({ code: 0 })
  expect(made.text).toContain('Imported default/copy_template, version 1.')
  expect(again.text).toContain('default/qa_template is here already.')
})

it('refuses a changed file with exit 1 and the field, and stores nothing', async () => {
  writeFileSync(file, readFileSync(file, 'utf8').replace('"f1"', '"f2"'))

  const refused = await run('import', file, '--name', 'other_template')

  expect(refused.code).toBe(1)
  expect(refused.text).toContain('hash: it is not that of the content')
  expect((await run('list', '--kind', 'template')).text).not.toContain('other_template')
})
