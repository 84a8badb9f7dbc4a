import { emptyFlow, type Flow } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import type { ComponentDefinition, RunSnapshot } from './definition.ts'
import { createMemoryCache } from './memory-cache.ts'
import { createNodeStops, type NodeStops } from './node-stops.ts'
import { runFlow } from './run-flow.ts'

interface Gate {
  open: () => void
  /** Nodes whose signal was aborted. */
  aborted: string[]
}

/** Every node waits for its gate, or for its signal. */
const slow = (gates: Map<string, Gate>): ComponentDefinition<null> => ({
  version: 1,
  summary: '',
  category: 'data',
  keywords: [],
  icon: 'box',
  type: 'slow',
  title: 'Slow',
  inputs: [{ id: 'in', type: 'any', label: 'In', list: true }],
  outputs: [{ id: 'out', type: 'any', label: 'Out' }],
  fields: [],
  run: ({ nodeId, signal }) =>
    new Promise((resolve, reject) => {
      const gate: Gate = { open: () => resolve({ out: nodeId }), aborted: [] }
      gates.set(nodeId, gate)
      signal.addEventListener('abort', () => {
        gate.aborted.push(nodeId)
        reject(signal.reason as Error)
      })
    }),
})

function flowOf(nodes: readonly string[], wires: readonly string[]): Flow {
  const flow = emptyFlow({ id: 'flow', name: 'Flow' })
  for (const id of nodes) flow.nodes[id] = { id, type: 'slow', version: 1, name: id.toUpperCase(), values: {} }
  for (const wire of wires) {
    const [source = '', target = ''] = wire.split('>')
    flow.edges[wire] = { id: wire, source: { node: source, port: 'out' }, target: { node: target, port: 'in' } }
  }
  return flow
}

const settle = async () => {
  for (let i = 0; i < 50; i += 1) await Promise.resolve()
}

async function start(flow: Flow, stops: NodeStops = createNodeStops()) {
  const gates = new Map<string, Gate>()
  const stopping = new AbortController()
  const done: Promise<RunSnapshot> = runFlow<null>({
    runId: 'run',
    flow,
    definitions: new Map([['slow', slow(gates)]]),
    services: null,
    signal: stopping.signal,
    stops,
    cache: createMemoryCache(),
    onEvent: () => {},
    now: () => new Date(0),
  })
  await settle()
  return { done, gates, stops, stopRun: () => stopping.abort() }
}

const states = (snapshot: RunSnapshot) =>
  Object.fromEntries(Object.values(snapshot.nodes).map(({ node, state }) => [node, state]))

describe('[R11] stopping one node', () => {
  it('ends it and skips what depends on it, while the rest runs on to its result', async () => {
    const run = await start(flowOf(['a', 'b', 'c', 'd'], ['a>b', 'b>c']))

    run.stops.stop('a')
    await settle()
    run.gates.get('d')?.open()
    const snapshot = await run.done

    expect(states(snapshot)).toEqual({ a: 'stopped', b: 'skipped', c: 'skipped', d: 'done' })
    expect(snapshot.nodes['c']?.error).toEqual({ code: 'upstream_stopped', message: 'Skipped, because A was stopped.' })
    expect(snapshot.state).toBe('partly')
    expect(run.gates.get('d')?.aborted).toEqual([])
  })

  it('ends one that waits at once, and it never starts', async () => {
    const run = await start(flowOf(['a', 'b'], ['a>b']))

    run.stops.stop('b')
    run.gates.get('a')?.open()
    const snapshot = await run.done

    expect(states(snapshot)).toEqual({ a: 'done', b: 'stopped' })
    expect(run.gates.has('b')).toBe(false)
  })

  it('leaves the run stopped when nothing has a result and nothing failed', async () => {
    const run = await start(flowOf(['a', 'b'], ['a>b']))

    run.stops.stop('a')

    expect((await run.done).state).toBe('stopped')
  })

  it('does nothing to a node that has ended, and the run can still be stopped whole', async () => {
    const run = await start(flowOf(['a', 'b'], ['a>b']))
    run.gates.get('a')?.open()
    await settle()

    run.stops.stop('a')
    run.stopRun()

    expect(states(await run.done)).toEqual({ a: 'done', b: 'stopped' })
  })

  it('is remembered by a run that goes on later', async () => {
    const run = await start(flowOf(['a', 'b'], []), createNodeStops(['a']))
    run.gates.get('b')?.open()

    expect(states(await run.done)).toEqual({ a: 'stopped', b: 'done' })
  })
})
