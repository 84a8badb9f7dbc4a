/**
 * The canvas behind the nodes. It is painted larger than what is shown; while a gesture runs the finished picture is
 * moved and scaled by CSS, and painted anew when the gesture rests or leaves the picture.
 */
import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { Size } from '../geometry/node-size.ts'
import { contains, expand } from '../geometry/spatial-index.ts'
import { visibleRect, type Viewport } from '../geometry/viewport.ts'
import { paint, readColors, type PaintColors, type Scene } from './painter.ts'

export interface PainterLayerProps {
  size: Size
  /** Read at the moment of painting. */
  scene: () => Scene
  /** Changes when the picture is out of date. */
  version: unknown
  /** Changes when nodes were mounted or let go: the picture under them can wait. */
  content: unknown
  /** Colours are read again when it changes. */
  theme: string
}

/** Picture beyond each edge, as a part of the canvas. */
const MARGIN = 0.25
const REST_MS = 120
const MAX_SCALE = 1.6
const MIN_SCALE = 0.62

export function PainterLayer({ size, scene, version, content, theme }: PainterLayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const store = useStoreApi()
  const latest = useRef({ scene, size })
  const painter = useRef<Painter | null>(null)

  useEffect(() => {
    latest.current = { scene, size }
  })
  useEffect(() => {
    if (!canvas.current) return
    const made = createPainter(canvas.current, () => latest.current)
    painter.current = made
    made.moveTo(toViewport(store.getState().transform), true)
    const stop = store.subscribe((state, before) => {
      if (state.transform !== before.transform) made.moveTo(toViewport(state.transform), false)
    })
    return () => {
      stop()
      made.dispose()
      painter.current = null
    }
  }, [store])
  useEffect(() => painter.current?.recolor(), [theme])
  useEffect(() => painter.current?.repaint(), [version, size])
  useEffect(() => painter.current?.repaintSoon(), [content])

  return <canvas ref={canvas} className="ef-painter" aria-hidden />
}

interface Painter {
  moveTo: (viewport: Viewport, now: boolean) => void
  repaint: () => void
  repaintSoon: () => void
  recolor: () => void
  dispose: () => void
}

function createPainter(canvas: HTMLCanvasElement, read: () => { scene: () => Scene; size: Size }): Painter {
  const context = canvas.getContext('2d')
  let colors: PaintColors = readColors(canvas)
  let painted: { viewport: Viewport; size: Size } | null = null
  let viewport: Viewport = { x: 0, y: 0, zoom: 1 }
  let frame = 0
  let rest: ReturnType<typeof setTimeout> | undefined

  const draw = () => {
    frame = 0
    const { scene, size } = read()
    if (!context || size.width === 0) return
    const margin = { x: Math.round(size.width * MARGIN), y: Math.round(size.height * MARGIN) }
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1)
    const [width, height] = [size.width + 2 * margin.x, size.height + 2 * margin.y]
    if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
      canvas.width = width * ratio
      canvas.height = height * ratio
      canvas.style.width = `${width}px`
      canvas.style.height = `${height}px`
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    const shown = visibleRect(viewport, size)
    const area = expand(shown, margin.x / viewport.zoom, margin.y / viewport.zoom)
    paint(context, scene(), area, { ...viewport, x: viewport.x + margin.x, y: viewport.y + margin.y }, colors)
    painted = { viewport, size }
    place()
  }
  const schedule = () => {
    if (frame === 0) frame = requestAnimationFrame(draw)
  }
  const place = () => {
    if (!painted) return
    const scale = viewport.zoom / painted.viewport.zoom
    const left = viewport.x - (painted.viewport.x + painted.size.width * MARGIN) * scale
    const top = viewport.y - (painted.viewport.y + painted.size.height * MARGIN) * scale
    canvas.style.transform = `translate(${left}px, ${top}px) scale(${scale})`
  }
  const isUsable = (): boolean => {
    if (!painted) return false
    const scale = viewport.zoom / painted.viewport.zoom
    if (scale > MAX_SCALE || scale < MIN_SCALE) return false
    const shown = visibleRect(painted.viewport, painted.size)
    const picture = expand(shown, shown.width * MARGIN, shown.height * MARGIN)
    return contains(picture, visibleRect(viewport, painted.size))
  }

  return {
    moveTo: (next, now) => {
      viewport = next
      place()
      clearTimeout(rest)
      if (now || !isUsable()) schedule()
      else rest = setTimeout(schedule, REST_MS)
    },
    repaint: schedule,
    repaintSoon: () => {
      clearTimeout(rest)
      rest = setTimeout(schedule, REST_MS)
    },
    recolor: () => {
      colors = readColors(canvas)
      schedule()
    },
    dispose: () => {
      cancelAnimationFrame(frame)
      clearTimeout(rest)
    },
  }
}

function toViewport([x, y, zoom]: [number, number, number]): Viewport {
  return { x, y, zoom }
}
