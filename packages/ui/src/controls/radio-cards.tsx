/** One of a few answers, each with a sentence that says what it means. */
import { RadioGroup as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useFieldGroup } from './field.tsx'

export interface RadioCardsProps {
  value: string | null
  onChange: (value: string) => void
  options: readonly { value: string; label: ReactNode; help?: ReactNode; unavailable?: string }[]
  'aria-label'?: string | undefined
}

export function RadioCards({ value, onChange, options, 'aria-label': ariaLabel }: RadioCardsProps) {
  const group = useFieldGroup()
  return (
    <Radix.Root className="ev-cards" {...group} aria-label={ariaLabel} value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          className="ev-card"
          value={option.value}
          disabled={option.unavailable !== undefined}
        >
          <span className="ev-card-dot" aria-hidden />
          <span>
            {option.label}
            {(option.unavailable ?? option.help) && <small>{option.unavailable ?? option.help}</small>}
          </span>
        </Radix.Item>
      ))}
    </Radix.Root>
  )
}
