/** Follows one press to its end, wherever the pointer goes; Escape and a lost pointer cancel it. */
export interface PressHandlers {
  onMove: (point: { x: number; y: number }, event: PointerEvent) => void
  onEnd: (cancelled: boolean) => void
}

export function followPointer({ onMove, onEnd }: PressHandlers): void {
  const controller = new AbortController()
  const { signal } = controller
  const end = (cancelled: boolean) => {
    controller.abort()
    swallowClick()
    onEnd(cancelled)
  }
  globalThis.addEventListener('pointermove', (event) => onMove({ x: event.clientX, y: event.clientY }, event), {
    signal,
  })
  globalThis.addEventListener('pointerup', () => end(false), { signal })
  globalThis.addEventListener('pointercancel', () => end(true), { signal })
  globalThis.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      end(true)
    },
    { signal, capture: true },
  )
}

/** The click that ends a press which was a gesture is not a click on the canvas, which would clear the selection. */
function swallowClick(): void {
  const stop = (event: MouseEvent) => event.stopPropagation()
  globalThis.addEventListener('click', stop, { capture: true, once: true })
  setTimeout(() => globalThis.removeEventListener('click', stop, { capture: true }))
}
