/** The whole flow in a corner: drawn on a small canvas, and a press or drag goes there. */
import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef, type PointerEvent } from 'react'
import { useEditor } from '../editor-context.ts'
import type { GraphIndex } from '../geometry/graph-index.ts'
import type { Rect, Size } from '../geometry/node-size.ts'
import { boundsOf, expand } from '../geometry/spatial-index.ts'
import { visibleRect } from '../geometry/viewport.ts'
import { useT } from '../messages.ts'
import { inTurn } from './in-turn.ts'
import { readColors } from './painter.ts'

const RESIZE_MS = 80
const MAP: Size = { width: 168, height: 104 }

export interface MinimapProps {
  index: GraphIndex
  size: Size
  version: unknown
  theme: string
}

export function Minimap({ index, size, version, theme }: MinimapProps) {
  const t = useT()
  const { store, canvas: api } = useEditor()
  const canvas = useRef<HTMLCanvasElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const scale = useRef<{ area: Rect; factor: number } | null>(null)
  const flowStore = useStoreApi()

  useEffect(() => {
    const handle = setTimeout(() => {
      if (canvas.current) scale.current = drawMap(canvas.current, index, store.getState())
      placeFrame()
    }, 60)
    const placeFrame = () => {
      const [x, y, zoom] = flowStore.getState().transform
      const shown = visibleRect({ x, y, zoom }, size)
      if (!frame.current || !scale.current) return
      const { area, factor } = scale.current
      frame.current.style.transform = `translate(${(shown.x - area.x) * factor}px, ${(shown.y - area.y) * factor}px)`
      frame.current.style.width = `${shown.width * factor}px`
      frame.current.style.height = `${shown.height * factor}px`
    }
    // its place is moved with every step, its size is a new layout
    const resize = inTurn(placeFrame, RESIZE_MS)
    const stop = flowStore.subscribe((state, before) => {
      if (state.transform[2] !== before.transform[2]) resize()
      else if (state.transform !== before.transform) placeFrame()
    })
    return () => {
      clearTimeout(handle)
      resize.cancel()
      stop()
    }
  }, [index, size, version, theme, flowStore, store])

  function goTo(event: PointerEvent<HTMLElement>): void {
    if (!scale.current || event.buttons !== 1 || !api.current) return
    const home = event.currentTarget.getBoundingClientRect()
    const { area, factor } = scale.current
    const { zoom } = api.current.viewport()
    const x = area.x + (event.clientX - home.left) / factor
    const y = area.y + (event.clientY - home.top) / factor
    api.current.setViewport({ x: size.width / 2 - x * zoom, y: size.height / 2 - y * zoom, zoom })
  }

  if (index.size === 0) return null
  return (
    <div
      className="ef-minimap"
      role="img"
      aria-label={t('minimap')}
      onPointerDown={(event) => (event.currentTarget.setPointerCapture(event.pointerId), goTo(event))}
      onPointerMove={goTo}
    >
      <canvas ref={canvas} width={MAP.width * 2} height={MAP.height * 2} />
      <div ref={frame} className="ef-minimap-frame" />
    </div>
  )
}

function drawMap(
  canvas: HTMLCanvasElement,
  index: GraphIndex,
  { flow, specs, selection }: ReturnType<ReturnType<typeof useEditor>['store']['getState']>,
): { area: Rect; factor: number } | null {
  const context = canvas.getContext('2d')
  const bounds = index.bounds && boundsOf([index.bounds])
  if (!context || !bounds) return null
  const colors = readColors(canvas)
  const padded = expand(bounds, Math.max(bounds.width, bounds.height) * 0.06 + 40)
  const factor = Math.min(MAP.width / padded.width, MAP.height / padded.height)
  const area = {
    x: padded.x - (MAP.width / factor - padded.width) / 2,
    y: padded.y - (MAP.height / factor - padded.height) / 2,
    width: MAP.width / factor,
    height: MAP.height / factor,
  }
  context.setTransform(2 * factor, 0, 0, 2 * factor, -2 * area.x * factor, -2 * area.y * factor)
  context.clearRect(area.x, area.y, area.width, area.height)
  for (const id in flow.nodes) {
    const rect = index.rectOf(id)
    if (!rect) continue
    const spec = specs.get(flow.nodes[id]?.type ?? '')
    context.fillStyle = selection.nodes.has(id)
      ? colors.accent
      : colors.ports[spec?.outputs[0]?.type ?? spec?.inputs[0]?.type ?? 'text']
    context.globalAlpha = selection.nodes.has(id) ? 1 : 0.7
    context.fillRect(rect.x, rect.y, Math.max(rect.width, 2 / factor), Math.max(rect.height, 2 / factor))
  }
  return { area, factor }
}
