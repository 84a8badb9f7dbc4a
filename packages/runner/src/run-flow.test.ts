import { type Flow, type JsonValue, emptyFlow } from '@evalflow/graph'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type {
  ComponentDefinition,
  OutputCache,
  RunContext,
  RunEvent,
  RunFlowOptions,
  RunSnapshot,
} from './definition.ts'
import { createMemoryCache } from './memory-cache.ts'
import { runFlow } from './run-flow.ts'

// Properties run hundreds of cases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

type Services = { ran: string[] }
type Run = (context: RunContext<Services>) => Promise<Record<string, JsonValue>>

const base = { version: 1, summary: '', category: 'data', keywords: [], icon: 'box' } as const

/** Adds up what comes in and its own `n`. */
const sum: Run = ({ values, inputs, services, nodeId }) => {
  services.ran.push(nodeId)
  const parts = [inputs['in'], inputs['list']]
    .flat()
    .map(Number)
    .filter((part) => !Number.isNaN(part))
  return Promise.resolve({ out: parts.reduce((total, part) => total + part, Number(values['n'])) })
}

const component = (
  type: string,
  run: Run | undefined,
  more: Partial<ComponentDefinition<Services>> = {},
): ComponentDefinition<Services> => ({
  ...base,
  type,
  title: type.toUpperCase(),
  inputs: [
    { id: 'in', type: 'any', label: 'In' },
    { id: 'list', type: 'any', label: 'List', list: true },
  ],
  outputs: [{ id: 'out', type: 'any', label: 'Out' }],
  fields: [{ id: 'n', label: 'Number', kind: 'number', default: 1, max: 1000 }],
  ...(run ? { run } : {}),
  ...more,
})

const library = (...more: ComponentDefinition<Services>[]) =>
  new Map(
    [component('sum', sum), component('note', undefined), ...more].map((definition) => [definition.type, definition]),
  )

/** `a:sum` nodes and `a>b` wires into the list port (`a>b.in` for another). */
function flowOf(nodes: readonly string[], wires: readonly string[] = []): Flow {
  const flow = emptyFlow({ id: 'flow', name: 'Flow' })
  for (const text of nodes) {
    const [id = '', type = 'sum'] = text.split(':')
    flow.nodes[id] = { id, type, version: 1, values: {} }
  }
  for (const wire of wires) {
    const [source = '', target = ''] = wire.split('>')
    const [node = '', port = 'list'] = target.split('.')
    flow.edges[wire] = { id: wire, source: { node: source, port: 'out' }, target: { node, port } }
  }
  return flow
}

interface Started {
  done: Promise<RunSnapshot>
  ran: string[]
  events: RunEvent[]
  clock: { advance: (ms: number) => void }
  stop: () => void
}

