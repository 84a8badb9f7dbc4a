/**
 * Which parts of a picture are out of date: the difference of the scene it shows and the one that is. A gesture changes
 * a node or two of thousands, and only what lies there is painted again.
 */
import { adjacencyOf, type NodeId } from '@evalflow/graph'
import { intersects } from '../geometry/spatial-index.ts'
import type { Point, Rect } from '../geometry/node-size.ts'
import type { Scene } from './painter.ts'

/** More single places than this are not worth telling apart. */
const MOST_PLACES = 96
const NOTHING: ReadonlyMap<NodeId, Rect> = new Map()

/** Rectangles of the flow. Brings `after.wires` up to date, which both scenes share. */
export function changedAreas(before: Scene, after: Scene): Rect[] | 'all' {
  const left = before.index === after.index ? NOTHING : after.index.leftSince(before.index)
  const areas: Rect[] = []
  // boxes of wires that will be gone from the index
  for (const id of wiresLookingOther(before, after)) areas.push(...present(before.wires.boxOf(id)))
  const entered = after.wires.update(after.flow, after.index, left)
  if (!left || entered === 'all' || isOtherKind(before, after)) return 'all'
  areas.push(...entered)
  for (const id of wiresLookingOther(before, after)) areas.push(...present(after.wires.boxOf(id)))

  const nodes = nodesLookingOther(before, after, left)
  if (nodes.size + areas.length > MOST_PLACES) return 'all'
  for (const id of nodes) {
    for (const rect of [left.get(id), after.index.rectOf(id)]) {
      if (rect) areas.push(moveBy(rect, shiftIn(before, id)), moveBy(rect, shiftIn(after, id)))
    }
  }
  return merged(areas)
}

const present = (rect: Rect | undefined): Rect[] => (rect ? [rect] : [])

function isOtherKind(before: Scene, after: Scene): boolean {
  return (
    before.lod !== after.lod ||
    before.specs !== after.specs ||
    before.views !== after.views ||
    before.moved !== after.moved
  )
}

function wiresLookingOther(before: Scene, after: Scene): Set<string> {
  const found = difference(before.domEdges, after.domEdges)
  for (const id of difference(before.broken, after.broken)) found.add(id)
  const adjacency = adjacencyOf(after.flow)
  for (const node of difference(before.hidden, after.hidden))
    for (const { id } of [...adjacency.incoming(node), ...adjacency.outgoing(node)]) found.add(id)
  return found
}

function nodesLookingOther(before: Scene, after: Scene, left: ReadonlyMap<NodeId, Rect>): Set<NodeId> {
  const found = new Set(left.keys())
  for (const id of difference(before.selected, after.selected)) found.add(id)
  for (const id of difference(before.hidden, after.hidden)) found.add(id)
  for (const id of difference(before.domNodes, after.domNodes)) found.add(id)
  if (before.runs !== after.runs) {
    for (const id in { ...before.runs, ...after.runs })
      if (before.runs[id]?.state !== after.runs[id]?.state) found.add(id)
  }
  if (before.shift || after.shift) for (const id of [...before.selected, ...after.selected]) found.add(id)
  // never of this picture
  for (const id of found) if (before.domNodes.has(id) && after.domNodes.has(id)) found.delete(id)
  return found
}

function shiftIn(scene: Scene, id: NodeId): Point | null {
  return scene.shift && scene.selected.has(id) ? scene.shift : null
}

const moveBy = (rect: Rect, by: Point | null): Rect => (by ? { ...rect, x: rect.x + by.x, y: rect.y + by.y } : rect)

type Ids = Pick<ReadonlySet<string>, 'has' | 'keys'>

/** What is in one of them only. */
function difference(a: Ids, b: Ids): Set<string> {
  const found = new Set<string>()
  if (a === b) return found
  for (const id of a.keys()) if (!b.has(id)) found.add(id)
  for (const id of b.keys()) if (!a.has(id)) found.add(id)
  return found
}

/** Overlapping rectangles become one, so that nothing is painted twice. */
export function merged(rects: readonly Rect[]): Rect[] {
  const done: Rect[] = []
  for (const rect of rects) {
    let grown = rect
    for (let at = done.findIndex((other) => intersects(other, grown)); at >= 0;) {
      const [other] = done.splice(at, 1)
      if (other) grown = union(grown, other)
      at = done.findIndex((candidate) => intersects(candidate, grown))
    }
    done.push(grown)
  }
  return done
}

function union(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  }
}
