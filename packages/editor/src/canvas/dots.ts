/** The grid of dots under everything: one tile repeated, so that ten thousand dots cost one fill. */
import { GRID_PX } from '../commands/arrange.ts'
import type { Viewport } from '../geometry/viewport.ts'

const RADIUS_PX = 0.7
/** Dots that lie closer on screen are a haze, and not drawn. */
const LEAST_GAP_PX = 4

export function paintDots(context: CanvasRenderingContext2D, view: Viewport, color: string): void {
  const gap = GRID_PX * view.zoom
  if (gap < LEAST_GAP_PX) return
  // a tile has whole pixels, the grid has not: the tile is stretched to it by less than a pixel
  const size = Math.round(gap * context.getTransform().a)
  const tile = drawTile(size, (RADIUS_PX / GRID_PX) * size, color)
  const pattern = tile && context.createPattern(tile, 'repeat')
  if (!pattern) return
  // a dot in the middle of each square of the grid
  const offset = RADIUS_PX * view.zoom
  pattern.setTransform(new DOMMatrix([gap / size, 0, 0, gap / size, view.x + offset, view.y + offset]))
  context.fillStyle = pattern
  context.fillRect(0, 0, context.canvas.width, context.canvas.height)
}

function drawTile(size: number, radius: number, color: string): HTMLCanvasElement | undefined {
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const context = canvas.getContext('2d')
  if (!context) return undefined
  context.fillStyle = color
  context.beginPath()
  context.arc(size / 2, size / 2, radius, 0, 2 * Math.PI)
  context.fill()
  return canvas
}
