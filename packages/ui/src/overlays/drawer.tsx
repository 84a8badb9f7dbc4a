/** The panel on the right: title, actions, close; resizable by mouse and keyboard, and it remembers its width. */
import { X } from 'lucide-react'
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { IconButton } from '../controls/button.tsx'
import { useT } from '../i18n/messages.ts'

export interface DrawerProps {
  title: ReactNode
  onClose: () => void
  actions?: ReactNode
  children: ReactNode
  /** Key of the remembered width. */
  name: string
  defaultWidthPx?: number
  minWidthPx?: number
  maxWidthPx?: number
  /** Takes the width of its parent instead (small screens). */
  fill?: boolean | undefined
}

const KEY_STEP_PX = 24

export function Drawer(props: DrawerProps) {
  const {
    title,
    onClose,
    actions,
    children,
    name,
    defaultWidthPx = 432,
    minWidthPx = 320,
    maxWidthPx = 900,
    fill,
  } = props
  const t = useT()
  const storageKey = `evalflow.drawer.${name}`
  const [width, setWidth] = useState(() => readWidth(storageKey) ?? defaultWidthPx)
  const drag = useRef<{ x: number; width: number } | null>(null)
  const clamp = (px: number) => Math.round(Math.min(maxWidthPx, Math.max(minWidthPx, px)))

  function remember(px: number): void {
    setWidth(px)
    globalThis.localStorage?.setItem(storageKey, String(px))
  }
  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    drag.current = { x: event.clientX, width }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  function onPointerMove(event: PointerEvent): void {
    if (drag.current) setWidth(clamp(drag.current.width + drag.current.x - event.clientX))
  }
  function onPointerUp(): void {
    if (drag.current) remember(width)
    drag.current = null
  }
  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowLeft' ? KEY_STEP_PX : event.key === 'ArrowRight' ? -KEY_STEP_PX : 0
    if (step === 0) return
    event.preventDefault()
    remember(clamp(width + step))
  }

  return (
    <section
      className="ev-drawer"
      style={fill ? { width: '100%' } : { width }}
      aria-label={typeof title === 'string' ? title : undefined}
    >
      {!fill && (
        <div
          className="ev-drawer-grip"
          role="separator"
          aria-orientation="vertical"
          aria-label={t('resize')}
          aria-valuenow={width}
          aria-valuemin={minWidthPx}
          aria-valuemax={maxWidthPx}
          tabIndex={0}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerCancel={onPointerUp}
          onKeyDown={onKeyDown}
        />
      )}
      <header className="ev-drawer-head">
        <h2>{title}</h2>
        {actions}
        <IconButton size="small" label={t('close')} icon={<X aria-hidden />} onClick={onClose} />
      </header>
      <div className="ev-drawer-body">{children}</div>
    </section>
  )
}

function readWidth(key: string): number | undefined {
  const stored = Number(globalThis.localStorage?.getItem(key) ?? Number.NaN)
  return Number.isFinite(stored) && stored > 0 ? stored : undefined
}
