/** Which nodes lie in a rectangle: a grid of buckets, built once per layout. */
import type { NodeId } from '@evalflow/graph'
import type { Rect } from './node-size.ts'

export interface SpatialIndex {
  bounds: Rect | null
  rectOf: (node: NodeId) => Rect | undefined
  /** Ids in no order. */
  query: (area: Rect) => NodeId[]
  size: number
}
export interface MovableIndex extends SpatialIndex {
  /** The index after some nodes moved, at the cost of those; this one must not be asked any more. */
  move: (to: ReadonlyMap<NodeId, Rect>) => MovableIndex
}

/** About twice a node: most nodes lie in one to four buckets. */
const CELL_PX = 640
/** More rows than any flow has: column and row fit one number. */
const ROWS = 65_536

export function createSpatialIndex(given: ReadonlyMap<NodeId, Rect>): MovableIndex {
  const rects = new Map(given)
  const cells = new Map<number, NodeId[]>()
  for (const [node, rect] of rects) enter(cells, node, rect)
  return toIndex(rects, cells, boundsOf(rects.values()))
}

type Cells = Map<number, NodeId[]>

function toIndex(rects: Map<NodeId, Rect>, cells: Cells, bounds: Rect | null): MovableIndex {
  return {
    bounds,
    size: rects.size,
    rectOf: (node) => rects.get(node),
    query: (area) => {
      if (bounds === null) return []
      if (contains(area, bounds)) return [...rects.keys()]
      const found = new Set<NodeId>()
      forEachCell(intersection(area, bounds), (key) => {
        for (const node of cells.get(key) ?? []) {
          const rect = rects.get(node)
          if (rect && intersects(rect, area)) found.add(node)
        }
      })
      return [...found]
    },
    move: (to) => {
      let reached = false
      for (const [node, rect] of to) {
        const before = rects.get(node)
        if (before) {
          leave(cells, node, before)
          reached ||= bounds !== null && !isWithin(before, bounds)
        }
        enter(cells, node, rect)
        rects.set(node, rect)
      }
      const next = reached || bounds === null ? boundsOf(rects.values()) : boundsOf([bounds, ...to.values()])
      return toIndex(rects, cells, next)
    },
  }
}

function enter(cells: Cells, node: NodeId, rect: Rect): void {
  forEachCell(rect, (key) => {
    const cell = cells.get(key)
    if (cell) cell.push(node)
    else cells.set(key, [node])
  })
}

function leave(cells: Cells, node: NodeId, rect: Rect): void {
  forEachCell(rect, (key) => {
    const cell = cells.get(key)
    const at = cell?.indexOf(node) ?? -1
    if (at >= 0) cell?.splice(at, 1)
  })
}

export function boundsOf(rects: Iterable<Rect>): Rect | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const rect of rects) {
    left = Math.min(left, rect.x)
    top = Math.min(top, rect.y)
    right = Math.max(right, rect.x + rect.width)
    bottom = Math.max(bottom, rect.y + rect.height)
  }
  return left === Infinity ? null : { x: left, y: top, width: right - left, height: bottom - top }
}

export function intersects(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

export function contains(outer: Rect, inner: Rect): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  )
}

/** Inside without touching an edge: what leaves cannot make `outer` smaller. */
function isWithin(inner: Rect, outer: Rect): boolean {
  return (
    inner.x > outer.x &&
    inner.y > outer.y &&
    inner.x + inner.width < outer.x + outer.width &&
    inner.y + inner.height < outer.y + outer.height
  )
}

export function expand(rect: Rect, byX: number, byY: number = byX): Rect {
  return { x: rect.x - byX, y: rect.y - byY, width: rect.width + 2 * byX, height: rect.height + 2 * byY }
}

function intersection(a: Rect, b: Rect): Rect {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  return {
    x,
    y,
    width: Math.min(a.x + a.width, b.x + b.width) - x,
    height: Math.min(a.y + a.height, b.y + b.height) - y,
  }
}

/** Buckets that a rectangle lies in. */
export function cellCount(rect: Rect): number {
  const columns = Math.floor((rect.x + rect.width) / CELL_PX) - Math.floor(rect.x / CELL_PX) + 1
  const rows = Math.floor((rect.y + rect.height) / CELL_PX) - Math.floor(rect.y / CELL_PX) + 1
  return columns * rows
}

export function forEachCell(rect: Rect, visit: (key: number) => void): void {
  const right = Math.floor((rect.x + rect.width) / CELL_PX)
  const bottom = Math.floor((rect.y + rect.height) / CELL_PX)
  for (let column = Math.floor(rect.x / CELL_PX); column <= right; column++) {
    for (let row = Math.floor(rect.y / CELL_PX); row <= bottom; row++) visit(column * ROWS + row)
  }
}
