/** A select that can open. Loaded with the first one that is opened. */
import clsx from 'clsx'
import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { useT } from '../i18n/messages.ts'
import { useFieldControl } from './field.tsx'
import type { SelectProps } from './select-props.ts'

/** Starts open. */
export function SelectPopup({
  value,
  onChange,
  options,
  placeholder,
  disabled,
  size,
  'aria-label': ariaLabel,
}: SelectProps) {
  const t = useT()
  const field = useFieldControl()
  // A value that is not in the list is shown as it is: a list that changed must not erase a choice.
  const known = value === null || value === '' || options.some((option) => option.value === value)
  return (
    <Radix.Root
      value={value ?? ''}
      onValueChange={(next) => next !== '' && onChange(next)}
      disabled={disabled ?? false}
      defaultOpen
    >
      <Radix.Trigger
        {...field}
        className={clsx('ev-button ev-select', size === 'small' && 'ev-button-small')}
        aria-label={ariaLabel}
      >
        <Radix.Value placeholder={placeholder ?? t('choose')}>{known ? undefined : value}</Radix.Value>
        <Radix.Icon asChild>
          <ChevronDown aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="ev-pop ev-menu" position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.unavailable !== undefined}
                className="ev-menu-item"
              >
                <span className="ev-grow">
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {(option.unavailable ?? option.help) && <small>{option.unavailable ?? option.help}</small>}
                </span>
                <Radix.ItemIndicator>
                  <Check aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
