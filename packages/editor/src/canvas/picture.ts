/**
 * The picture on the canvas behind the nodes. It is larger than what is shown; while a gesture runs it is moved and scaled
 * by CSS, and painted anew when the gesture rests or leaves it. Of a change of the document only its places are painted.
 */
import type { Rect, Size } from '../geometry/node-size.ts'
import { contains, expand, intersects } from '../geometry/spatial-index.ts'
import { visibleRect, type Viewport } from '../geometry/viewport.ts'
import { paint, readColors, type PaintColors, type Scene } from './painter.ts'
import { changedAreas } from './scene-changes.ts'

export interface Picture {
  moveTo: (viewport: Viewport, now: boolean) => void
  /** The scene may have changed. */
  repaint: () => void
  /** As `repaint`, when there is time. */
  repaintSoon: () => void
  recolor: () => void
  dispose: () => void
}

/** Picture beyond each edge, as a part of the canvas; the first picture has none, so that it is there sooner. */
const MARGIN = 0.25
const WIDEN_MS = 500
const REST_MS = 120
const MAX_SCALE = 1.6
const MIN_SCALE = 0.62
/** Screen pixels by which outlines, wires and names stand out of their places. */
const OUTSTANDING_PX = 10
/** Above this part of the picture its parts cost more than the whole. */
const MOST_OF_PICTURE = 0.6

interface Painted {
  viewport: Viewport
  size: Size
  ratio: number
  /** As `MARGIN`. */
  margin: number
  scene: Scene
}

export function createPicture(canvas: HTMLCanvasElement, read: () => { scene: () => Scene; size: Size }): Picture {
  const context = canvas.getContext('2d')
  let colors: PaintColors = readColors(canvas)
  let painted: Painted | null = null
  let isStale = true
  let viewport: Viewport = { x: 0, y: 0, zoom: 1 }
  let frame = 0
  let rest: ReturnType<typeof setTimeout> | undefined
  let widen: ReturnType<typeof setTimeout> | undefined

  const draw = () => {
    frame = 0
    const { scene: readScene, size } = read()
    if (!context || size.width === 0) return
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1)
    const scene = readScene()
    const isSame = !isStale && painted?.size === size && painted.ratio === ratio
    const areas = painted
      ? changedAreas(painted.scene, scene)
      : (scene.wires.update(scene.flow, scene.index, undefined), 'all')
    if (isSame && painted && areas !== 'all' && paintParts(context, painted, scene, areas, colors))
      painted.scene = scene
    else {
      if (!painted) widen = setTimeout(scheduleAll, WIDEN_MS)
      painted = { viewport, size, ratio, scene, margin: painted ? MARGIN : 0 }
      paintAll(context, painted, colors)
      isStale = false
    }
    place()
  }
  const schedule = () => {
    if (frame === 0) frame = requestAnimationFrame(draw)
  }
  const scheduleAll = () => {
    isStale = true
    schedule()
  }
  const place = () => {
    if (!painted) return
    const scale = viewport.zoom / painted.viewport.zoom
    const margin = marginOf(painted)
    const left = viewport.x - (painted.viewport.x + margin.x) * scale
    const top = viewport.y - (painted.viewport.y + margin.y) * scale
    canvas.style.transform = `translate(${left}px, ${top}px) scale(${scale})`
  }
  const isUsable = (): boolean => {
    if (!painted) return false
    const scale = viewport.zoom / painted.viewport.zoom
    if (scale > MAX_SCALE || scale < MIN_SCALE) return false
    const shown = visibleRect(painted.viewport, painted.size)
    const picture = expand(shown, shown.width * painted.margin, shown.height * painted.margin)
    return contains(picture, visibleRect(viewport, painted.size))
  }

  return {
    moveTo: (next, now) => {
      viewport = next
      place()
      clearTimeout(rest)
      if (now || !isUsable()) scheduleAll()
      else rest = setTimeout(scheduleAll, REST_MS)
    },
    repaint: schedule,
    repaintSoon: () => {
      clearTimeout(rest)
      // a gesture that ran meanwhile left the picture under another viewport
      rest = setTimeout(() => (painted?.viewport === viewport ? schedule() : scheduleAll()), REST_MS)
    },
    recolor: () => {
      colors = readColors(canvas)
      scheduleAll()
    },
    dispose: () => {
      cancelAnimationFrame(frame)
      clearTimeout(rest)
      clearTimeout(widen)
    },
  }
}

function paintAll(context: CanvasRenderingContext2D, painted: Painted, colors: PaintColors): void {
  const { viewport, size, ratio, scene } = painted
  const { canvas } = context
  const margin = marginOf(painted)
  const [width, height] = [size.width + 2 * margin.x, size.height + 2 * margin.y]
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
    canvas.width = width * ratio
    canvas.height = height * ratio
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const area = expand(visibleRect(viewport, size), margin.x / viewport.zoom, margin.y / viewport.zoom)
  paint(context, scene, area, inPicture(viewport, margin), colors)
}

/** False, with nothing painted, when the whole picture would cost less. */
function paintParts(
  context: CanvasRenderingContext2D,
  painted: Painted,
  scene: Scene,
  areas: readonly Rect[],
  colors: PaintColors,
): boolean {
  const { viewport, size, ratio } = painted
  const margin = marginOf(painted)
  const view = inPicture(viewport, margin)
  const picture = { x: 0, y: 0, width: size.width + 2 * margin.x, height: size.height + 2 * margin.y }
  const parts = areas.map((area) => onPixels(area, view, ratio)).filter((part) => intersects(part, picture))
  const covered = parts.reduce((sum, { width, height }) => sum + width * height, 0)
  if (covered > MOST_OF_PICTURE * picture.width * picture.height) return false
  for (const part of parts) {
    context.save()
    context.beginPath()
    context.rect(part.x, part.y, part.width, part.height)
    context.clip()
    context.clearRect(part.x, part.y, part.width, part.height)
    const area = {
      x: (part.x - view.x) / view.zoom,
      y: (part.y - view.y) / view.zoom,
      width: part.width / view.zoom,
      height: part.height / view.zoom,
    }
    // what stands out of its place into this one is painted too
    paint(context, scene, expand(area, OUTSTANDING_PX / view.zoom), view, colors)
    context.restore()
  }
  return true
}

/** Whole pixels of the device, so that a part has no soft edge. */
function onPixels({ x, y, width, height }: Rect, view: Viewport, ratio: number): Rect {
  const down = (value: number) => Math.floor(value * ratio) / ratio
  const up = (value: number) => Math.ceil(value * ratio) / ratio
  const left = down(x * view.zoom + view.x - OUTSTANDING_PX)
  const top = down(y * view.zoom + view.y - OUTSTANDING_PX)
  const right = up((x + width) * view.zoom + view.x + OUTSTANDING_PX)
  const bottom = up((y + height) * view.zoom + view.y + OUTSTANDING_PX)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

function marginOf({ size, margin }: Pick<Painted, 'size' | 'margin'>): { x: number; y: number } {
  return { x: Math.round(size.width * margin), y: Math.round(size.height * margin) }
}

function inPicture(viewport: Viewport, margin: { x: number; y: number }): Viewport {
  return { ...viewport, x: viewport.x + margin.x, y: viewport.y + margin.y }
}
