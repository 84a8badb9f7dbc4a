/** One tooltip for all ports: a tooltip of its own on each would cost more to mount than the port. */
import { useEffect, useState } from 'react'

const DELAY_MS = 350

interface Hint {
  text: string
  x: number
  y: number
  side: string
}

export function PortHint() {
  const [hint, setHint] = useState<Hint | null>(null)
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = (event: Event) => {
      clearTimeout(timer)
      const dot = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('.ef-dot') : null
      if (!dot) return setHint(null)
      timer = setTimeout(() => setHint(readHint(dot)), event.type === 'focusin' ? 0 : DELAY_MS)
    }
    const hide = () => {
      clearTimeout(timer)
      setHint(null)
    }
    document.addEventListener('pointerover', show, { signal })
    document.addEventListener('focusin', show, { signal })
    document.addEventListener('focusout', hide, { signal })
    document.addEventListener('pointerdown', hide, { signal })
    document.addEventListener('wheel', hide, { signal, passive: true })
    return () => {
      controller.abort()
      clearTimeout(timer)
    }
  }, [])
  if (!hint) return null
  const shift = hint.side === 'in' ? 'translate(-100%, -50%)' : 'translateY(-50%)'
  return (
    <div
      className="ev-tooltip"
      aria-hidden
      style={{ position: 'fixed', left: hint.x, top: hint.y, transform: shift, animation: 'none' }}
    >
      {hint.text}
    </div>
  )
}

function readHint(dot: HTMLElement): Hint {
  const box = dot.getBoundingClientRect()
  const side = dot.dataset['side'] ?? 'in'
  return {
    text: dot.dataset['hint'] ?? '',
    side,
    x: side === 'in' ? box.left - 8 : box.right + 8,
    y: box.top + box.height / 2,
  }
}
