/** A picker that can open. Loaded with the first one that is opened. */
import clsx from 'clsx'
import { ChevronDown, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { useT } from '../i18n/messages.ts'
import { IconButton } from './button.tsx'
import { useFieldControl } from './field.tsx'
import { PickerPanel } from './picker-panel.tsx'
import type { PickerItem, PickerProps } from './picker-props.ts'

/** Starts open. */
export function PickerPopup<T extends PickerItem>(props: PickerProps<T>) {
  const { value, onChange, placeholder, clearable, disabled } = props
  const t = useT()
  const field = useFieldControl()
  const [open, setOpen] = useState(true)
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
          <PickerPanel {...props} onChange={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
