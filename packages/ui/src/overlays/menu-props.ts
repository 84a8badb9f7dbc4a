/** What a menu is given. */
import type { KeyboardEvent, MouseEvent, ReactElement, ReactNode } from 'react'

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

interface TriggerProps {
  'aria-haspopup'?: 'menu'
  'aria-expanded'?: boolean
  onPointerEnter?: () => void
  onClick?: (event: MouseEvent) => void
  onKeyDown?: (event: KeyboardEvent) => void
}

export interface MenuProps {
  trigger: ReactElement<TriggerProps>
  entries: readonly MenuEntry[]
  align?: 'start' | 'end' | undefined
}

export interface MenuAtProps {
  /** Viewport pixels; null is closed. */
  at: { x: number; y: number } | null
  onClose: () => void
  entries: readonly MenuEntry[]
  label: string
}
