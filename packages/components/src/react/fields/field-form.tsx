/**
 * Draws declarative fields: node, inspector and dialogs all use this one. It knows kinds of fields, never components.
 * Draft and errors belong to the caller, so switching types or closing a dialog is the caller's rule.
 */
import { visibleFields, type FieldSpec, type JsonValue, type Values } from '@evalflow/graph'
import { Field } from '@evalflow/ui'
import { FIELD_CONTROLS } from './field-controls.tsx'

export interface FieldFormProps {
  fields: readonly FieldSpec[]
  /** What was set; a missing key means the field's default. */
  values: Readonly<Values>
  /** By field id. */
  errors?: Readonly<Record<string, string>> | undefined
  onChange: (id: string, value: JsonValue) => void
}

/** Kinds that fit side by side; all others take the whole width. */
const NARROW: ReadonlySet<string> = new Set(['number', 'slider'])
/** Kinds drawn as several controls, which a label names as a group. */
const GROUPS: ReadonlySet<string> = new Set(['radio', 'multichoice', 'key-values', 'chat-template', 'rows'])

export function FieldForm({ fields, values, errors = {}, onChange }: FieldFormProps) {
  return (
    <div className="evc-form">
      {visibleFields(fields, values).map((field) => {
        const Control = FIELD_CONTROLS[field.kind]
        const value = values[field.id] ?? field.default ?? null
        return (
          <div
            key={field.id}
            data-field={field.id}
            className={NARROW.has(field.kind) ? 'evc-form-narrow' : 'evc-form-wide'}
          >
            <Field
              label={field.label}
              group={GROUPS.has(field.kind)}
              help={field.help}
              error={errors[field.id]}
              hint={lengthHint(field, value)}
              required={field.required}
            >
              <Control field={field} value={value} onChange={(next) => onChange(field.id, next)} />
            </Field>
          </div>
        )
      })}
    </div>
  )
}

function lengthHint(field: FieldSpec, value: JsonValue): string | undefined {
  if (field.maxLength === undefined || field.kind !== 'text') return undefined
  return `${typeof value === 'string' ? value.length : 0} / ${field.maxLength}`
}
