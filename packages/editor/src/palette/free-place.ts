/** Room for a new node: the nearest place to the wanted one where it covers no other. */
import type { Rect, Size } from '../geometry/node-size.ts'

const STEP_PX = 20
const RINGS = 60
/** Kept free around the node, so that ports and wires of its neighbours can be reached. */
const MARGIN_PX = 24

interface Point {
  x: number
  y: number
}

/** The wanted place itself if it is free, or if nothing is free within 1,200 px. */
export function findFreePlace(wanted: Point, size: Size, isTaken: (area: Rect) => boolean): Point {
  for (let ring = 0; ring <= RINGS; ring++) {
    const free = ringAround(wanted, ring).find((place) => !isTaken(withMargin(place, size)))
    if (free) return free
  }
  return wanted
}

/** Places of one ring, the nearest first; straight to the right before others as near, as flows grow that way. */
function ringAround({ x, y }: Point, ring: number): Point[] {
  if (ring === 0) return [{ x, y }]
  const places: Point[] = []
  for (let step = -ring; step <= ring; step++) {
    const [far, near] = [ring * STEP_PX, step * STEP_PX]
    places.push({ x: x + far, y: y + near }, { x: x + near, y: y + far }, { x: x - far, y: y + near })
    places.push({ x: x + near, y: y - far })
  }
  const away = (place: Point): number => Math.hypot(place.x - x, place.y - y)
  return places.toSorted((a, b) => away(a) - away(b) || b.x - a.x)
}

function withMargin({ x, y }: Point, { width, height }: Size): Rect {
  return { x: x - MARGIN_PX, y: y - MARGIN_PX, width: width + 2 * MARGIN_PX, height: height + 2 * MARGIN_PX }
}
