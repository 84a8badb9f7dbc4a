/** A list of actions, from a button or at a point (context menu, dropped wire). */
import { cloneElement, lazy, Suspense, useState, type KeyboardEvent, type MouseEvent } from 'react'
import type { MenuAtProps, MenuProps } from './menu-props.ts'
import { notify } from './toast.tsx'
import { useLoaded } from './use-loaded.ts'
import { messageOf } from '../states/states.tsx'

export type { MenuAction, MenuAtProps, MenuEntry, MenuProps } from './menu-props.ts'

const popup = () => import('./menu-popup.tsx')

/** Until it is first opened there is the trigger alone, which says that it opens a menu. */
export function Menu(props: MenuProps) {
  const loaded = useLoaded(popup)
  const [opened, setOpened] = useState<{ byKey: boolean } | null>(null)
  if (loaded.part && opened) return <loaded.part.MenuPopup {...props} {...opened} />
  const open = (byKey: boolean) => {
    setOpened({ byKey })
    loaded.load().catch((error: unknown) => {
      setOpened(null)
      notify.bad(messageOf(error))
    })
  }
  const { props: own } = props.trigger
  return cloneElement(props.trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: () => void loaded.load().catch(() => undefined),
    onClick: (event: MouseEvent) => {
      own.onClick?.(event)
      // a click that no pointer made
      open(event.detail === 0)
    },
    onKeyDown: (event: KeyboardEvent) => {
      own.onKeyDown?.(event)
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      open(true)
    },
  })
}

const MenuAtPopup = lazy(async () => ({ default: (await popup()).MenuAtPopup }))

export function MenuAt(props: MenuAtProps) {
  const [wasOpen, setWasOpen] = useState(false)
  // from then on it stays, so that closing it gives the focus back
  if (props.at !== null && !wasOpen) setWasOpen(true)
  return wasOpen ? (
    <Suspense fallback={null}>
      <MenuAtPopup {...props} />
    </Suspense>
  ) : null
}