function start(flow: Flow, more: Partial<RunFlowOptions<Services>> = {}): Started {
  const ran: string[] = []
  const events: RunEvent[] = []
  const controller = new AbortController()
  let nowMs = 0
  let timers: { at: number; action: () => void }[] = []
  const done = runFlow<Services>({
    runId: 'run',
    flow,
    definitions: library(),
    services: { ran },
    signal: controller.signal,
    cache: createMemoryCache(),
    onEvent: (event) => events.push(structuredClone(event)),
    now: () => new Date(nowMs),
    schedule: (action, delayMs) => {
      const timer = { at: nowMs + delayMs, action }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    ...more,
  })
  const advance = (ms: number) => {
    nowMs += ms
    const due = timers.filter((timer) => timer.at <= nowMs)
    timers = timers.filter((timer) => timer.at > nowMs)
    for (const { action } of due) action()
  }
  return { done, ran, events, clock: { advance }, stop: () => controller.abort() }
}

const outOf = (snapshot: RunSnapshot, node: string): JsonValue | undefined => snapshot.nodes[node]?.outputs?.['out']
const settle = async () => {
  for (let i = 0; i < 50; i += 1) await Promise.resolve()
}
const countingCache = (): OutputCache & { keys: string[] } => {
  const cache = createMemoryCache()
  const keys: string[] = []
  return { keys, get: cache.get, set: (key, outputs) => (keys.push(key), cache.set(key, outputs)) }
}

describe('runFlow', () => {
  it('[R1] runs each node after what it needs and hands outputs on', async () => {
    const { done, ran } = start(flowOf(['c', 'b', 'a', 'n:note'], ['a>b', 'b>c', 'a>c']))

    const snapshot = await done

    expect(ran).toEqual(['a', 'b', 'c'])
    expect(['a', 'b', 'c'].map((id) => outOf(snapshot, id))).toEqual([1, 2, 4])
    expect(snapshot).toMatchObject({ id: 'run', flowId: 'flow', state: 'done' })
    expect(snapshot.nodes['n']).toBeUndefined()
  })

  it('[R1] [R2] runs random graphs in order, each node once, with the sums of a naive model', async () => {
    const graph = fc.integer({ min: 2, max: 12 }).chain((size) =>
      fc.record({
        size: fc.constant(size),
        wires: fc.uniqueArray(
          fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).filter(([a, b]) => a < b),
          { maxLength: 30, selector: String },
        ),
        parallel: fc.integer({ min: 1, max: 4 }),
        reversed: fc.boolean(),
      }),
    )
    await fc.assert(
      fc.asyncProperty(graph, async ({ size, wires, parallel, reversed }) => {
        const names = Array.from({ length: size }, (_, i) => `n${i}`)
        const flow = flowOf(
          reversed ? names.toReversed() : names,
          wires.map(([a, b]) => `n${a}>n${b}`),
        )
        const expected = names.map(() => 1)
        for (let i = 0; i < size; i += 1)
          for (const [a, b] of wires) if (b === i) expected[i] = (expected[i] ?? 0) + (expected[a] ?? 0)

        const { done, ran, events } = start(flow, { parallel })
        const snapshot = await done

        expect(names.map((name) => outOf(snapshot, name))).toEqual(expected)
        expect(ran.toSorted()).toEqual(names.toSorted())
        for (const [a, b] of wires) expect(ran.indexOf(`n${a}`)).toBeLessThan(ran.indexOf(`n${b}`))
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1))
        let running = 0
        for (const event of events) {
          if (event.type !== 'node') continue
          if (event.node.state === 'running' && !event.node.progress) running += 1
          if (event.node.state === 'done') running -= 1
          expect(running).toBeLessThanOrEqual(parallel)
        }
      }),
    )
  })

  it('[R2] runs branches at the same time', async () => {
    const open: (() => void)[] = []
    const gate: Run = () => new Promise((resolve) => open.push(() => resolve({ out: 0 })))
    const { done } = start(flowOf(['a:gate', 'b:gate', 'c'], ['a>c', 'b>c']), {
      definitions: library(component('gate', gate)),
    })

    await settle()
    expect(open).toHaveLength(2)
    for (const release of open) release()

    expect((await done).state).toBe('done')
  })

  it('[R3] a failure skips what depends on it, names the failed node, and spares the rest', async () => {
    const fail: Run = () =>
      Promise.reject(Object.assign(new Error('no such dataset'), { code: 'dataset_gone', field: 'dataset' }))
    const flow = flowOf(['a:fail', 'b', 'c', 'other'], ['a>b', 'b>c'])

    const snapshot = await start(flow, { definitions: library(component('fail', fail)) }).done

    expect(snapshot.nodes['a']).toMatchObject({
      state: 'failed',
      error: { code: 'dataset_gone', message: 'no such dataset', field: 'dataset' },
    })
    expect(snapshot.nodes['b']).toMatchObject({
      state: 'skipped',
      error: { code: 'upstream_failed', message: 'Skipped, because FAIL failed.' },
    })
    expect(snapshot.nodes['c']).toMatchObject({ state: 'skipped', error: { message: 'Skipped, because FAIL failed.' } })
    expect(snapshot.nodes['other']?.state).toBe('done')
    expect(snapshot.state).toBe('partly')
  })

  it.each<[string, Run, string]>([
    [
      'throws before its first await',
      () => {
        throw new Error('at once')
      },
      'at once',
    ],
    [
      'ends with nothing',
      () => Promise.resolve(undefined as unknown as Record<string, JsonValue>),
      'ended with nothing',
    ],
    ['throws no Error', () => Promise.reject('text' as unknown as Error), 'text'],
  ])('[R3] a component that %s fails its node alone', async (_title, run, message) => {
    const snapshot = await start(flowOf(['a:bad']), { definitions: library(component('bad', run)) }).done

    expect(snapshot).toMatchObject({
      state: 'failed',
      nodes: { a: { state: 'failed', error: { message: expect.stringContaining(message) as string } } },
    })
  })

  it('[R4] says what cannot run before anything runs', async () => {
    const flow = flowOf(['bad', 'odd:mystery', 'needy:needs', 'a', 'after'], ['odd>after', 'a>bad'])
    flow.nodes['bad'] = { id: 'bad', type: 'sum', version: 1, values: { n: 'x' } }
    flow.nodes['new'] = { id: 'new', type: 'sum', version: 7, values: {} }
    const needs = component('needs', sum, { inputs: [{ id: 'in', type: 'any', label: 'In', required: true }] })

    const { done, events } = start(flow, { definitions: library(needs) })
    const { nodes } = await done

    expect(nodes['bad']?.error).toEqual({
      code: 'invalid_values',
      message: 'SUM: Number: found "x", expected a number',
      field: 'n',
    })
    expect(nodes['odd']?.error).toMatchObject({
      code: 'unknown_component',
      message: expect.stringContaining('"mystery"') as string,
    })
    expect(nodes['needy']?.error).toMatchObject({ code: 'missing_input', field: 'in' })
    expect(nodes['new']?.error?.code).toBe('newer_component')
    expect(nodes['after']?.state).toBe('skipped')
    const states = events.flatMap((event) => (event.type === 'node' ? [event.node.state] : []))
    expect(states.lastIndexOf('failed')).toBeLessThan(states.indexOf('running'))
  })

  it('[R4] a loop fails its nodes and ends', async () => {
    const { nodes } = await start(flowOf(['a', 'b', 'c', 'd'], ['a>b', 'b>a', 'b>c'])).done

    expect(nodes['a']?.error?.code).toBe('broken_edge')
    expect(nodes['b']?.error?.message).toContain('loop')
    expect(nodes['c']?.state).toBe('skipped')
    expect(nodes['d']?.state).toBe('done')
  })

  it("[R5] hands a list port its values in the order of the wires' ids, a single port one value, a bare port nothing", async () => {
    let seen: unknown
    const look: Run = ({ inputs }) => {
      seen = inputs
      return Promise.resolve({})
    }
    const flow = flowOf(['b', 'a', 'x:look'], ['b>x', 'a>x', 'b>x.in'])
    flow.nodes['b'] = { id: 'b', type: 'sum', version: 1, values: { n: 5 } }

    await start(flow, {
      definitions: library(
        component('look', look, {
          inputs: [...component('t', sum).inputs, { id: 'bare', type: 'any', label: 'Bare' }],
        }),
      ),
    }).done

    expect(seen).toEqual({ list: [1, 5], in: 5 })
  })

  it('[R5] a list output stays one value of a list port', async () => {
    let seen: unknown
    const rows: Run = () => Promise.resolve({ out: [1, 2] })
    const look: Run = ({ inputs }) => {
      seen = inputs['list']
      return Promise.resolve({})
    }
    await start(flowOf(['a:rows', 'b:rows', 'x:look'], ['a>x', 'b>x']), {
      definitions: library(component('rows', rows), component('look', look)),
    }).done

    expect(seen).toEqual([
      [1, 2],
      [1, 2],
    ])
  })

  it('[R6] uses the cached output of a frozen node for the same content, and runs it for another', async () => {
    const cache = createMemoryCache()
    const flow = flowOf(['a', 'b'], ['a>b'])
    await start(flow, { cache }).done
    const frozen = {
      ...flow,
      nodes: { ...flow.nodes, a: { id: 'a', type: 'sum', version: 1, values: {}, frozen: true } },
    }

    const again = start(frozen, { cache })
    const snapshot = await again.done
    const changed = start(
      { ...frozen, nodes: { ...frozen.nodes, a: { ...frozen.nodes.a, values: { n: 2 } } } },
      { cache },
    )
    await changed.done

    expect(again.ran).toEqual(['b'])
    expect(snapshot.nodes['a']).toMatchObject({ state: 'done', cached: true, outputs: { out: 1 } })
    expect(changed.ran).toEqual(['a', 'b'])
  })

  it('[R6] uses the cached output of a pure component without freezing', async () => {
    const cache = createMemoryCache()
    const definitions = library(component('pure', sum, { pure: true }))
    await start(flowOf(['a:pure']), { cache, definitions }).done

    const again = start(flowOf(['a:pure']), { cache, definitions })
    await again.done

    expect(again.ran).toEqual([])
  })

  it('[R6] keeps one key for what is the same and another for what is not', async () => {
    const cache = countingCache()
    const flow = flowOf(['a', 'twin', 'b'], ['a>b'])
    flow.nodes['twin'] = { id: 'twin', type: 'sum', version: 1, values: { n: 1 }, name: 'Another name' }

    await start(flow, { cache }).done

    expect(cache.keys).toHaveLength(3)
    expect(new Set(cache.keys).size).toBe(2)
  })

  it('[R7] runs only what was asked for, with the other outputs from the cache', async () => {
    const cache = createMemoryCache()
    const flow = flowOf(['a', 'b', 'c'], ['a>b', 'b>c'])
    const early = await start(flow, { cache, only: ['c'] }).done
    await start(flow, { cache }).done

    const late = start(flow, { cache, only: ['c'] })
    const snapshot = await late.done

    expect(early.nodes['c']).toMatchObject({
      state: 'failed',
      error: { code: 'input_not_available', message: expect.stringContaining('Run SUM too') as string },
    })
    expect(late.ran).toEqual(['c'])
    expect(Object.keys(snapshot.nodes)).toEqual(['c'])
    expect(outOf(snapshot, 'c')).toBe(3)
  })

  it('[R7] waits for a chosen node behind one that is not', async () => {
    const cache = createMemoryCache()
    const flow = flowOf(['c', 'b', 'a'], ['a>b', 'b>c'])
    await start(flow, { cache }).done

    const again = start(flow, { cache, only: ['a', 'c'] })
    await again.done

    expect(again.ran).toEqual(['a', 'c'])
  })

  it('[R8] stops: running nodes are told, waiting ones never start', async () => {
    const wait: Run = ({ signal, services, nodeId }) =>
      new Promise((_resolve, reject) => {
        services.ran.push(nodeId)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
    const run = start(flowOf(['a:wait', 'b', 'done'], ['a>b']), { definitions: library(component('wait', wait)) })
    await settle()

    run.stop()
    const snapshot = await run.done

    expect(snapshot.state).toBe('stopped')
    expect([snapshot.nodes['a']?.state, snapshot.nodes['b']?.state, snapshot.nodes['done']?.state]).toEqual([
      'stopped',
      'stopped',
      'done',
    ])
    expect(run.ran).toEqual(['a', 'done'])
  })

  it('[R8] waits for a stopped node to put things in order, but not for ever', async () => {
    const deaf: Run = () => new Promise(() => {})
    const run = start(flowOf(['a:deaf']), { definitions: library(component('deaf', deaf)), stopGraceMs: 5_000 })
    await settle()
    run.stop()
    let isOver = false
    void run.done.then(() => (isOver = true))

    run.clock.advance(4_999)
    await settle()
    expect(isOver).toBe(false)
    run.clock.advance(1)

    expect((await run.done).nodes['a']).toMatchObject({
      state: 'stopped',
      error: { message: expect.stringContaining('may still run') as string },
    })
  })

  it('[R9] a node may end partly; its output is handed on but not cached', async () => {
    const cache = countingCache()
    const some: Run = ({ partly }) => {
      partly?.('3 of 10 samples failed')
      return Promise.resolve({ out: 7 })
    }

    const snapshot = await start(flowOf(['a:some', 'b'], ['a>b']), {
      cache,
      definitions: library(component('some', some)),
    }).done

    expect(snapshot.nodes['a']).toMatchObject({
      state: 'partly',
      logs: [{ level: 'warning', message: '3 of 10 samples failed' }],
    })
    expect(outOf(snapshot, 'b')).toBe(8)
    expect(snapshot.state).toBe('partly')
    expect(cache.keys).toHaveLength(1)
  })
})

