/** One of a short, known list. For long or remote lists use `Picker`. */
import clsx from 'clsx'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useT } from '../i18n/messages.ts'
import { notify } from '../overlays/toast.tsx'
import { useLoaded } from '../overlays/use-loaded.ts'
import { messageOf } from '../states/states.tsx'
import { useFieldControl } from './field.tsx'
import type { Option } from './option.ts'
import type { SelectProps } from './select-props.ts'

export type { SelectProps } from './select-props.ts'

const popup = () => import('./select-popup.tsx')
const OPENING_KEYS = new Set(['ArrowDown', 'ArrowUp'])

/** Until it is first opened there is the box alone, with the same role, name and value. */
export function Select(props: SelectProps) {
  const { value, options, placeholder, disabled, size, 'aria-label': ariaLabel } = props
  const t = useT()
  const field = useFieldControl()
  const loaded = useLoaded(popup)
  const [opened, setOpened] = useState(false)
  if (loaded.part && opened) return <loaded.part.SelectPopup {...props} />
  const open = () => {
    setOpened(true)
    loaded.load().catch((error: unknown) => {
      setOpened(false)
      notify.bad(messageOf(error))
    })
  }
  const preload = () => void loaded.load().catch(() => undefined)
  const isEmpty = value === null || value === ''
  return (
    <button
      {...field}
      type="button"
      role="combobox"
      aria-autocomplete="none"
      aria-expanded={false}
      data-state="closed"
      {...(isEmpty ? { 'data-placeholder': '' } : {})}
      className={clsx('ev-button ev-select', size === 'small' && 'ev-button-small')}
      aria-label={ariaLabel}
      disabled={disabled ?? false}
      onPointerEnter={preload}
      onClick={open}
      onKeyDown={(event) => {
        if (OPENING_KEYS.has(event.key)) {
          event.preventDefault()
          open()
        } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
          const next = nextByLetter(options, value, event.key)
          if (next) props.onChange(next.value)
        }
      }}
    >
      {/* a value that is not in the list is shown as it is: a list that changed must not erase a choice */}
      <span style={{ pointerEvents: 'none' }}>
        {isEmpty ? (placeholder ?? t('choose')) : (options.find((option) => option.value === value)?.label ?? value)}
      </span>
      <ChevronDown aria-hidden />
    </button>
  )
}

/** The next option from the chosen one on, and around, whose label begins with `letter`, as in any list of a browser. */
function nextByLetter(options: readonly Option[], value: string | null, letter: string): Option | undefined {
  const from = options.findIndex((option) => option.value === value) + 1
  return [...options.slice(from), ...options.slice(0, from)].find(
    ({ label, unavailable }) => unavailable === undefined && label.toLowerCase().startsWith(letter.toLowerCase()),
  )
}
