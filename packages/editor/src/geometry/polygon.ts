/** Which rectangles a drawn outline takes in. */
import type { Point } from './node-size.ts'
import type { Rect } from './node-size.ts'

/** Is the middle of `rect` inside of the outline? Even-odd rule, so a loop within a loop is a hole. */
export function takesIn(outline: readonly Point[], rect: Rect): boolean {
  const x = rect.x + rect.width / 2
  const y = rect.y + rect.height / 2
  let inside = false
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i, i += 1) {
    const [a, b] = [outline[i], outline[j]]
    if (!a || !b || a.y > y === b.y > y) continue
    if (x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

export function boundsOfPoints(points: readonly Point[]): Rect {
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top }
}
