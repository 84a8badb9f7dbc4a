/** Keeps the window beside the viewport: at most one step a frame, and none while zooming. */
import { useStoreApi } from '@xyflow/react'
import { useEffect, useState } from 'react'
import type { GraphIndex } from '../geometry/graph-index.ts'
import type { Size } from '../geometry/node-size.ts'
import { visibleRect, type Viewport } from '../geometry/viewport.ts'
import { advance, openWindow, type CanvasWindow } from './window.ts'

/** A zoom has ended when it has not moved for this long. */
const REST_MS = 120
/** What lies just off screen is mounted when nothing else is to be done. */
const AHEAD_MS = 300

export function useWindow(index: GraphIndex, size: Size, opening: Viewport): CanvasWindow {
  const flowStore = useStoreApi()
  const [view, setView] = useState(() => openWindow(index, visibleRect(opening, size), opening.zoom))

  useEffect(() => {
    let zoomedAt = -Infinity
    let frame = 0
    let rest: ReturnType<typeof setTimeout> | undefined
    let ahead = false
    const step = () => {
      frame = 0
      const [x, y, zoom] = flowStore.getState().transform
      const wait = zoomedAt + REST_MS - performance.now()
      if (wait > 0) {
        clearTimeout(rest)
        rest = setTimeout(schedule, wait)
        return
      }
      const isAhead = ahead
      setView((old) => advance(old, index, visibleRect({ x, y, zoom }, size), zoom, { ahead: isAhead }))
    }
    const schedule = () => {
      if (frame === 0) frame = requestAnimationFrame(step)
    }
    const stop = flowStore.subscribe((state, before) => {
      if (state.transform === before.transform) return
      if (state.transform[2] !== before.transform[2]) zoomedAt = performance.now()
      ahead = true
      schedule()
    })
    schedule()
    const later = setTimeout(() => {
      ahead = true
      schedule()
    }, AHEAD_MS)
    return () => {
      stop()
      cancelAnimationFrame(frame)
      clearTimeout(rest)
      clearTimeout(later)
    }
    // A step that left something to do asks for the next one.
  }, [flowStore, index, size, view])

  return view
}
