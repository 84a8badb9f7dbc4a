/**
 * Holding a finger still opens the context menu: browsers differ in whether they say so (Safari on iOS never does), so it
 * is said here, as the event that the mouse gives.
 */
import type { PointerEvent } from 'react'

const HOLD_MS = 550
/** A finger is never quite still. */
const STILL_PX = 10

export function watchLongPress(event: PointerEvent<HTMLElement>): void {
  if (event.pointerType !== 'touch' || !event.isPrimary || !(event.target instanceof Element)) return
  const { target, clientX, clientY } = event
  const controller = new AbortController()
  const { signal } = controller
  const end = () => {
    clearTimeout(timer)
    controller.abort()
  }
  const timer = setTimeout(() => {
    end()
    // lifting the finger is no click, which would close the menu again
    globalThis.addEventListener('touchend', (up) => up.preventDefault(), { once: true, capture: true, passive: false })
    target.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY }))
  }, HOLD_MS)
  const onMove = (moved: globalThis.PointerEvent) => {
    if (!moved.isPrimary || Math.hypot(moved.clientX - clientX, moved.clientY - clientY) > STILL_PX) end()
  }
  globalThis.addEventListener('pointermove', onMove, { signal, capture: true })
  // a second finger is a pinch, and a browser that says it by itself has said it
  for (const type of ['pointerdown', 'pointerup', 'pointercancel', 'contextmenu'])
    globalThis.addEventListener(type, end, { signal, capture: true })
}
