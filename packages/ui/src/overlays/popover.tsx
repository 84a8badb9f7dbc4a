/** A small floating panel that belongs to a button. */
import { Popover as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'

export interface PopoverProps {
  trigger: ReactElement
  label: string
  children: ReactNode
  align?: 'start' | 'center' | 'end' | undefined
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

export function Popover({ trigger, label, children, align = 'start', ...state }: PopoverProps) {
  return (
    <Radix.Root {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className="ev-pop"
          style={{ padding: 12 }}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
