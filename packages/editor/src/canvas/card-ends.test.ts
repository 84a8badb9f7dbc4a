import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGraphIndex } from '../geometry/graph-index.ts'
import { createBenchFlow, benchSpec } from '../bench/bench-flow.ts'
import { createSpecIndex } from '@evalflow/graph'
import { cardNodeId, endInFlow, endOnCanvas, groupOfCard } from './card-ends.ts'

const flow = createBenchFlow(2)
const text = fc.string({ minLength: 1, unit: 'grapheme' })

test('an end at a hidden node is at its card on the canvas, and the same end again in the flow, whatever the names', () => {
  fc.assert(
    fc.property(text, text, (node, port) => {
      const grouped = { ...flow, groups: { g: { id: 'g', name: 'g', nodes: [node], collapsed: true } } }
      const index = createGraphIndex({
        flow: grouped,
        specs: createSpecIndex([benchSpec]),
        views: {},
        sizes: new Map(),
      })
      const end = endOnCanvas({ node, port }, index)

      expect(groupOfCard(end.node)).toBe('g')
      expect(endInFlow(end.node, end.port)).toEqual({ node, port })
    }),
  )
})

test('any other end stays what it is', () => {
  const index = createGraphIndex({ flow, specs: createSpecIndex([benchSpec]), views: {}, sizes: new Map() })

  expect(endOnCanvas({ node: 'n0', port: 'result' }, index)).toEqual({ node: 'n0', port: 'result' })
  expect(endInFlow('n0', 'a/b')).toEqual({ node: 'n0', port: 'a/b' })
  expect(groupOfCard(cardNodeId('x'))).toBe('x')
})
