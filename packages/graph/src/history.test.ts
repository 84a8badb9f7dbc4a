import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { connect } from './commands/edges.ts'
import { group, ungroup } from './commands/groups.ts'
import { addNode, moveNodes, setValue } from './commands/nodes.ts'
import type { Flow } from './flow.ts'
import { type History, emptyHistory, HISTORY_LIMIT, recordChange, redo, sealHistory, undo } from './history.ts'
import { parseFlow } from './parse-flow.ts'
import { applyPatches } from './patches.ts'
import { changeFor, countingIds, deepFreeze, newFlow, stepArbitrary } from './sample-flows.ts'

// Properties run hundreds of cases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const steps = fc.array(stepArbitrary, { minLength: 1, maxLength: 40 })

const withNode = (): Flow => {
  const flow = newFlow()
  return applyPatches(
    flow,
    addNode(flow, { id: 'n', type: 'target', version: 1, at: { x: 0, y: 0 } }, countingIds()).patches,
  )
}

/** Types `texts` one after the other into one field, `gapMs` apart. */
function type(flow: Flow, texts: readonly string[], gapMs: number): { flow: Flow; history: History } {
  let history = emptyHistory
  for (const [i, value] of texts.entries()) {
    const change = setValue(flow, { node: 'n', field: 'x', value }, countingIds())
    flow = applyPatches(flow, change.patches)
    history = recordChange(history, change, { at: i * gapMs, key: 'value:n:x' })
  }
  return { flow, history }
}

describe('commands', () => {
  it('[K1] lead back exactly, and leave a flow that parses', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        let flow = deepFreeze(newFlow())
        const context = countingIds()
        for (const step of sequence) {
          const change = changeFor(flow, step, context)
          if (!change) continue
          const after = deepFreeze(applyPatches(flow, change.patches))
          expect(applyPatches(after, change.inverse)).toEqual(flow)
          expect(change.patches.length === 0).toBe(change.inverse.length === 0)
          expect(parseFlow(after)).toEqual(after)
          flow = after
        }
      }),
      { numRuns: 200 },
    )
  })

  it('[K2] group then ungroup is the identity', () => {
    fc.assert(
      fc.property(steps, fc.nat(100), (sequence, n) => {
        let flow = newFlow()
        const context = countingIds()
        for (const step of sequence) flow = applyPatches(flow, changeFor(flow, step, context)?.patches ?? [])
        const grouped = new Set(Object.values(flow.groups).flatMap((frame) => frame.nodes))
        const free = Object.keys(flow.nodes)
          .filter((id) => !grouped.has(id))
          .slice(0, 1 + (n % 5))
        fc.pre(free.length > 0)
        const framed = applyPatches(flow, group(flow, { nodes: free, name: 'Frame', id: 'frame' }, context).patches)

        const back = applyPatches(framed, ungroup(framed, { group: 'frame' }, context).patches)

        expect(framed).not.toEqual(flow)
        expect(back).toEqual(flow)
      }),
      { numRuns: 200 },
    )
  })

  it('[K3] change nothing where nothing differs', () => {
    const flow = withNode()
    const context = countingIds()

    expect(moveNodes(flow, { to: { n: { x: 0, y: 0 } } }, context).patches).toEqual([])
    expect(setValue(flow, { node: 'n', field: 'x', value: undefined }, context).patches).toEqual([])
    const wire = { source: { node: 'n', port: 'o' }, target: { node: 'n', port: 'i' } }
    const wired = applyPatches(flow, connect(flow, wire, context).patches)
    expect(connect(wired, wire, context).patches).toEqual([])
  })
})

