/** A yes or no; and several of them as one answer. */
import { Check, Minus } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { useId, type ReactNode } from 'react'
import type { Option } from './option.ts'
import { useFieldControl, useFieldGroup } from './field.tsx'

export interface CheckboxProps {
  checked: boolean | 'indeterminate'
  onChange: (checked: boolean) => void
  /** Text beside the box; without it give `aria-label`. */
  label?: ReactNode
  disabled?: boolean | undefined
  'aria-label'?: string | undefined
}

export function Checkbox({ checked, onChange, label, disabled, 'aria-label': ariaLabel }: CheckboxProps) {
  const ownId = useId()
  const field = useFieldControl()
  const id = field.id ?? ownId
  const box = (
    <Radix.Root
      {...field}
      id={id}
      className="ev-check-box"
      checked={checked}
      disabled={disabled ?? false}
      aria-label={ariaLabel}
      onCheckedChange={(next) => onChange(next === true)}
    >
      <Radix.Indicator asChild>
        {checked === 'indeterminate' ? <Minus aria-hidden /> : <Check aria-hidden />}
      </Radix.Indicator>
    </Radix.Root>
  )
  if (label === undefined) return box
  return (
    <span className="ev-check">
      {box}
      <label htmlFor={id}>{label}</label>
    </span>
  )
}

export interface CheckboxGroupProps {
  value: readonly string[]
  onChange: (value: string[]) => void
  options: readonly Option[]
  'aria-label'?: string | undefined
}

/** `value` keeps the order of `options`, whatever the order of the clicks. */
export function CheckboxGroup({ value, onChange, options, 'aria-label': ariaLabel }: CheckboxGroupProps) {
  const group = useFieldGroup()
  const id = useId()
  const toggle = (changed: string, on: boolean) =>
    onChange(options.map((option) => option.value).filter((item) => (item === changed ? on : value.includes(item))))
  return (
    <div className="ev-check-group" role="group" {...group} aria-label={ariaLabel}>
      {options.map((option) => (
        <span key={option.value} className="ev-check" title={option.unavailable ?? option.help}>
          <Radix.Root
            id={`${id}-${option.value}`}
            className="ev-check-box"
            checked={value.includes(option.value)}
            disabled={option.unavailable !== undefined}
            onCheckedChange={(next) => toggle(option.value, next === true)}
          >
            <Radix.Indicator asChild>
              <Check aria-hidden />
            </Radix.Indicator>
          </Radix.Root>
          <label htmlFor={`${id}-${option.value}`}>
            {option.label}
            {option.unavailable && <span className="ev-faint"> · {option.unavailable}</span>}
          </label>
        </span>
      ))}
    </div>
  )
}
