import type { ComponentServices } from '@evalflow/components'
import { emptyFlow } from '@evalflow/graph'
import type { NodeRun, RunFlowOptions } from '@evalflow/runner'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

type Script = (options: RunFlowOptions<ComponentServices>) => Promise<void>

let server: TestServer
afterEach(() => server.stop())

const start = async (runFlow: Script) => {
  server = await createTestServer({ parts: { runFlow } })
  const flow = {
    ...emptyFlow({ id: 'x', name: 'stored' }),
    nodes: { a: { id: 'a', type: 'note', version: 1, values: {} } },
  }
  const { id } = (await (await server.request('/api/flows', { json: { flow } })).json()) as { id: string }
  return id
}
const run = async (flow_id: string, extra: object = {}) =>
  (await (await server.request('/api/runs', { json: { flow_id, ...extra } })).json()) as { id: string; state: string }

const node = (state: NodeRun['state'], done = 0): NodeRun => ({ node: 'a', state, progress: { done, total: 3 } })
const at = '2026-01-01T00:00:00.000Z'

const untilStopped = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

const complete: Script = async ({ onEvent }) => {
  onEvent({ seq: 1, type: 'node', node: node('running'), at })
  for (const done of [1, 2, 3]) onEvent({ seq: 1 + done, type: 'node', node: node('running', done), at })
  onEvent({ seq: 5, type: 'node', node: { ...node('done'), outputs: { result: 1 } }, at })
  onEvent({ seq: 6, type: 'run', state: 'done', at })
}

async function readEvents(path: string, headers: Record<string, string> = {}) {
  const text = await (await server.request(path, { headers })).text()
  return [...text.matchAll(/^data: (.*)$/gm)].map(
    ([, data]) => JSON.parse(data ?? '') as { seq: number; type: string; state?: string; node?: NodeRun },
  )
}

