import { addNode, moveNodes, removeNodes } from '@evalflow/graph'
import { describe, expect, test, vi } from 'vitest'
import { benchSpec, createBenchFlow } from '../bench/bench-flow.ts'
import { createEditorStore } from './editor-store.ts'

function setUp(options: { readOnly?: boolean } = {}) {
  let now = 0
  let ids = 0
  const onChange = vi.fn()
  const flow = createBenchFlow(4)
  const store = createEditorStore({
    flow,
    specs: [benchSpec],
    onChange,
    now: () => now,
    newId: (prefix = 'id') => `${prefix}-${++ids}`,
    ...options,
  })
  return { store, flow, onChange, wait: (ms: number) => (now += ms) }
}

describe('editor store', () => {
  test('one gesture is one step back, to the exact former flow', () => {
    const { store, flow } = setUp()
    store.dispatch(moveNodes, { to: { n0: { x: 5, y: 5 }, n1: { x: 7, y: 7 } } })
    store.undo()
    expect(store.getState().flow).toEqual(flow)
    store.redo()
    expect(store.getState().flow.layout.nodes['n1']).toMatchObject({ x: 7, y: 7 })
  })

  test('typing in one field is one step; a pause or leaving the field begins another', () => {
    const { store, flow, wait } = setUp()
    for (const text of ['a', 'ab', 'abc']) store.setValue('n0', 'config', text)
    expect(store.getState().history.past).toHaveLength(1)
    store.seal()
    store.setValue('n0', 'config', 'abcd')
    wait(5000)
    store.setValue('n0', 'config', 'abcde')
    expect(store.getState().history.past).toHaveLength(3)
    for (let step = 0; step < 3; step++) store.undo()
    expect(store.getState().flow).toEqual(flow)
  })

  test('tells the patches of every change, undo included, and nothing when nothing changed', () => {
    const { store, onChange } = setUp()
    store.setValue('n0', 'limit', 5)
    store.undo()
    store.undo()
    store.setValue('n0', 'config', 'default/config_0_template')
    expect(onChange.mock.calls.map(([patches]) => patches.length)).toEqual([1, 1])
  })

  test('moving one node of many tells only that node', () => {
    const { store, onChange } = setUp()
    store.dispatch(moveNodes, { to: { n2: { x: 1, y: 1 } } })
    expect(JSON.stringify(onChange.mock.calls[0]?.[0]).length).toBeLessThan(200)
  })

  test('a selection never names what is gone', () => {
    const { store } = setUp()
    store.select({ nodes: ['n0', 'n1'], edges: ['e0-1-dataset'] })
    store.dispatch(removeNodes, { nodes: ['n0'] })
    expect([...store.getState().selection.nodes]).toEqual(['n1'])
    expect(store.getState().selection.edges.size).toBe(0)
  })

  test('another tab’s change is no step and is not told back', () => {
    const { store, onChange } = setUp()
    store.applyRemote([{ op: 'remove', path: ['edges', 'e0-1-dataset'] }])
    expect(store.getState().flow.edges['e0-1-dataset']).toBeUndefined()
    expect(store.getState().history.past).toHaveLength(0)
    expect(onChange).not.toHaveBeenCalled()
  })

  test('read only changes nothing', () => {
    const { store, flow, onChange } = setUp({ readOnly: true })
    store.dispatch(addNode, { type: benchSpec.type, version: 1, at: { x: 0, y: 0 } })
    expect(store.getState().flow).toBe(flow)
    expect(onChange).not.toHaveBeenCalled()
  })
})
