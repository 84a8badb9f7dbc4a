/** Offers the canvas to commands, and keeps what is selected in sight when a panel takes a part of its place. */
import { useReactFlow } from '@xyflow/react'
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import { useEditor, type CanvasApi } from '../editor-context.ts'
import type { GraphIndex } from '../geometry/graph-index.ts'
import type { Size } from '../geometry/node-size.ts'
import { boundsOf } from '../geometry/spatial-index.ts'
import {
  centerOn,
  FIT_INSETS,
  fitViewport,
  keepInView,
  toFlowPoint,
  zoomAround,
  type Viewport,
} from '../geometry/viewport.ts'
import { focusNodeSoon } from './focus-node.ts'

/** Gives back how to tell where the pointer is. */
export function useCanvasApi(
  index: GraphIndex,
  size: Size,
  isComplete: boolean,
): (point: { x: number; y: number } | null) => void {
  const { canvas, store } = useEditor()
  const flow = useReactFlow()
  const pointer = useRef<{ x: number; y: number } | null>(null)
  const latest = useRef({ index, size, isComplete })
  useLayoutEffect(() => {
    const before = latest.current.size
    latest.current = { index, size, isComplete }
    if (before.width <= size.width && before.height <= size.height) return
    const chosen = [...store.getState().selection.nodes].map((id) => index.rectOf(id))
    const bounds = boundsOf(chosen.filter((rect) => rect !== undefined))
    const next = bounds && keepInView(flow.getViewport(), bounds, before, size)
    if (next) void flow.setViewport(next)
  })
  useEffect(() => {
    const insets = { ...FIT_INSETS }
    const middle = () => ({ x: latest.current.size.width / 2, y: latest.current.size.height / 2 })
    const set = (viewport: Viewport) => void flow.setViewport(viewport)
    const api: CanvasApi = {
      insets,
      isComplete: () => latest.current.isComplete,
      index: () => latest.current.index,
      size: () => latest.current.size,
      viewport: flow.getViewport,
      setViewport: set,
      toFlow: (point) => flow.screenToFlowPosition(point, { snapToGrid: false }),
      pointer: () => pointer.current && flow.screenToFlowPosition(pointer.current, { snapToGrid: false }),
      center: () => toFlowPoint(flow.getViewport(), middle()),
      fit: (nodes) => {
        const { index: graph, size: shown } = latest.current
        const rects = nodes && [...nodes].map((id) => graph.rectOf(id)).filter((rect) => rect !== undefined)
        set(fitViewport(rects ? boundsOf(rects) : graph.bounds, shown, insets))
      },
      zoomBy: (factor) => set(zoomAround(flow.getViewport(), middle(), factor)),
      zoomTo: (zoom) => set(zoomAround(flow.getViewport(), middle(), zoom / flow.getZoom())),
      reveal: (node, { focus = true } = {}) => {
        const rect = latest.current.index.rectOf(node)
        if (!rect) return
        set(centerOn(rect, latest.current.size, Math.min(1, Math.max(0.6, flow.getZoom()))))
        store.select({ nodes: [node] })
        if (focus) focusNodeSoon(node)
      },
    }
    return canvas.offer(api)
  }, [canvas, flow, store])
  return useCallback((point) => void (pointer.current = point), [])
}
