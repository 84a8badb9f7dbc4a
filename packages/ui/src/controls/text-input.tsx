/** One-line and many-line text. Controlled: `value` and `onChange(value)`. */
import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { useFieldControl } from './field.tsx'

export interface TextInputProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  value: string
  onChange: (value: string) => void
  icon?: ReactNode
  /** Right inside the box: unit, key hint, button. */
  trailing?: ReactNode
  mono?: boolean | undefined
}

export function TextInput({ value, onChange, icon, trailing, mono, className, disabled, ...props }: TextInputProps) {
  const field = useFieldControl()
  return (
    <span
      className={clsx('ev-input', className)}
      data-invalid={field['aria-invalid']}
      data-disabled={disabled || undefined}
      onMouseDown={focusInput}
    >
      {icon}
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...field}
        {...props}
        disabled={disabled}
        className={clsx(mono && 'ev-mono')}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {trailing}
    </span>
  )
}

export interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'value' | 'onChange'> {
  value: string
  onChange: (value: string) => void
  mono?: boolean | undefined
}

export function TextArea({ value, onChange, mono, className, ...props }: TextAreaProps) {
  const field = useFieldControl()
  return (
    <textarea
      rows={3}
      {...field}
      {...props}
      className={clsx('ev-textarea', mono && 'ev-mono', className)}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** A press on the box beside the input (icon, padding) focuses it, as in a native field. */
function focusInput(event: React.MouseEvent<HTMLElement>): void {
  if (event.target instanceof HTMLInputElement || (event.target instanceof Element && event.target.closest('button')))
    return
  event.preventDefault()
  event.currentTarget.querySelector('input')?.focus()
}
