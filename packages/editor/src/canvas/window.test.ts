import { createSpecIndex } from '@evalflow/graph'
import { expect, test } from 'vitest'
import { benchSpec, createBenchFlow } from '../bench/bench-flow.ts'
import { createGraphIndex } from '../geometry/graph-index.ts'
import { advance, openWindow, selectWindow, type CanvasWindow } from './window.ts'

const flow = createBenchFlow(1000)
const index = createGraphIndex({ flow, specs: createSpecIndex([benchSpec]), views: {}, sizes: new Map() })
const shown = { x: 0, y: 0, width: 2133, height: 1333 }

function settle(start: CanvasWindow, area = shown, zoom = 0.6): { steps: number; window: CanvasWindow } {
  let window = start
  for (let steps = 0; steps < 100; steps++) {
    const next = advance(window, index, area, zoom)
    if (next === window) return { steps, window }
    window = next
  }
  throw new Error('The window never came to rest.')
}

test('admits all that is shown, a few per step, and then rests', () => {
  const opened = openWindow(index, shown, 0.6)
  expect(opened.admitted.size).toBeLessThanOrEqual(12)
  const { steps, window } = settle(opened)
  expect(steps).toBeGreaterThan(1)
  expect(window.complete).toBe(true)
  for (const id of index.query(shown)) expect(window.admitted.has(id)).toBe(true)
  expect(window.admitted.size).toBeLessThan(70)
})

test('lets go of what is far away', () => {
  const { window } = settle(openWindow(index, shown, 0.6))
  const { window: moved } = settle(window, { ...shown, x: 6000 })
  expect(moved.admitted.has('n0')).toBe(false)
})

test('under the threshold nothing is admitted, and it comes back a little above it', () => {
  const far = advance(openWindow(index, shown, 0.6), index, shown, 0.34)
  expect(far).toMatchObject({ lod: true, complete: true })
  expect(far.admitted.size).toBe(0)
  expect(advance(far, index, shown, 0.36)).toBe(far)
  expect(advance(far, index, shown, 0.39).lod).toBe(false)
})

test('a wire that leaves the window brings its other end along, not drawn', () => {
  const content = selectWindow(flow, index, { admitted: new Set(['n0']) }, new Set())
  expect(content.nodes).toEqual(['n0'])
  expect(content.neighbours.toSorted()).toEqual(['n1'])
  expect(content.edges.map((edge) => edge.id)).toEqual(['e0-1-dataset'])
})

test('wires of a collapsed group are of the window, wherever it is, but not far away', () => {
  const grouped = { ...flow, groups: { g: { id: 'g', name: 'g', nodes: ['n0'], collapsed: true } } }
  const hiding = createGraphIndex({ flow: grouped, specs: createSpecIndex([benchSpec]), views: {}, sizes: new Map() })
  const near = selectWindow(grouped, hiding, { admitted: new Set(['n2']) }, new Set())
  const far = selectWindow(grouped, hiding, { admitted: new Set(), lod: true }, new Set())

  expect(near.cards).toEqual(['g'])
  expect(near.edges.map(({ id }) => id)).toContain('e0-1-dataset')
  expect(near.neighbours).toContain('n1')
  expect([far.cards, far.edges]).toEqual([[], []])
})

test('what is shown comes first; what lies just off screen only ahead of a gesture', () => {
  const { window } = settle(openWindow(index, shown, 0.6))
  let still = openWindow(index, shown, 0.6)
  for (let step = 0; step < 20; step++) still = advance(still, index, shown, 0.6, { ahead: false })
  expect(still.complete).toBe(true)
  expect([...still.admitted].toSorted()).toEqual(index.query(shown).toSorted())
  expect(window.admitted.size).toBeGreaterThan(still.admitted.size)
})
