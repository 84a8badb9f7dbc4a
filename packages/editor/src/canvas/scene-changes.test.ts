import { createSpecIndex, type Flow, type NodeId } from '@evalflow/graph'
import { describe, expect, test } from 'vitest'
import { benchSpec, createBenchFlow } from '../bench/bench-flow.ts'
import { createGraphIndex } from '../geometry/graph-index.ts'
import type { Rect } from '../geometry/node-size.ts'
import { contains, intersects } from '../geometry/spatial-index.ts'
import { createWireIndex } from '../geometry/wire-index.ts'
import type { Scene } from './painter.ts'
import { changedAreas, merged } from './scene-changes.ts'

const specs = createSpecIndex([benchSpec])
const NONE: ReadonlySet<string> = new Set()

function sceneOf(flow: Flow, given: Partial<Scene> = {}): Scene {
  const index = given.index ?? createGraphIndex({ flow, specs, views: {}, sizes: new Map() })
  const scene: Scene = {
    flow,
    specs,
    views: {},
    index,
    lod: true,
    selected: NONE,
    domNodes: NONE,
    hidden: NONE,
    domEdges: NONE,
    wires: createWireIndex(),
    broken: new Map(),
    runs: {},
    shift: null,
    moved: null,
    ...given,
  }
  if (!given.wires) scene.wires.update(flow, index, undefined)
  return scene
}

function moved(scene: Scene, node: NodeId, to: { x: number; y: number }): Scene {
  const flow = { ...scene.flow, layout: { nodes: { ...scene.flow.layout.nodes, [node]: to } } }
  return { ...scene, flow, index: scene.index.moved(flow) }
}

const covers = (areas: Rect[] | 'all', rect: Rect | undefined): boolean =>
  areas === 'all' || (rect !== undefined && areas.some((area) => contains(area, rect)))

describe('changed areas', () => {
  test('of a moved node: where it stood, where it is, and its wires, but not the rest', () => {
    const before = sceneOf(createBenchFlow(100))
    const stood = before.index.rectOf('n55')
    const far = before.index.rectOf('n3')
    const wire = before.wires.boxOf('e54-55-dataset')
    const after = moved(before, 'n55', { x: 700, y: 3000 })
    const areas = changedAreas(before, after)
    for (const rect of [stood, wire, after.index.rectOf('n55'), after.wires.boxOf('e54-55-dataset')])
      expect(covers(areas, rect)).toBe(true)
    expect(areas !== 'all' && areas.some((area) => far && intersects(area, far))).toBe(false)
  })

  test('nothing, when nothing of the picture changed: the DOM draws the node and its wires', () => {
    const flow = createBenchFlow(100)
    const before = sceneOf(flow, {
      lod: false,
      domNodes: new Set(['n55']),
      domEdges: new Set(
        Object.values(flow.edges).flatMap(({ id, source, target }) =>
          source.node === 'n55' || target.node === 'n55' ? [id] : [],
        ),
      ),
    })
    const after = { ...before, selected: new Set(['n55']), runs: { n55: { node: 'n55', state: 'running' as const } } }
    expect(changedAreas(before, after)).toEqual([])
  })

  test('of a selection, a state and a hidden block: the node, of the last its wires too', () => {
    const before = sceneOf(createBenchFlow(100))
    const rect = before.index.rectOf('n55')
    expect(changedAreas(before, { ...before, selected: new Set(['n55']) })).toEqual([rect])
    const runs = { n55: { node: 'n55', state: 'failed' as const } }
    expect(changedAreas(before, { ...before, runs })).toEqual([rect])
    const hidden = changedAreas(before, { ...before, hidden: new Set(['n55']) })
    for (const place of [rect, before.wires.boxOf('e55-56-dataset')]) expect(covers(hidden, place)).toBe(true)
  })

  test('all, when the index is another one, the level of detail changes or very much does', () => {
    const before = sceneOf(createBenchFlow(400))
    expect(changedAreas(before, { ...before, lod: false })).toBe('all')
    expect(changedAreas(before, { ...before, selected: new Set(Object.keys(before.flow.nodes)) })).toBe('all')
    const other = createGraphIndex({ flow: before.flow, specs, views: {}, sizes: new Map() })
    expect(changedAreas(before, { ...before, index: other })).toBe('all')
  })

  test('a hundred moves behind, all is painted', () => {
    const before = sceneOf(createBenchFlow(9))
    let after = before
    for (let step = 0; step < 100; step++) after = moved(after, 'n4', { x: step, y: 0 })
    expect(changedAreas(before, after)).toBe('all')
  })
})

test('overlapping rectangles become one', () => {
  const square = (x: number) => ({ x, y: 0, width: 10, height: 10 })
  expect(merged([square(0), square(18), square(9)])).toEqual([{ x: 0, y: 0, width: 28, height: 10 }])
  expect(merged([square(0), square(30)])).toHaveLength(2)
})
