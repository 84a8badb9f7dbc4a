/**
 * One of a long, remote list: search, server-side pages, keyboard through all of them. The chosen value is shown by the
 * label it was given; it is never cleared because a page does not hold it.
 */
import clsx from 'clsx'
import { ChevronDown, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useT } from '../i18n/messages.ts'
import { IconButton } from './button.tsx'
import { useFieldControl } from './field.tsx'
import type { LoadPage } from './paged-list.ts'
import { PickerLoading } from './picker-loading.tsx'
import type { PickerPanel as Panel } from './picker-panel.tsx'

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

const loadPanel = () => import('./picker-panel.tsx')
// `lazy` drops the type parameter
const PickerPanel = lazy(async () => ({ default: (await loadPanel()).PickerPanel })) as unknown as typeof Panel

export function Picker<T extends PickerItem>(props: PickerProps<T>) {
  const { value, onChange, placeholder, clearable, disabled } = props
  const t = useT()
  const field = useFieldControl()
  const [open, setOpen] = useState(false)
  const choose = (item: T | null) => {
    onChange(item)
    setOpen(false)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <span className="ev-row" style={{ gap: 2 }}>
        <Popover.Trigger
          {...field}
          className="ev-button ev-select"
          role="combobox"
          aria-haspopup="listbox"
          aria-expanded={open}
          aria-label={props['aria-label']}
          disabled={disabled}
          onPointerEnter={loadPanel}
          onFocus={loadPanel}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' || event.altKey) return
            event.preventDefault()
            setOpen(true)
          }}
        >
          <span className={clsx(!value && 'ev-placeholder')}>
            {value?.lead} {value?.label ?? placeholder ?? t('choose')}
          </span>
          <ChevronDown aria-hidden />
        </Popover.Trigger>
        {clearable && value && (
          <IconButton size="small" label={t('clear')} icon={<X />} onClick={() => onChange(null)} />
        )}
      </span>
      <Popover.Portal>
        <Popover.Content
          className="ev-pop ev-picker nodrag nowheel"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={props['aria-label'] ?? placeholder ?? t('choose')}
        >
          <Suspense fallback={<PickerLoading />}>
            <PickerPanel {...props} onChange={choose} />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
