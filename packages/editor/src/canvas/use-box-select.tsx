/** Shift+drag on empty canvas selects what the box touches; the document is asked, not the DOM. */
import { useState, type PointerEvent, type ReactNode } from 'react'
import { useEditor } from '../editor-context.ts'
import type { Rect } from '../geometry/node-size.ts'

export interface BoxSelect {
  onPointerDownCapture: (event: PointerEvent<HTMLElement>) => void
  box: ReactNode
}

export function useBoxSelect(): BoxSelect {
  const { store, canvas } = useEditor()
  const [rect, setRect] = useState<Rect | null>(null)

  function onPointerDownCapture(event: PointerEvent<HTMLElement>): void {
    const target = event.target
    const isPane = target instanceof Element && target.classList.contains('react-flow__pane')
    if (!event.shiftKey || event.button !== 0 || !isPane) return
    event.preventDefault()
    event.stopPropagation()
    const home = event.currentTarget.getBoundingClientRect()
    const start = { x: event.clientX, y: event.clientY }
    const kept = store.getState().selection.nodes
    const controller = new AbortController()
    const { signal } = controller
    const move = (next: globalThis.PointerEvent) => {
      const box = toRect(start, { x: next.clientX, y: next.clientY })
      setRect({ ...box, x: box.x - home.x, y: box.y - home.y })
      const api = canvas.current
      if (!api) return
      const from = api.toFlow({ x: box.x, y: box.y })
      const to = api.toFlow({ x: box.x + box.width, y: box.y + box.height })
      store.select({ nodes: [...kept, ...api.index().query(toRect(from, to))] })
    }
    const end = () => {
      setRect(null)
      controller.abort()
      swallowClick()
    }
    globalThis.addEventListener('pointermove', move, { signal })
    globalThis.addEventListener('pointerup', end, { signal })
    globalThis.addEventListener('pointercancel', end, { signal })
  }

  const box = rect && (
    <div className="ef-box" style={{ left: rect.x, top: rect.y, width: rect.width, height: rect.height }} />
  )
  return { onPointerDownCapture, box }
}

function toRect(a: { x: number; y: number }, b: { x: number; y: number }): Rect {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(b.x - a.x), height: Math.abs(b.y - a.y) }
}

/** The click that ends a box is not a click on the canvas, which would clear the selection. */
function swallowClick(): void {
  const stop = (event: MouseEvent) => event.stopPropagation()
  globalThis.addEventListener('click', stop, { capture: true, once: true })
  setTimeout(() => globalThis.removeEventListener('click', stop, { capture: true }))
}