describe('runs', () => {
  it('runs the stored flow and ignores a graph in the request', async () => {
    let ran: string[] = []
    const id = await start(async ({ flow, onEvent }) => {
      ran = Object.keys(flow.nodes)
      onEvent({ seq: 1, type: 'run', state: 'done', at })
    })

    const { id: runId } = await run(id, { flow: { nodes: { evil: {} } }, data: { nodes: { evil: {} } } })
    await readEvents(`/api/runs/${runId}/events`)

    expect(ran).toEqual(['a'])
  })

  it('streams events until the run ends, and keeps the picture', async () => {
    const id = await start(complete)
    const { id: runId } = await run(id)

    const events = await readEvents(`/api/runs/${runId}/events`)

    expect(events.at(-1)).toMatchObject({ type: 'run', state: 'done' })
    expect(await (await server.request(`/api/flows/${id}/run`)).json()).toMatchObject({
      id: runId,
      state: 'done',
      nodes: { a: { state: 'done', outputs: { result: 1 } } },
      seq: 6,
    })
  })

  it('of progress in one state keeps the last event only', async () => {
    const { id: runId } = await run(await start(complete))
    await readEvents(`/api/runs/${runId}/events`)

    const replayed = await readEvents(`/api/runs/${runId}/events`)

    expect(replayed.map(({ seq }) => seq)).toEqual([4, 5, 6])
  })

  it('goes on after the last event a reader saw', async () => {
    const { id: runId } = await run(await start(complete))
    await readEvents(`/api/runs/${runId}/events`)

    expect((await readEvents(`/api/runs/${runId}/events`, { 'last-event-id': '5' })).map(({ seq }) => seq)).toEqual([6])
    expect((await readEvents(`/api/runs/${runId}/events?after=5`)).map(({ seq }) => seq)).toEqual([6])
    expect((await server.request(`/api/runs/${runId}/events?after=6`)).status).toBe(204)
  })

  it('stops when asked, and says so of the node that was at work', async () => {
    const id = await start(async ({ signal, onEvent }) => {
      onEvent({ seq: 1, type: 'node', node: node('running'), at })
      await untilStopped(signal)
    })
    const { id: runId } = await run(id)

    await server.request(`/api/runs/${runId}/cancel`, { json: {} })
    await readEvents(`/api/runs/${runId}/events`)

    expect(await (await server.request(`/api/runs/${runId}`)).json()).toMatchObject({
      state: 'stopped',
      nodes: { a: { state: 'stopped' } },
    })
  })

  it('stops one node and lets the others go on, also over a restart', async () => {
    const told: string[] = []
    const id = await start(async ({ signal, stops, onEvent }) => {
      onEvent({ seq: 1, type: 'node', node: node('running'), at })
      onEvent({ seq: 2, type: 'node', node: { node: 'b', state: 'running' }, at })
      stops?.onStop((stopped) => {
        told.push(stopped)
        onEvent({ seq: 3, type: 'node', node: { node: stopped, state: 'stopped' }, at })
      })
      await untilStopped(signal)
    })
    const { id: runId } = await run(id)

    expect((await server.request(`/api/runs/${runId}/cancel`, { json: { nodes: ['none'] } })).status).toBe(404)
    const answer = await server.request(`/api/runs/${runId}/cancel`, { json: { nodes: ['a'] } })

    expect(await answer.json()).toMatchObject({
      state: 'running',
      nodes: { a: { state: 'stopped' }, b: { state: 'running' } },
    })
    expect(told).toEqual(['a'])
    let known: boolean[] = []
    server = await server.restart({
      runFlow: async ({ stops, onEvent }: RunFlowOptions<ComponentServices>) => {
        known = ['a', 'b'].map((name) => stops?.isStopped(name) ?? false)
        onEvent({ seq: 4, type: 'run', state: 'done', at })
      },
    })
    await server.runs.resume()
    await readEvents(`/api/runs/${runId}/events`)
    expect(known).toEqual([true, false])
  })

  it('fails with the reason when the runner breaks', async () => {
    const id = await start(async ({ onEvent }) => {
      onEvent({ seq: 1, type: 'node', node: node('running'), at })
      throw new Error('no more memory')
    })
    const { id: runId } = await run(id)

    await readEvents(`/api/runs/${runId}/events`)

    expect(await (await server.request(`/api/runs/${runId}`)).json()).toMatchObject({
      state: 'failed',
      nodes: { a: { state: 'failed', error: { message: 'no more memory' } } },
    })
  })

  it('goes on after a restart under the same id, with growing seq', async () => {
    const id = await start(async ({ signal, onEvent }) => {
      onEvent({ seq: 1, type: 'node', node: node('running'), at })
      onEvent({ seq: 2, type: 'node', node: node('running', 2), at })
      await untilStopped(signal)
      onEvent({ seq: 3, type: 'node', node: node('stopped'), at })
      onEvent({ seq: 4, type: 'run', state: 'stopped', at })
    })
    const { id: runId } = await run(id)
    server = await server.restart({ runFlow: complete })
    expect(await (await server.request(`/api/runs/${runId}`)).json()).toMatchObject({ state: 'running', seq: 2 })

    await server.runs.resume()
    const events = await readEvents(`/api/runs/${runId}/events?after=2`)

    expect(events.at(-1)).toMatchObject({ seq: 8, type: 'run', state: 'done' })
    expect(await (await server.request(`/api/runs/${runId}`)).json()).toMatchObject({ state: 'done' })
  })

  it('answers null for the run of a flow that never ran', async () => {
    const id = await start(complete)

    const answer = await server.request(`/api/flows/${id}/run`)

    expect([answer.status, await answer.json()]).toEqual([200, null])
    expect((await server.request('/api/flows/none/run')).status).toBe(404)
  })

  it('answers 404 for what is not there', async () => {
    const id = await start(complete)

    expect((await server.request('/api/runs/none')).status).toBe(404)
    expect((await server.request('/api/runs', { json: { flow_id: id, only: ['none'] } })).status).toBe(404)
  })
})
