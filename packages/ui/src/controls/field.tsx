/** Label, help, error and count around one control. Controls inside take their ids from here. */
import { CircleAlert } from 'lucide-react'
import { createContext, useContext, useId, useMemo, type ReactNode } from 'react'
import { useT } from '../i18n/messages.ts'

export interface FieldProps {
  label: ReactNode
  /** For a control that is no input (radio cards, check boxes): the label names a group. */
  group?: boolean | undefined
  help?: ReactNode
  error?: ReactNode
  /** Right of the label: a count as `7 / 239`, a fact, a link. */
  hint?: ReactNode
  required?: boolean | undefined
  children: ReactNode
}

interface FieldIds {
  controlId: string
  labelId: string
  describedBy: string | undefined
  invalid: boolean
  required: boolean
}

const FieldContext = createContext<FieldIds | null>(null)

export function Field({ label, group, help, error, hint, required = false, children }: FieldProps) {
  const t = useT()
  const id = useId()
  const hasHelp = Boolean(help)
  const hasError = Boolean(error)
  const ids = useMemo<FieldIds>(
    () => ({
      controlId: `${id}-control`,
      labelId: `${id}-label`,
      describedBy: [hasError && `${id}-error`, hasHelp && `${id}-help`].filter(Boolean).join(' ') || undefined,
      invalid: hasError,
      required,
    }),
    [id, hasHelp, hasError, required],
  )
  const text = (
    <>
      {label}
      {required && (
        <span className="ev-field-required" title={t('required')} aria-hidden>
          *
        </span>
      )}
    </>
  )
  return (
    <FieldContext value={ids}>
      <div className="ev-field">
        <div className="ev-field-head">
          {group ? (
            <span id={ids.labelId}>{text}</span>
          ) : (
            <label id={ids.labelId} htmlFor={ids.controlId}>
              {text}
            </label>
          )}
          {hint !== undefined && <span className="ev-num ev-faint">{hint}</span>}
        </div>
        {children}
        {hasError && (
          <div id={`${id}-error`} className="ev-field-error" role="alert">
            <CircleAlert aria-hidden />
            <span>{error}</span>
          </div>
        )}
        {hasHelp && (
          <div id={`${id}-help`} className="ev-field-help">
            {help}
          </div>
        )}
      </div>
    </FieldContext>
  )
}

/** What a control inside a `Field` puts on its element. Empty outside of one. */
export function useFieldControl(): {
  id?: string
  'aria-describedby'?: string
  'aria-invalid'?: true
  'aria-required'?: true
} {
  const ids = useContext(FieldContext)
  if (!ids) return {}
  return {
    id: ids.controlId,
    ...(ids.describedBy ? { 'aria-describedby': ids.describedBy } : {}),
    ...(ids.invalid ? { 'aria-invalid': true as const } : {}),
    ...(ids.required ? { 'aria-required': true as const } : {}),
  }
}

/** The same for a group (`role="radiogroup"` and the like), which is named by the label's id. */
export function useFieldGroup(): { 'aria-labelledby'?: string; 'aria-describedby'?: string } {
  const ids = useContext(FieldContext)
  if (!ids) return {}
  return { 'aria-labelledby': ids.labelId, ...(ids.describedBy ? { 'aria-describedby': ids.describedBy } : {}) }
}
