/** One of a few answers, each with a sentence that says what it means. */
import { useId, type ReactNode } from 'react'
import { useFieldGroup } from './field.tsx'

export interface RadioCardsProps {
  value: string | null
  onChange: (value: string) => void
  options: readonly { value: string; label: ReactNode; help?: ReactNode; unavailable?: string }[]
  'aria-label'?: string | undefined
}

/** The browser's own radio buttons lie unseen over the cards: arrows, Tab and names are theirs. */
export function RadioCards({ value, onChange, options, 'aria-label': ariaLabel }: RadioCardsProps) {
  const group = useFieldGroup()
  const name = useId()
  return (
    <div role="radiogroup" className="ev-cards" {...group} aria-label={ariaLabel}>
      {options.map((option) => (
        <label key={option.value} className="ev-card">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.unavailable !== undefined}
            onChange={() => onChange(option.value)}
          />
          <span className="ev-card-dot" aria-hidden />
          <span>
            {option.label}
            {(option.unavailable ?? option.help) && <small>{option.unavailable ?? option.help}</small>}
          </span>
        </label>
      ))}
    </div>
  )
}
