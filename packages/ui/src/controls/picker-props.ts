/** What a picker is given. */
import type { ReactNode } from 'react'
import type { LoadPage } from './paged-list.ts'

export interface PickerItem {
  id: string
  label: string
  /** Second line, e.g. `1,318 rows · 2 days ago`. */
  detail?: ReactNode
  /** Before the label in list and box, e.g. a `Tag`. */
  lead?: ReactNode
  /** Why it cannot be chosen. */
  unavailable?: string
}

export interface PickerProps<T extends PickerItem> {
  value: { id: string; label: string; lead?: ReactNode } | null
  onChange: (item: T | null) => void
  load: LoadPage<T>
  /** Shown in the empty box. */
  placeholder?: string | undefined
  /** What an empty list means and what to do, e.g. a button that makes the first one. */
  empty?: ReactNode
  clearable?: boolean | undefined
  disabled?: boolean | undefined
  /** Below the list: facts, or an action as `New config…`. */
  footer?: ReactNode
  'aria-label'?: string | undefined
}
