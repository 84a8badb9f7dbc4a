import { expect, it } from 'vitest'
import { boundsOfPoints, takesIn } from './polygon.ts'

const L = [
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 100, y: 40 },
  { x: 40, y: 40 },
  { x: 40, y: 100 },
  { x: 0, y: 100 },
]

it.each([
  ['in the upper arm', { x: 60, y: 10, width: 20, height: 20 }, true],
  ['in the lower arm', { x: 10, y: 70, width: 20, height: 20 }, true],
  ['in the corner that the outline leaves out', { x: 60, y: 60, width: 20, height: 20 }, false],
  ['outside', { x: 200, y: 0, width: 20, height: 20 }, false],
])('an outline takes in what has its middle inside: %s', (_where, rect, expected) => {
  expect(takesIn(L, rect)).toBe(expected)
  expect(takesIn(L.toReversed(), rect)).toBe(expected)
})

it('gives the bounds of the outline', () => {
  expect(boundsOfPoints(L)).toEqual({ x: 0, y: 0, width: 100, height: 100 })
})
