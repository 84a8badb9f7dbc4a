/**
 * Selecting by area: a box or a lasso over empty canvas, with Shift, or without it while its tool is chosen (which is how a
 * finger does it). The document is asked, not the DOM.
 */
import { useState, type PointerEvent, type ReactNode } from 'react'
import { useEditor, type CanvasApi } from '../editor-context.ts'
import type { Point } from '../geometry/node-size.ts'
import type { Rect } from '../geometry/node-size.ts'
import { boundsOfPoints, takesIn } from '../geometry/polygon.ts'
import type { Tool } from '../store/editor-store.ts'
import { followPointer } from './follow-pointer.ts'

export interface AreaSelect {
  onPointerDownCapture: (event: PointerEvent<HTMLElement>) => void
  /** What is being drawn. */
  area: ReactNode
}

/** Points closer than this add nothing to an outline. */
const STEP_PX = 4

export function useAreaSelect(): AreaSelect {
  const { store, canvas } = useEditor()
  const [drawn, setDrawn] = useState<{ tool: Tool; points: readonly Point[] } | null>(null)

  function onPointerDownCapture(event: PointerEvent<HTMLElement>): void {
    const tool = toolFor(event, store.getState().tool)
    const isPane = event.target instanceof Element && event.target.classList.contains('react-flow__pane')
    if (tool === 'pan' || event.button !== 0 || !isPane) return
    event.preventDefault()
    event.stopPropagation()
    const home = event.currentTarget.getBoundingClientRect()
    const kept = event.shiftKey ? store.getState().selection.nodes : []
    const start = { x: event.clientX, y: event.clientY }
    let points: readonly Point[] = [start]
    followPointer({
      onMove: (point) => {
        const last = points.at(-1) ?? start
        if (Math.hypot(point.x - last.x, point.y - last.y) < STEP_PX) return
        points = tool === 'box' ? [start, point] : [...points, point]
        setDrawn({ tool, points: points.map(({ x, y }) => ({ x: x - home.x, y: y - home.y })) })
        if (canvas.current) store.select({ nodes: [...kept, ...nodesIn(canvas.current, tool, points)] })
      },
      onEnd: () => {
        setDrawn(null)
        if (points.length === 1) store.select({ nodes: kept })
      },
    })
  }
  return { onPointerDownCapture, area: drawn && <Area {...drawn} /> }
}

/** Alt gives the other of the two. */
function toolFor(event: PointerEvent, chosen: Tool): Tool {
  if (chosen === 'pan' && !event.shiftKey) return 'pan'
  const tool = chosen === 'pan' ? 'box' : chosen
  if (!event.altKey) return tool
  return tool === 'box' ? 'lasso' : 'box'
}

function nodesIn(api: CanvasApi, tool: Tool, points: readonly Point[]): string[] {
  const outline = points.map((point) => api.toFlow(point))
  const index = api.index()
  const found = index.query(boundsOfPoints(outline))
  if (tool === 'box') return found
  return found.filter((id) => {
    const rect = index.rectOf(id)
    return rect !== undefined && takesIn(outline, rect)
  })
}

function Area({ tool, points }: { tool: Tool; points: readonly Point[] }) {
  if (tool === 'lasso') {
    return (
      <svg className="ef-lasso" aria-hidden>
        <path d={`M${points.map(({ x, y }) => `${x},${y}`).join('L')}Z`} />
      </svg>
    )
  }
  const box: Rect = boundsOfPoints(points)
  return <div className="ef-box" style={{ left: box.x, top: box.y, width: box.width, height: box.height }} />
}
