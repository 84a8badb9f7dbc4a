/**
 * Marks the canvas while it is zoomed. Then the layer of the nodes is scaled as it is, and drawn sharp at the end, instead
 * of being drawn anew with every step.
 */
import { useStoreApi } from '@xyflow/react'
import { useEffect, type RefObject } from 'react'

const REST_MS = 150

export function useZooming(canvas: RefObject<HTMLElement | null>): void {
  const flowStore = useStoreApi()
  useEffect(() => {
    let rest: ReturnType<typeof setTimeout> | undefined
    const end = () => canvas.current?.removeAttribute('data-zooming')
    const stop = flowStore.subscribe((state, before) => {
      if (state.transform[2] === before.transform[2]) return
      if (!canvas.current?.hasAttribute('data-zooming')) canvas.current?.setAttribute('data-zooming', '')
      clearTimeout(rest)
      rest = setTimeout(end, REST_MS)
    })
    return () => {
      stop()
      clearTimeout(rest)
      end()
    }
  }, [flowStore, canvas])
}
