import { createSpecIndex } from '@evalflow/graph'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { benchSpec, createBenchFlow } from '../bench/bench-flow.ts'
import { createGraphIndex, distanceToWire } from './graph-index.ts'
import type { Rect } from './node-size.ts'
import { createSpatialIndex, intersects } from './spatial-index.ts'
import { layOut, layOutByColumns } from './tidy.ts'
import { fitViewport, keepInView, toFlowPoint, visibleRect, zoomAround } from './viewport.ts'

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

describe('graph index', () => {
  test('after moves it is what an index built anew would be', () => {
    const specs = createSpecIndex([benchSpec])
    const place = fc.record({ x: fc.integer({ min: -3000, max: 3000 }), y: fc.integer({ min: -3000, max: 3000 }) })
    const moves = fc.array(fc.tuple(fc.integer({ min: 0, max: 11 }), place), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(moves, rectangle, (list, area) => {
        let flow = createBenchFlow(12)
        let index = createGraphIndex({ flow, specs, views: {}, sizes: new Map() })
        for (const [node, to] of list) {
          flow = { ...flow, layout: { nodes: { ...flow.layout.nodes, [`n${node}`]: to } } }
          index = index.moved(flow)
        }
        const fresh = createGraphIndex({ flow, specs, views: {}, sizes: new Map() })
        expect(index.query(area).toSorted()).toEqual(fresh.query(area).toSorted())
        expect(index.bounds).toEqual(fresh.bounds)
        for (const edge of Object.values(flow.edges)) expect(index.ends(edge)).toEqual(fresh.ends(edge))
      }),
    )
  })

  test('after sizes came in it is what an index built anew would be, and tells where those nodes stood', () => {
    const specs = createSpecIndex([benchSpec])
    const flow = createBenchFlow(12)
    const index = createGraphIndex({ flow, specs, views: {}, sizes: new Map() })
    const stood = index.rectOf('n5')
    const sizes = new Map([['n5', { width: 300, height: 900 }]])
    const next = index.moved(flow, sizes)
    const fresh = createGraphIndex({ flow, specs, views: {}, sizes })
    expect(next.rectOf('n5')).toEqual(fresh.rectOf('n5'))
    expect(next.bounds).toEqual(fresh.bounds)
    for (const edge of Object.values(flow.edges)) expect(next.ends(edge)).toEqual(fresh.ends(edge))
    expect([...(next.leftSince(index) ?? [])]).toEqual([['n5', stood]])
    expect(fresh.leftSince(index)).toBeUndefined()
  })

  test('a collapsed group is a card in the corner of its frame, and wires from outside end at its rows', () => {
    const flow = createBenchFlow(4)
    flow.groups['g'] = { id: 'g', name: 'g', nodes: ['n1', 'n2'], collapsed: true }
    const index = createGraphIndex({ flow, specs: createSpecIndex([benchSpec]), views: {}, sizes: new Map() })
    const card = index.cards.get('g')
    const wire = (from: string, to: string) => {
      const edge = Object.values(flow.edges).find(({ source, target }) => source.node === from && target.node === to)
      return edge && index.ends(edge)
    }

    expect(index.rectOf('n1')).toBeUndefined()
    expect(card?.inputs.map(({ node, port, type }) => [node, port, type])).toEqual([['n1', 'dataset', 'any']])
    expect(card?.outputs.map(({ node, port, type }) => [node, port, type])).toEqual([['n2', 'result', 'result']])
    expect(wire('n0', 'n1')?.to.x).toBe(card?.rect.x)
    expect(wire('n2', 'n3')?.from.x).toBe((card?.rect.x ?? 0) + (card?.rect.width ?? 0))
    expect(wire('n1', 'n2')).toBeUndefined()
    expect([index.groupHiding('n1'), index.groupHiding('n0')]).toEqual(['g', undefined])
  })

  test('rows of a card stand in the order of the ports, in whatever order the wires were drawn', () => {
    const flow = createBenchFlow(4)
    flow.groups['g'] = { id: 'g', name: 'g', nodes: ['n1'], collapsed: true }
    const port = benchSpec.inputs[1]?.id ?? ''
    const edge = { id: 'first', source: { node: 'n3', port: 'result' }, target: { node: 'n1', port } }
    const strange = { id: 'strange', source: { node: 'n3', port: 'result' }, target: { node: 'n1', port: 'gone' } }
    flow.edges = { strange, first: edge, ...flow.edges }
    const index = createGraphIndex({ flow, specs: createSpecIndex([benchSpec]), views: {}, sizes: new Map() })

    expect(index.cards.get('g')?.inputs.map((row) => row.port)).toEqual([
      ...benchSpec.inputs.map(({ id }) => id),
      'gone',
    ])
  })
})

describe('viewport', () => {
  test('what is selected stays in view when a panel takes room, moved as little as can be', () => {
    const now = { width: 848, height: 800 }
    const at = (x: number) => ({ x, y: 100, width: 268, height: 200 })
    const view = { x: 0, y: 0, zoom: 1 }

    expect(keepInView(view, at(100), canvas, now)).toBeUndefined()
    expect(keepInView(view, at(900), canvas, now)).toEqual({ x: 848 - 16 - 1168, y: 0, zoom: 1 })
    // it was not in view before: nothing jumps
    expect(keepInView(view, at(2000), canvas, now)).toBeUndefined()
    // what is wider than the room begins at its start
    expect(keepInView(view, { ...at(100), width: 1100 }, canvas, now)).toEqual({ x: -84, y: 0, zoom: 1 })
  })

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