describe('history', () => {
  it('[H1] undoes every step to the snapshot before it and redoes to the one after', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const context = countingIds()
        let flow = newFlow()
        let history = emptyHistory
        const snapshots = [flow]
        for (const [i, step] of sequence.entries()) {
          const change = changeFor(flow, step, context)
          if (!change || change.patches.length === 0) continue
          flow = applyPatches(flow, change.patches)
          history = recordChange(history, change, { at: i })
          snapshots.push(structuredClone(flow))
        }
        // What survives a reload is the JSON of it.
        history = JSON.parse(JSON.stringify(history)) as History
        for (const expected of snapshots.slice(0, -1).toReversed()) {
          const step = undo(history)
          flow = applyPatches(flow, step?.patches ?? [])
          history = step?.history ?? history
          expect(flow).toEqual(expected)
        }
        expect(undo(history)).toBeUndefined()
        for (const expected of snapshots.slice(1)) {
          const step = redo(history)
          flow = applyPatches(flow, step?.patches ?? [])
          history = step?.history ?? history
          expect(flow).toEqual(expected)
        }
        expect(redo(history)).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it('[H2] makes one small entry of quick typing in one field', () => {
    const { flow, history } = type(withNode(), ['h', 'he', 'hel', 'hell', 'hello'], 200)

    expect(history.past).toHaveLength(1)
    expect(history.past[0]?.patches).toHaveLength(1)
    expect(applyPatches(flow, undo(history)?.patches ?? [])).toEqual(withNode())
  })

  it('[H2] starts a new entry after a pause, another key, or a seal', () => {
    const slow = type(withNode(), ['h', 'he'], 1_001)
    expect(slow.history.past).toHaveLength(2)

    const { flow, history } = type(withNode(), ['h'], 1)
    const next = setValue(flow, { node: 'n', field: 'x', value: 'he' }, countingIds())
    expect(recordChange(history, next, { at: 1, key: 'other' }).past).toHaveLength(2)
    expect(recordChange(sealHistory(history), next, { at: 1, key: 'value:n:x' }).past).toHaveLength(2)
    expect(recordChange(history, next, { at: 1, key: 'value:n:x' }).past).toHaveLength(1)
  })

  it('[H3] coalesced random gestures still lead back exactly', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const context = countingIds()
        const first = newFlow()
        let flow = first
        let history = emptyHistory
        for (const step of sequence) {
          const change = changeFor(flow, step, context)
          if (!change) continue
          flow = applyPatches(flow, change.patches)
          history = recordChange(history, change, { at: 0, key: 'one' })
        }
        const last = flow
        expect(history.past.length).toBeLessThanOrEqual(1)
        const step = undo(history)
        expect(applyPatches(last, step?.patches ?? [])).toEqual(first)
        const again = step && redo(step.history)
        if (again) expect(applyPatches(first, again.patches)).toEqual(last)
      }),
      { numRuns: 200 },
    )
  })

  it('[H4] keeps no entry for a gesture that ends where it began', () => {
    const dragged = withNode()
    const out = moveNodes(dragged, { to: { n: { x: 5, y: 5 } } }, countingIds())
    const there = applyPatches(dragged, out.patches)
    const home = moveNodes(there, { to: { n: { x: 0, y: 0 } } }, countingIds())

    const history = recordChange(recordChange(emptyHistory, out, { at: 0, key: 'd' }), home, { at: 1, key: 'd' })

    expect(history.past).toEqual([])
    expect(recordChange(emptyHistory, { patches: [], inverse: [], label: '' }, { at: 0 })).toBe(emptyHistory)
  })

  it('[H5] forgets redo after a new change and the oldest beyond the limit', () => {
    const { flow, history } = type(
      withNode(),
      Array.from({ length: HISTORY_LIMIT + 5 }, (_, i) => `${i}`),
      2_000,
    )
    expect(history.past).toHaveLength(HISTORY_LIMIT)

    const back = undo(history)
    const before = applyPatches(flow, back?.patches ?? [])
    const change = setValue(before, { node: 'n', field: 'x', value: 'new' }, countingIds())

    expect(recordChange(back?.history ?? history, change, { at: 1e9 }).future).toEqual([])
  })
})
