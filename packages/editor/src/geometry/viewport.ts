/** Viewports: screen = flow × zoom + offset. Computed from bounds, since nodes off screen are never measured. */
import type { Rect, Size } from './node-size.ts'

export interface Viewport {
  x: number
  y: number
  zoom: number
}
/** Pixels of the canvas that floating bars cover. */
export interface Insets {
  top: number
  right: number
  bottom: number
  left: number
}

/** Small enough to show 10,000 nodes at once. */
export const MIN_ZOOM = 0.004
export const MAX_ZOOM = 2
export const FIT_INSETS: Insets = { top: 32, right: 32, bottom: 76, left: 32 }

/** The viewport that shows all of `bounds` beside the floating bars, never larger than life. */
export function fitViewport(bounds: Rect | null, canvas: Size, insets: Insets = FIT_INSETS, maxZoom = 1): Viewport {
  if (bounds === null) return { x: canvas.width / 2, y: canvas.height / 2, zoom: 1 }
  const width = Math.max(1, canvas.width - insets.left - insets.right)
  const height = Math.max(1, canvas.height - insets.top - insets.bottom)
  const wanted = Math.min(width / Math.max(1, bounds.width), height / Math.max(1, bounds.height), maxZoom)
  const zoom = clampZoom(wanted)
  return {
    x: insets.left + (width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: insets.top + (height - bounds.height * zoom) / 2 - bounds.y * zoom,
    zoom,
  }
}

/** The part of the flow that the canvas shows. */
export function visibleRect(viewport: Viewport, canvas: Size): Rect {
  return {
    x: -viewport.x / viewport.zoom,
    y: -viewport.y / viewport.zoom,
    width: canvas.width / viewport.zoom,
    height: canvas.height / viewport.zoom,
  }
}

export function toFlowPoint(viewport: Viewport, point: { x: number; y: number }): { x: number; y: number } {
  return { x: (point.x - viewport.x) / viewport.zoom, y: (point.y - viewport.y) / viewport.zoom }
}

/** Zooms by `factor` around a point of the canvas, which stays where it is. */
export function zoomAround(viewport: Viewport, point: { x: number; y: number }, factor: number): Viewport {
  const zoom = clampZoom(viewport.zoom * factor)
  const ratio = zoom / viewport.zoom
  return { x: point.x - (point.x - viewport.x) * ratio, y: point.y - (point.y - viewport.y) * ratio, zoom }
}

export function centerOn(rect: Rect, canvas: Size, zoom: number): Viewport {
  return {
    x: canvas.width / 2 - (rect.x + rect.width / 2) * zoom,
    y: canvas.height / 2 - (rect.y + rect.height / 2) * zoom,
    zoom,
  }
}

function clampZoom(zoom: number): number {
  return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom))
}

/** Room left between a rectangle that is brought into view and the edge. */
const VIEW_MARGIN_PX = 16

/**
 * The viewport that shows `rect` again after the canvas became smaller, moved as little as can be; undefined when nothing
 * needs to move: it is in view still, or was not before.
 */
export function keepInView(viewport: Viewport, rect: Rect, before: Size, now: Size): Viewport | undefined {
  const x = rect.x * viewport.zoom + viewport.x
  const y = rect.y * viewport.zoom + viewport.y
  const width = rect.width * viewport.zoom
  const height = rect.height * viewport.zoom
  const wasShown = x < before.width && y < before.height && x + width > 0 && y + height > 0
  if (!wasShown) return undefined
  const dx = pull(x, width, now.width)
  const dy = pull(y, height, now.height)
  return dx === 0 && dy === 0 ? undefined : { ...viewport, x: viewport.x + dx, y: viewport.y + dy }
}

/** How far to move an extent so that its end, and before all its start, is inside. */
function pull(start: number, extent: number, room: number): number {
  const over = start + extent + VIEW_MARGIN_PX - room
  if (over <= 0) return 0
  return -Math.min(over, Math.max(0, start - VIEW_MARGIN_PX))
}