describe('events', () => {
  it('[E2] sends progress four times a second at most, and always the last of it', async () => {
    let context: RunContext<Services> | undefined
    let finish = () => {}
    const busy: Run = (given) => {
      context = given
      return new Promise((resolve) => (finish = () => resolve({})))
    }
    const run = start(flowOf(['a:busy']), { definitions: library(component('busy', busy)) })
    await settle()

    const before = run.events.length
    for (let i = 1; i <= 100; i += 1) {
      context?.report({ done: i, total: 100 })
      run.clock.advance(10)
    }
    const sent = run.events.slice(before).flatMap((event) => (event.type === 'node' ? [event.node.progress?.done] : []))

    expect(sent.length).toBeGreaterThanOrEqual(4)
    expect(sent.length).toBeLessThanOrEqual(5)
    context?.report({ done: 101 })
    run.clock.advance(250)
    expect(run.events.at(-1)).toMatchObject({ node: { progress: { done: 101 } } })
    finish()
    await run.done
    const length = run.events.length
    context?.report({ done: 102 })
    context?.log('info', 'too late')
    run.clock.advance(1_000)
    expect(run.events).toHaveLength(length)
  })

  it('[E1] tells every state of every node in order, between run events', async () => {
    const { done, events } = start(flowOf(['a', 'b'], ['a>b']))
    const snapshot = await done

    const told = events.map((event) => (event.type === 'run' ? event.state : `${event.node.node} ${event.node.state}`))

    expect(told).toEqual(['running', 'a waiting', 'b waiting', 'a running', 'a done', 'b running', 'b done', 'done'])
    expect(snapshot.seq).toBe(8)
  })
})
