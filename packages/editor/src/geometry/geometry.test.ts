import { createSpecIndex } from '@evalflow/graph'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { benchSpec, createBenchFlow } from '../bench/bench-flow.ts'
import { createGraphIndex, distanceToWire } from './graph-index.ts'
import type { Rect } from './node-size.ts'
import { createSpatialIndex, intersects } from './spatial-index.ts'
import { layOut, layOutByColumns } from './tidy.ts'
import { fitViewport, toFlowPoint, visibleRect, zoomAround } from './viewport.ts'

const canvas = { width: 1280, height: 800 }
const rectangle = fc.record({
  x: fc.integer({ min: -5000, max: 5000 }),
  y: fc.integer({ min: -5000, max: 5000 }),
  width: fc.integer({ min: 1, max: 2000 }),
  height: fc.integer({ min: 1, max: 2000 }),
})

describe('spatial index', () => {
  test('finds exactly what a scan finds', () => {
    fc.assert(
      fc.property(fc.array(rectangle, { maxLength: 40 }), rectangle, (rects, area) => {
        const index = createSpatialIndex(new Map(rects.map((rect, place) => [String(place), rect])))
        const scanned = rects.flatMap((rect, place) => (intersects(rect, area) ? [String(place)] : []))
        expect(index.query(area).toSorted()).toEqual(scanned.toSorted())
      }),
    )
  })
})

describe('viewport', () => {
  test('fit shows all of the flow beside the bars, at 10,000 nodes too', () => {
    const flow = createBenchFlow(10_000)
    const index = createGraphIndex({ flow, specs: createSpecIndex([benchSpec]), views: {}, sizes: new Map() })
    const viewport = fitViewport(index.bounds, canvas)
    const shown = visibleRect(viewport, { width: 1280, height: 800 - 76 })
    const bounds = index.bounds ?? { x: 0, y: 0, width: 0, height: 0 }
    expect(shown.x).toBeLessThan(bounds.x)
    expect(shown.y).toBeLessThan(bounds.y)
    expect(shown.x + shown.width).toBeGreaterThan(bounds.x + bounds.width)
    expect(shown.y + shown.height).toBeGreaterThanOrEqual(bounds.y + bounds.height - 1e-6)
  })

  test('zooming keeps the point under the pointer', () => {
    const before = { x: 100, y: -40, zoom: 0.5 }
    const point = { x: 300, y: 200 }
    const after = zoomAround(before, point, 1.5)
    expect(toFlowPoint(after, point).x).toBeCloseTo(toFlowPoint(before, point).x)
    expect(toFlowPoint(after, point).y).toBeCloseTo(toFlowPoint(before, point).y)
  })
})

test('a wire is near itself and far from elsewhere', () => {
  const [from, to] = [
    { x: 0, y: 0 },
    { x: 400, y: 200 },
  ]
  expect(distanceToWire({ x: 200, y: 100 }, from, to)).toBeLessThan(12)
  expect(distanceToWire({ x: 200, y: 400 }, from, to)).toBeGreaterThan(150)
})

describe('tidy', () => {
  const flow = createBenchFlow(30)
  const rects = new Map<string, Rect>(
    Object.keys(flow.nodes).map((id) => [id, { x: 0, y: 0, width: 268, height: 360 }]),
  )

  test.each(['dagre', 'columns'])('%s puts no node on another and each after its inputs', async (way) => {
    const edges = Object.values(flow.edges)
    const places = way === 'dagre' ? await layOut(rects, edges) : layOutByColumns(rects, edges)
    const placed = [...places].map(([id, place]) => ({ id, ...place, width: 268, height: 360 }))
    for (const [at, a] of placed.entries()) for (const b of placed.slice(at + 1)) expect(intersects(a, b)).toBe(false)
    for (const edge of edges) {
      expect(places.get(edge.source.node)?.x).toBeLessThan(places.get(edge.target.node)?.x ?? -Infinity)
    }
  })
})
