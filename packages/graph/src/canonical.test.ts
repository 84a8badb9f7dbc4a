import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { fromCanonical, toCanonicalJson } from './canonical.ts'
import { moveNodes, setValue } from './commands/nodes.ts'
import type { Flow } from './flow.ts'
import { applyPatches } from './patches.ts'
import { changeFor, countingIds, newFlow, stepArbitrary } from './sample-flows.ts'
import { sampleIndex as specs } from './sample-specs.ts'

// Properties run hundreds of cases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const flow = (): Flow => ({
  ...newFlow(),
  nodes: {
    z: { id: 'z', type: 'evaluator', version: 2, values: { mode: 'a', limit: 3 }, frozen: false },
    a: {
      id: 'a',
      type: 'target',
      version: 1,
      values: { key: 'MY_KEY', headers: { Authorization: 'Bearer abc', 'x-team': 'qa' } },
    },
  },
  layout: { nodes: { z: { y: 2, x: 1 }, a: { x: 0, y: 0 } } },
})

describe('toCanonicalJson', () => {
  it('[E1] [E2] sorts keys, leaves defaults out, puts places last', () => {
    const text = toCanonicalJson(flow(), specs)

    expect(JSON.parse(text)).toEqual({
      schema: 'evalflow.flow/1',
      id: 'f',
      name: 'Flow',
      nodes: {
        a: { type: 'target', values: { headers: { 'x-team': 'qa' }, key: 'MY_KEY' }, version: 1 },
        z: { type: 'evaluator', values: { limit: 3 }, version: 2 },
      },
      layout: { nodes: { a: { x: 0, y: 0 }, z: { x: 1, y: 2 } } },
    })
    expect([...text.matchAll(/^ {2}"(\w+)"/gm)].map((match) => match[1])).toEqual([
      'schema',
      'id',
      'name',
      'nodes',
      'layout',
    ])
  })

  it('[E3] never holds a secret', () => {
    const leaky = applyPatches(
      flow(),
      setValue(flow(), { node: 'a', field: 'key', value: 'sk-live-123' }, countingIds()).patches,
    )

    const text = toCanonicalJson(leaky, specs)

    expect(text).not.toContain('sk-live-123')
    expect(text).not.toContain('Bearer abc')
  })

  it('[E4] dragging a node changes two lines, and only in the layout', () => {
    const before = toCanonicalJson(flow(), specs).split('\n')
    const moved = applyPatches(flow(), moveNodes(flow(), { to: { z: { x: 9, y: 9 } } }, countingIds()).patches)
    const after = toCanonicalJson(moved, specs).split('\n')

    const lines = after.flatMap((line, i) => (line === before[i] ? [] : [i]))

    expect(lines).toHaveLength(2)
    expect(Math.min(...lines)).toBeGreaterThan(after.indexOf('  "layout": {'))
  })

  it('[E5] reads back to a flow of the same canonical text, whatever was drawn', () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 30 }), (steps) => {
        const context = countingIds()
        let drawn = newFlow()
        for (const step of steps) drawn = applyPatches(drawn, changeFor(drawn, step, context)?.patches ?? [])
        const text = toCanonicalJson(drawn, specs)
        const back = fromCanonical(text)
        expect(toCanonicalJson(back, specs)).toBe(text)
        expect(Object.keys(back.nodes).toSorted()).toEqual(Object.keys(drawn.nodes).toSorted())
        expect(back.edges).toEqual(drawn.edges)
        expect(back.layout).toEqual(drawn.layout)
      }),
    )
  })

  it('[E5] is a flow document for the one parser too', () => {
    expect(() => fromCanonical('[]')).toThrow('expected an object')
    expect(() => fromCanonical({ schema: 'evalflow.flow/1', nodes: { a: 1 } })).toThrow('nodes.a')
  })
})
