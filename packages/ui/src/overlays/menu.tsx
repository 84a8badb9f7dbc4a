/** A list of actions, from a button or at a point (context menu, dropped wire). */
import clsx from 'clsx'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { Kbd } from '../controls/kbd.tsx'

export interface MenuAction {
  id: string
  label: string
  icon?: ReactNode
  shortcut?: string | undefined
  /** Second line; for a disabled action, why. */
  help?: string | undefined
  disabled?: boolean | undefined
  danger?: boolean | undefined
  onSelect: () => void
}
export type MenuEntry = MenuAction | { id: string; line: true } | { id: string; heading: string }

export interface MenuProps {
  trigger: ReactElement
  entries: readonly MenuEntry[]
  align?: 'start' | 'end' | undefined
}

export function Menu({ trigger, entries, align = 'end' }: MenuProps) {
  return (
    // not modal: the page behind would be hidden from screen readers while its buttons can still be focused
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <MenuContent entries={entries} align={align} />
    </Radix.Root>
  )
}

export interface MenuAtProps {
  /** Viewport pixels; null is closed. */
  at: { x: number; y: number } | null
  onClose: () => void
  entries: readonly MenuEntry[]
  label: string
}

export function MenuAt({ at, onClose, entries, label }: MenuAtProps) {
  return (
    <Radix.Root modal={false} open={at !== null} onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <span aria-hidden style={{ position: 'fixed', left: at?.x ?? 0, top: at?.y ?? 0, width: 0, height: 0 }} />
      </Radix.Trigger>
      <MenuContent entries={entries} align="start" label={label} />
    </Radix.Root>
  )
}

function MenuContent({
  entries,
  align,
  label,
}: {
  entries: readonly MenuEntry[]
  align: 'start' | 'end'
  label?: string
}) {
  return (
    <Radix.Portal>
      <Radix.Content
        className="ev-pop ev-menu"
        align={align}
        sideOffset={4}
        collisionPadding={8}
        {...(label ? { 'aria-label': label } : {})}
      >
        {entries.map((entry) => {
          if ('line' in entry) return <Radix.Separator key={entry.id} className="ev-menu-line" />
          if ('heading' in entry) {
            return (
              <Radix.Label key={entry.id} className="ev-menu-label">
                {entry.heading}
              </Radix.Label>
            )
          }
          return (
            <Radix.Item
              key={entry.id}
              className={clsx('ev-menu-item', entry.danger && 'ev-menu-item-danger')}
              disabled={entry.disabled ?? false}
              onSelect={entry.onSelect}
            >
              {entry.icon}
              <span className="ev-grow">
                {entry.label}
                {entry.help && <small>{entry.help}</small>}
              </span>
              {entry.shortcut && <Kbd keys={entry.shortcut} />}
            </Radix.Item>
          )
        })}
      </Radix.Content>
    </Radix.Portal>
  )
}
