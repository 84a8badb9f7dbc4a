import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StudioClient } from '@evalflow/client'
import { emptyFlow } from '@evalflow/graph'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startServer } from '../start-server.ts'
import { loadComponents } from './load-components.ts'

const REPOSITORY = join(import.meta.dirname, '../../../..')
const EXAMPLE = join(REPOSITORY, 'examples/word-count')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evalflow-components-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the example of docs/components.md', () => {
  it('is what the page shows, in under 60 lines', () => {
    const page = readFileSync(join(REPOSITORY, 'docs/components.md'), 'utf8')
    const files = ['word-count.js', 'word-count.test.js'].map((name) =>
      readFileSync(join(EXAMPLE, name), 'utf8').trim(),
    )
    for (const text of files) expect(page).toContain(text)
    expect(files.join('\n').split('\n').length).toBeLessThan(60)
  })

  it('passes its own test', () => {
    // without the variables of this test runner, which a nested one would obey
    const env = { PATH: process.env['PATH'] ?? '' }
    const told = execFileSync(process.execPath, ['--test'], { cwd: EXAMPLE, encoding: 'utf8', env })
    expect(told).toMatch(/pass 2/)
  })

  it('runs on a server that was started with it, and stands in the page that draws it', async () => {
    writeFileSync(join(folder, 'index.html'), '<script type="application/json">__COMPONENTS__</script>')
    const server = await startServer({
      port: 0,
      dataDir: join(folder, 'data'),
      modelsDir: join(folder, 'models'),
      studioDir: folder,
      components: [EXAMPLE + '/word-count.js'],
      logLevel: 'silent',
      firstRun: false,
    })
    try {
      expect(await (await fetch(server.url)).text()).toContain('"type":"acme/word-count"')
      const client = new StudioClient({ baseURL: server.url })
      const flow = {
        ...emptyFlow({ id: 'flow', name: 'Words' }),
        nodes: {
          data: {
            id: 'data',
            type: 'data-preparation',
            version: 1,
            values: { source: { text: 'answer\nIt is Paris.\n' } },
          },
          count: { id: 'count', type: 'acme/word-count', version: 1, values: {} },
        },
        edges: {
          wire: { id: 'wire', source: { node: 'data', port: 'rows' }, target: { node: 'count', port: 'rows' } },
        },
      }
      const stored = await client.flows.create(flow as never)
      const { id } = await client.runs.start(stored.id)
      await expect.poll(async () => (await client.runs.get(id)).state, { timeout: 20_000 }).toBe('done')
      expect((await client.runs.get(id)).nodes['count']?.outputs).toEqual({
        rows: [{ answer: 'It is Paris.', words: 3 }],
      })
    } finally {
      await server.close()
    }
  }, 60_000)
})

describe('loadComponents', () => {
  const good = readFileSync(join(EXAMPLE, 'word-count.js'), 'utf8')
  const write = (text: string) => {
    const file = join(folder, `${Math.random()}.mjs`)
    writeFileSync(file, text)
    return file
  }

  it('takes a list of components', async () => {
    const file = write(good.replace('export default', 'const one =') + '\nexport default [one]')
    expect((await loadComponents([file], folder)).map(({ type }) => type)).toEqual(['acme/word-count'])
  })

  it.each([
    ['a file that is not there', () => 'none.mjs', /none\.mjs.*Expected a file or an installed package/s],
    ['no default export', () => write('export const a = 1'), /default: /],
    [
      'a built-in type',
      () => write(good.replace('acme/word-count', 'evaluator')),
      /default\.type: expected "vendor\/component"/,
    ],
    ['an unknown kind', () => write(good.replace("kind: 'text'", "kind: 'html'")), /default\.fields\.0\.kind/],
    ['no run', () => write(good.replace('async run', 'async walk')), /default\.run: expected a function/],
    ['an error of its own', () => write('throw new Error("no key")'), /no key/],
  ])('refuses %s, and says where', async (_case, make, reason) => {
    await expect(loadComponents([make()], folder)).rejects.toThrow(reason)
  })

  it('refuses two of one type', async () => {
    await expect(loadComponents([write(good), write(good)], folder)).rejects.toThrow(/share the id "acme\/word-count"/)
  })
})
