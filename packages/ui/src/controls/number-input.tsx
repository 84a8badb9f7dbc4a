/**
 * A number as text: what is typed stays as typed until it is a number; nothing is clamped behind the reader's back
 * (range errors belong to the field's validation), and the wheel never changes it.
 */
import { useState, type ComponentProps, type KeyboardEvent } from 'react'
import { useFieldControl } from './field.tsx'

export interface NumberInputProps extends Omit<
  ComponentProps<'input'>,
  'value' | 'onChange' | 'onInvalid' | 'min' | 'max' | 'step' | 'type'
> {
  value: number | null
  /** `null` when the box is empty. Not called while the text is no number; `onInvalid` says so. */
  onChange: (value: number | null) => void
  onInvalid?: ((text: string) => void) | undefined
  min?: number | undefined
  max?: number | undefined
  step?: number | undefined
  unit?: string | undefined
}

export function NumberInput({
  value,
  onChange,
  onInvalid,
  min,
  max,
  step = 1,
  unit,
  disabled,
  ...props
}: NumberInputProps) {
  const field = useFieldControl()
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? (value === null ? '' : String(value))
  const invalid = draft !== null && parseNumber(draft) === undefined

  function type(next: string): void {
    setDraft(next)
    const parsed = parseNumber(next)
    if (parsed === undefined) onInvalid?.(next)
    else onChange(parsed)
  }
  function stepBy(event: KeyboardEvent<HTMLInputElement>): void {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (direction === 0 || event.altKey || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    const next = roundTo((value ?? 0) + direction * step * (event.shiftKey ? 10 : 1), step)
    setDraft(null)
    onChange(Math.min(max ?? Infinity, Math.max(min ?? -Infinity, next)))
  }

  return (
    <span
      className="ev-input ev-num"
      data-invalid={invalid || field['aria-invalid']}
      data-disabled={disabled || undefined}
    >
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        role="spinbutton"
        aria-valuenow={value ?? undefined}
        aria-valuemin={min}
        aria-valuemax={max}
        {...field}
        {...(invalid ? { 'aria-invalid': true } : {})}
        {...props}
        disabled={disabled}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={stepBy}
        onBlur={() => !invalid && setDraft(null)}
      />
      {unit && <span className="ev-unit">{unit}</span>}
    </span>
  )
}

/** `''` → null, `'1,5'` and `'1.5'` → 1.5, no number → undefined. */
export function parseNumber(text: string): number | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(trimmed)) return undefined
  const value = Number(trimmed.replace(',', '.'))
  return Number.isFinite(value) ? value : undefined
}

/** Removes binary noise of stepping: 0.1 + 0.2 is 0.3. */
function roundTo(value: number, step: number): number {
  const decimals = Math.min(12, (String(step).split('.')[1] ?? '').length + 2)
  return Number(value.toFixed(decimals))
}
