/** The canvas behind the nodes, and when its picture is out of date. */
import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { useEditor } from '../editor-context.ts'
import type { Size } from '../geometry/node-size.ts'
import type { Viewport } from '../geometry/viewport.ts'
import type { Scene } from './painter.ts'
import { createPicture, type Picture } from './picture.ts'

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

export function PainterLayer({ size, scene, version, content, theme }: PainterLayerProps) {
  const { runState } = useEditor()
  const canvas = useRef<HTMLCanvasElement>(null)
  const store = useStoreApi()
  const latest = useRef({ scene, size })
  const picture = useRef<Picture | null>(null)

  useEffect(() => {
    latest.current = { scene, size }
  })
  useEffect(() => {
    if (!canvas.current) return
    const made = createPicture(canvas.current, () => latest.current)
    picture.current = made
    made.moveTo(toViewport(store.getState().transform), true)
    const stop = store.subscribe((state, before) => {
      if (state.transform !== before.transform) made.moveTo(toViewport(state.transform), false)
    })
    return () => {
      stop()
      made.dispose()
      picture.current = null
    }
  }, [store])
  useEffect(() => picture.current?.recolor(), [theme])
  useEffect(() => picture.current?.repaint(), [version, size])
  useEffect(() => picture.current?.repaintSoon(), [content])
  // the state of a block is a part of the picture
  useEffect(() => runState.subscribe(() => picture.current?.repaint()), [runState])

  return <canvas ref={canvas} className="ef-painter" aria-hidden />
}

function toViewport([x, y, zoom]: [number, number, number]): Viewport {
  return { x, y, zoom }
}
