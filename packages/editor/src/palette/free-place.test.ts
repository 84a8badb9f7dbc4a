import { expect, test } from 'vitest'
import type { Rect } from '../geometry/node-size.ts'
import { findFreePlace } from './free-place.ts'

const node: Rect = { x: 0, y: 0, width: 268, height: 260 }
const size = { width: 268, height: 400 }
const meets =
  (...nodes: Rect[]) =>
  (area: Rect) =>
    nodes.some(
      (other) =>
        area.x < other.x + other.width &&
        other.x < area.x + area.width &&
        area.y < other.y + other.height &&
        other.y < area.y + area.height,
    )

test('a free place is taken as it is', () => {
  expect(findFreePlace({ x: 500, y: 0 }, size, meets(node))).toEqual({ x: 500, y: 0 })
})

test('a node that would cover another goes to the nearest side, with room for ports', () => {
  expect(findFreePlace({ x: 150, y: -170 }, size, meets(node))).toEqual({ x: 310, y: -170 })
})

test('where nothing is free, the wish counts', () => {
  expect(findFreePlace({ x: 1, y: 2 }, size, () => true)).toEqual({ x: 1, y: 2 })
})
