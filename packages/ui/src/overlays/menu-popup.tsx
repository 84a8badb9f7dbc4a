/** The open part of a menu, with its trigger. Loaded with the first menu that is opened. */
import clsx from 'clsx'
import { DropdownMenu as Radix } from 'radix-ui'
import { useEffect, useRef, type Ref } from 'react'
import { Kbd } from '../controls/kbd.tsx'
import type { MenuAtProps, MenuEntry, MenuProps } from './menu-props.ts'

export interface MenuPopupProps extends MenuProps {
  /** It was opened by a key: the first entry has the focus then. */
  byKey: boolean
}

/** Starts open. */
export function MenuPopup({ trigger, entries, align = 'end', byKey }: MenuPopupProps) {
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!byKey) return
    // after the content has taken the focus itself
    const frame = requestAnimationFrame(() =>
      content.current?.querySelector<HTMLElement>('[role="menuitem"]:not([data-disabled])')?.focus(),
    )
    return () => cancelAnimationFrame(frame)
  }, [byKey])
  return (
    // not modal: the page behind would be hidden from screen readers while its buttons can still be focused
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <MenuContent entries={entries} align={align} contentRef={content} />
    </Radix.Root>
  )
}

export function MenuAtPopup({ at, onClose, entries, label }: MenuAtProps) {
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
  contentRef,
}: {
  entries: readonly MenuEntry[]
  align: 'start' | 'end'
  label?: string
  contentRef?: Ref<HTMLDivElement>
}) {
  return (
    <Radix.Portal>
      <Radix.Content
        {...(contentRef ? { ref: contentRef } : {})}
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
