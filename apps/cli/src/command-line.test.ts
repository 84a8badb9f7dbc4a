/** The command line in process, over a real server with a baseline model. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@evalflow/server'
import { StudioClient } from '@evalflow/client'
import type { CostPage, Forecast } from '@evalflow/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runCommandLine } from './command-line.ts'
import { EXIT } from './exit-codes.ts'
import type Example from './failing-flow.json'

let folder: string
let output: string
let errors: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evalflow-cli-'))
  output = ''
  errors = ''
  vi.stubEnv('EVALFLOW_MODELS_DIR', join(folder, 'models'))
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((output += String(text))) || true)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((errors += String(text))) || true)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const dataDir = (name: string) => join(folder, name)

/** The example of the first start, exported with its config. */
async function exportExample(): Promise<string> {
  const server = await startServer({
    port: 0,
    dataDir: dataDir('made'),
    modelsDir: join(folder, 'models'),
    logLevel: 'silent',
  })
  const client = new StudioClient({ baseURL: server.url })
  const flowId = (await client.flows.list()).data[0]?.id ?? ''
  await expect.poll(async () => (await client.flows.latestRun(flowId))?.state, { timeout: 60_000 }).toBe('done')
  const file = join(folder, 'flow.json')
  expect(await runCommandLine(['export', flowId, '--output', file, '--url', server.url])).toBe(EXIT.ok)
  await server.close()
  return file
}

describe('evalflow run', () => {
  it('runs an exported flow where nothing is stored, with the same scores', async () => {
    const file = await exportExample()

    const code = await runCommandLine(['run', file, '--json', '--data-dir', dataDir('empty')])

    expect(errors).toMatch(/Stored config default\/first_evaluation_template/)
    expect(code).toBe(EXIT.ok)
    const run = JSON.parse(output) as {
      state: string
      nodes: Record<string, { outputs: { result: { scores: { value: number }[] } } }>
    }
    expect(run.state).toBe('done')
    const scores = run.nodes['evaluator']?.outputs.result.scores.map(({ value }) => value)
    expect(scores?.every((value) => value > 0 && value < 1)).toBe(true)
  }, 120_000)

  it('ends with 1 and the reason when a node fails', async () => {
    const flow = JSON.parse(readFileSync(join(import.meta.dirname, 'failing-flow.json'), 'utf8')) as object
    const file = join(folder, 'failing.json')
    writeFileSync(file, JSON.stringify(flow))

    expect(await runCommandLine(['run', file, '--data-dir', dataDir('empty')])).toBe(EXIT.failed)
    expect(output).toMatch(/evaluator: failed/)
  }, 60_000)

  it.each([
    ['a file that is not there', ['run', 'none.json']],
    ['an unknown command', ['bogus']],
    ['an unknown option', ['run', 'x', '--bogus']],
    ['a port that is none', ['start', '--port', 'x']],
    ['clean-up without a rule', ['configs', 'cleanup']],
  ])('ends with 2 for %s', async (_case, args) => {
    expect(await runCommandLine(args)).toBe(EXIT.usage)
  })

  it('ends with 2 for a file that is no flow, and says why', async () => {
    const file = join(folder, 'other.json')
    writeFileSync(file, '{"some":"thing"}')

    expect(await runCommandLine(['run', file])).toBe(EXIT.usage)
    expect(errors).toContain(file)
  })
})

