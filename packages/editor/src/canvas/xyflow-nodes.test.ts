import { createSpecIndex } from '@evalflow/graph'
import { expect, test } from 'vitest'
import { benchSpec, createBenchFlow } from '../bench/bench-flow.ts'
import { createGraphIndex } from '../geometry/graph-index.ts'
import { selectWindow } from './window.ts'
import { createCanvasAdapter, type NodeAdapterInput } from './xyflow-nodes.ts'

const flow = createBenchFlow(100)
const specs = createSpecIndex([benchSpec])
const index = createGraphIndex({ flow, specs, views: {}, sizes: new Map() })
const selection = { nodes: new Set<string>(), edges: new Set<string>() }

function inputFor(admitted: readonly string[]): NodeAdapterInput {
  const content = selectWindow(flow, index, { admitted: new Set(admitted) }, new Set())
  return { flow, specs, views: {}, index, content, selection, drag: null, readOnly: false }
}

test('nodes that only a wire leads to are known, but not mounted', () => {
  const nodes = createCanvasAdapter().nodes(inputFor(['n55']))
  expect(nodes.filter(({ hidden }) => !hidden).map(({ id }) => id)).toEqual(['n55'])
  expect(nodes.filter(({ hidden }) => hidden).map(({ id }) => id)).toEqual(expect.arrayContaining(['n54', 'n56']))
})

test('a node stays the same object until something of it changes', () => {
  const adapter = createCanvasAdapter()
  const before = adapter.nodes(inputFor(['n55', 'n56']))
  const after = adapter.nodes(inputFor(['n55']))
  const find = (nodes: typeof before, id: string) => nodes.find((node) => node.id === id)
  expect(find(after, 'n55')).toBe(find(before, 'n55'))
  expect(find(before, 'n56')?.hidden).toBe(false)
  expect(find(after, 'n56')?.hidden).toBe(true)
})
