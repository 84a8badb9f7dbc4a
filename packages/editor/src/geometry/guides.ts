/**
 * Alignment while dragging: edges and middles of what is dragged against those of the nodes in sight. Only nodes that are
 * shown are asked for, so the cost does not grow with the flow.
 */
import type { Rect } from './node-size.ts'

/** A line on which the dragged rectangle now lies with another: `at` across, `from`–`to` along, in flow pixels. */
export interface Guide {
  axis: 'x' | 'y'
  at: number
  from: number
  to: number
}
export interface Alignment {
  /** What to add to the place so that it lies on the guides. */
  dx: number
  dy: number
  guides: readonly Guide[]
}

/** @param reach how far, in flow pixels, a line attracts */
export function alignTo(moving: Rect, others: Iterable<Rect>, reach: number): Alignment {
  let x: Match | undefined
  let y: Match | undefined
  for (const other of others) {
    x = nearer(x, matchAxis(moving.x, moving.width, other.x, other.width, other), reach)
    y = nearer(y, matchAxis(moving.y, moving.height, other.y, other.height, other), reach)
  }
  const dx = x?.by ?? 0
  const dy = y?.by ?? 0
  const placed = { ...moving, x: moving.x + dx, y: moving.y + dy }
  const guides: Guide[] = []
  if (x) guides.push({ axis: 'x', at: x.at, ...span(placed.y, placed.height, x.other.y, x.other.height) })
  if (y) guides.push({ axis: 'y', at: y.at, ...span(placed.x, placed.width, y.other.x, y.other.width) })
  return { dx, dy, guides }
}

interface Match {
  /** Line of the other. */
  at: number
  by: number
  other: Rect
}

/** The closest pair of start, middle and end of two extents. */
function matchAxis(start: number, extent: number, otherStart: number, otherExtent: number, other: Rect): Match {
  let best: Match = { at: otherStart, by: otherStart - start, other }
  for (const part of [0, 0.5, 1]) {
    for (const otherPart of [0, 0.5, 1]) {
      const at = otherStart + otherPart * otherExtent
      const by = at - (start + part * extent)
      if (Math.abs(by) < Math.abs(best.by)) best = { at, by, other }
    }
  }
  return best
}

function nearer(best: Match | undefined, match: Match, reach: number): Match | undefined {
  if (Math.abs(match.by) > reach) return best
  return !best || Math.abs(match.by) < Math.abs(best.by) ? match : best
}

function span(start: number, extent: number, otherStart: number, otherExtent: number): { from: number; to: number } {
  return { from: Math.min(start, otherStart), to: Math.max(start + extent, otherStart + otherExtent) }
}