describe('evalflow forecast and costs', () => {
  it('ask a pilot, tell intervals, and the run then takes its replies', async () => {
    const file = await exportExample()
    const where = ['--data-dir', dataDir('empty')]
    output = ''

    expect(await runCommandLine(['forecast', file, '--rows', '4', '--json', ...where])).toBe(EXIT.ok)
    const forecast = Object.values(JSON.parse(output) as Record<string, Forecast>)[0]
    output = ''
    expect(await runCommandLine(['run', file, ...where])).toBe(EXIT.ok)
    output = ''
    expect(await runCommandLine(['costs', '--by', 'job', '--json', ...where])).toBe(EXIT.ok)

    const { data, total } = JSON.parse(output) as CostPage
    expect(forecast).toMatchObject({ rows: 40, pilot: { rows: 4, failed: 0 }, money: { value: 0 } })
    expect(forecast?.completion_tokens?.low).toBeLessThanOrEqual(forecast?.completion_tokens?.value ?? NaN)
    expect(data.map(({ key, rows }) => [key.split('-')[0], rows])).toEqual([
      ['eval', 40],
      ['pilot', 4],
    ])
    expect(total).toMatchObject({ jobs: 1, rows: 44, energy_wh: null })
  }, 120_000)

  it('say unknown where nothing may be asked', async () => {
    const file = await exportExample()
    output = ''

    expect(await runCommandLine(['forecast', file, '--rows', '0', '--data-dir', dataDir('empty')])).toBe(EXIT.ok)

    expect(output).toMatch(/money +unknown/)
    expect(output).toMatch(/Run a pilot of a few rows/)
    expect(await runCommandLine(['forecast', file, '--rows', 'x'])).toBe(EXIT.usage)
  }, 120_000)
})

describe('evalflow import and export', () => {
  const example = join(import.meta.dirname, 'failing-flow.json')
  const printed = async (args: string[]) => {
    output = ''
    expect(await runCommandLine(args)).toBe(EXIT.ok)
    return output
  }
  const keep = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  it('bring a Langflow file to Evalflow and back without a change, and without a server', async () => {
    const langflow = keep('langflow.json', await printed(['export', example, '--format', 'langflow']))
    const flow = keep('flow.json', await printed(['import', langflow]))
    const evaluator = (path: string) =>
      Object.values((JSON.parse(readFileSync(path, 'utf8')) as typeof Example).nodes)[0]
    expect(evaluator(flow)).toMatchObject({ type: 'evaluator', values: evaluator(example)?.values })

    const back = await printed(['export', flow, '--format', 'langflow'])

    expect(JSON.parse(back)).toEqual(JSON.parse(readFileSync(langflow, 'utf8')))
  })

  it('keep a flow in a data directory, from which its id brings it back', async () => {
    const where = ['--data-dir', dataDir('flows')]
    const flow = await printed(['import', example, '--store', ...where])
    const id = /Stored as (\S+)\./.exec(errors)?.[1] ?? ''

    const stored = JSON.parse(await printed(['export', id, ...where])) as object

    expect({ ...stored, id: '' }).toEqual({ ...(JSON.parse(flow) as object), id: '' })
  }, 60_000)

  it.each([
    ['of Flowise', '{"nodes":[{"id":"a","type":"customNode","data":{"name":"llmChain"}}],"edges":[]}', /Flowise/],
    ['of n8n', '{"nodes":[{"name":"a","type":"n8n-nodes-base.set","typeVersion":1}],"connections":{}}', /n8n/],
    ['broken off', '{"nodes": [', /line 1/],
  ])('end with 1 and one sentence for a file %s', async (_case, text, reason) => {
    expect(await runCommandLine(['import', keep('other.json', text)])).toBe(EXIT.failed)
    expect(errors.trim().split('\n')).toHaveLength(1)
    expect(errors).toMatch(reason)
  })

  it.each(['import', 'export'])('%s ends with an error for what is not there', async (command) => {
    expect(await runCommandLine([command, 'none', '--data-dir', dataDir('flows')])).not.toBe(EXIT.ok)
    expect(errors).toMatch(/"none"/)
  })
})

describe('evalflow models list', () => {
  it('lists baselines, labelled', async () => {
    expect(await runCommandLine(['models', 'list'])).toBe(EXIT.ok)

    expect(output).toMatch(/baseline-ngram\s+baseline\s+ready/)
  })
})
