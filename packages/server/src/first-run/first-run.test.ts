import type { ModelItem } from '@evalflow/contract'
import { parseFlow } from '@evalflow/graph'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../process/log.ts'
import { createTestServer, type TestServer } from '../testing/test-server.ts'
import { beginFirstRun, type FirstRunDeps } from './first-run.ts'
import { sampleRows } from './sample-rows.ts'

const model = (id: string, kind: ModelItem['kind'], state: ModelItem['state']): ModelItem => ({
  id,
  label: id,
  kind,
  state,
  detail: '',
  size_bytes: null,
  progress: null,
  context_tokens: null,
  licence: null,
})

let server: TestServer
let models: ModelItem[]
let made: string[]
let asked: unknown[]
let stop: AbortController
let deps: FirstRunDeps
beforeEach(async () => {
  asked = []
  made = []
  stop = new AbortController()
  models = [model('smollm2-135m-instruct', 'local', 'absent'), model('baseline-nearest', 'baseline', 'ready')]
  server = await createTestServer({
    parts: {
      runFlow: async ({ flow, onEvent }) => {
        asked.push(flow.nodes['model']?.values['target'])
        onEvent({ seq: 1, type: 'run', state: 'done', at: '2026-01-01T00:00:00.000Z' })
      },
    },
  })
  deps = {
    ...server,
    inference: { list: async () => models },
    nemo: {
      projects: {
        create: async (body) => ({
          ...body,
          namespace: 'default',
          created_at: String(made.push(`project ${body.name}`)),
        }),
      },
      evaluation: {
        configs: { create: async (body) => ({ ...body, created_at: String(made.push(`config ${body.name}`)) }) },
      },
    },
    log: createLog('silent'),
    lookEveryMs: 10,
  }
})
afterEach(async () => {
  stop.abort()
  await server.stop()
})

const readSetting = async () =>
  (await sql<{ value: string }>`select value from settings`.execute(server.db)).rows[0]?.value
const firstFlow = async () => (await server.flows.list({ page: 1, page_size: 10 })).data

describe('first run', () => {
  it('runs on a baseline, labelled so, and again on the model when it arrives', async () => {
    await beginFirstRun(deps, stop.signal)
    const [flow] = await firstFlow()
    expect(JSON.stringify((await server.flows.get(flow?.id ?? '')).flow)).toMatch(/This is a baseline/)

    models = [model('smollm2-135m-instruct', 'local', 'ready'), ...models.slice(1)]

    await expect.poll(() => asked).toEqual(['model:baseline-nearest', 'model:smollm2-135m-instruct'])
    expect(made).toEqual(['project first-evaluation', 'config first_evaluation_template'])
  })

  it('leaves a flow alone that somebody changed meanwhile', async () => {
    await beginFirstRun(deps, stop.signal)
    const [flow] = await firstFlow()
    const record = await server.flows.get(flow?.id ?? '')
    await server.flows.replace(record.id, { ...parseFlow(record.flow), name: 'Mine now' }, 1)

    models = [model('smollm2-135m-instruct', 'local', 'ready')]
    // noted first, so from here on the decision is made
    await expect.poll(readSetting).toMatch(/"is_baseline":false/)

    expect(asked).toEqual(['model:baseline-nearest'])
    expect((await firstFlow())[0]?.name).toBe('Mine now')
  })

  it('does not come back after the example was deleted', async () => {
    await beginFirstRun(deps, stop.signal)
    await server.flows.remove((await firstFlow())[0]?.id ?? '')

    await beginFirstRun(deps, stop.signal)

    expect(await firstFlow()).toEqual([])
  })

  it('makes nothing where there are flows already', async () => {
    await server.flows.create({
      schema: 'evalflow.flow/1',
      id: 'x',
      name: 'x',
      description: '',
      nodes: {},
      edges: {},
      groups: {},
      layout: { nodes: {} },
    })

    await beginFirstRun(deps, stop.signal)

    expect(await firstFlow()).toHaveLength(1)
    expect(asked).toEqual([])
  })
})

describe('sample rows', () => {
  it('are forty, each its own question', () => {
    expect(new Set(sampleRows.map(({ prompt }) => prompt)).size).toBe(40)
  })
})
