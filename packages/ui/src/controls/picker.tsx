/**
 * One of a long, remote list: search, server-side pages, keyboard through all of them. The chosen value is shown by the
 * label it was given; it is never cleared because a page does not hold it.
 */
import clsx from 'clsx'
import { ChevronDown, X } from 'lucide-react'
import { useState } from 'react'
import { useT } from '../i18n/messages.ts'
import { notify } from '../overlays/toast.tsx'
import { useLoaded } from '../overlays/use-loaded.ts'
import { messageOf } from '../states/states.tsx'
import { IconButton } from './button.tsx'
import { useFieldControl } from './field.tsx'
import type { PickerItem, PickerProps } from './picker-props.ts'

export type { PickerItem, PickerProps } from './picker-props.ts'

const popup = () => import('./picker-popup.tsx')

/** Until it is first opened there is the box alone, with the same role, name and value. */
export function Picker<T extends PickerItem>(props: PickerProps<T>) {
  const { value, onChange, placeholder, clearable, disabled } = props
  const t = useT()
  const field = useFieldControl()
  const loaded = useLoaded(popup)
  const [opened, setOpened] = useState(false)
  if (loaded.part && opened) return <loaded.part.PickerPopup {...props} />
  const open = () => {
    setOpened(true)
    loaded.load().catch((error: unknown) => {
      setOpened(false)
      notify.bad(messageOf(error))
    })
  }
  return (
    <span className="ev-row" style={{ gap: 2 }}>
      <button
        {...field}
        type="button"
        className="ev-button ev-select"
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={false}
        aria-label={props['aria-label']}
        disabled={disabled}
        onPointerEnter={() => void loaded.load().catch(() => undefined)}
        onClick={open}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || event.altKey) return
          event.preventDefault()
          open()
        }}
      >
        <span className={clsx(!value && 'ev-placeholder')}>
          {value?.lead} {value?.label ?? placeholder ?? t('choose')}
        </span>
        <ChevronDown aria-hidden />
      </button>
      {clearable && value && <IconButton size="small" label={t('clear')} icon={<X />} onClick={() => onChange(null)} />}
    </span>
  )
}
