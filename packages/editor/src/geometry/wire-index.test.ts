import { createSpecIndex, type Flow } from '@evalflow/graph'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { benchSpec, createBenchFlow } from '../bench/bench-flow.ts'
import { createGraphIndex, wireCurve } from './graph-index.ts'
import { contains, intersects } from './spatial-index.ts'
import { createWireIndex } from './wire-index.ts'

const specs = createSpecIndex([benchSpec])
const build = (flow: Flow) => createGraphIndex({ flow, specs, views: {}, sizes: new Map() })
const place = fc.record({ x: fc.integer({ min: -90_000, max: 90_000 }), y: fc.integer({ min: -3000, max: 3000 }) })
const change = fc.oneof(
  fc.record({ kind: fc.constant('move' as const), node: fc.integer({ min: 0, max: 11 }), to: place }),
  fc.record({ kind: fc.constant('cut' as const), wire: fc.nat() }),
)
const area = fc.record({
  x: fc.integer({ min: -5000, max: 5000 }),
  y: fc.integer({ min: -5000, max: 5000 }),
  width: fc.integer({ min: 1, max: 60_000 }),
  height: fc.integer({ min: 1, max: 4000 }),
})

test('after moves and cuts it finds what a scan of all wires finds, and told where they were and are', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 10 }), area, (changes, asked) => {
      let flow = createBenchFlow(12)
      let index = build(flow)
      const wires = createWireIndex()
      expect(wires.update(flow, index, undefined)).toBe('all')
      for (const step of changes) {
        const before = index
        const boxes = new Map(Object.keys(flow.edges).map((id) => [id, wires.boxOf(id)]))
        if (step.kind === 'move') {
          flow = { ...flow, layout: { nodes: { ...flow.layout.nodes, [`n${step.node}`]: step.to } } }
          index = index.moved(flow)
        } else {
          const kept = Object.entries(flow.edges)
          flow = { ...flow, edges: Object.fromEntries(kept.filter((_, at) => at !== step.wire % (kept.length + 1))) }
        }
        const told = wires.update(flow, index, index.leftSince(before))
        if (told === 'all') throw new Error('A move is followed wire by wire.')
        for (const [id, box] of boxes) {
          const now = wires.boxOf(id)
          if (JSON.stringify(now) === JSON.stringify(box)) continue
          for (const rect of [box, now]) if (rect) expect(told).toContainEqual(rect)
        }
      }
      const fresh = build(flow)
      const scanned = Object.values(flow.edges).flatMap((edge) => {
        const box = wires.boxOf(edge.id)
        expect(box).toBeDefined()
        return box && intersects(box, asked) ? [{ id: edge.id, ...fresh.ends(edge) }] : []
      })
      const found = [...wires.query(asked)].map(({ edge, from, to }) => ({ id: edge.id, from, to }))
      expect(found.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
        scanned.toSorted((a, b) => a.id.localeCompare(b.id)),
      )
    }),
  )
})

test('a box holds the whole curve, also of a wire that runs back', () => {
  const flow = createBenchFlow(4)
  flow.layout.nodes['n1'] = { x: -4000, y: 10 }
  const index = build(flow)
  const wires = createWireIndex()
  wires.update(flow, index, undefined)
  const edge = Object.values(flow.edges).find(({ target }) => target.node === 'n1')
  const [ends, box] = [edge && index.ends(edge), wires.boxOf(edge?.id ?? '')]
  if (!ends || !box) throw new Error('The wire has a place.')
  for (const point of [ends.from, ends.to, ...Object.values(wireCurve(ends.from, ends.to))])
    expect(contains(box, { ...point, width: 0, height: 0 })).toBe(true)
})
