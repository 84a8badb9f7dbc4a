/**
 * Draws declarative fields: node, inspector and dialogs all use this one. It knows kinds of fields, never components.
 * Draft and errors belong to the caller, so switching types or closing a dialog is the caller's rule.
 */
import { visibleFields, type FieldSpec, type JsonValue, type Values } from '@evalflow/graph'
import { Button, Field, useLanguage } from '@evalflow/ui'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useT } from '../messages.ts'
import { localField } from '../texts/local-texts.ts'
import { FIELD_CONTROLS } from './field-controls.tsx'

export interface FieldFormProps {
  fields: readonly FieldSpec[]
  /** What was set; a missing key means the field's default. */
  values: Readonly<Values>
  /** By field id. */
  errors?: Readonly<Record<string, string>> | undefined
  onChange: (id: string, value: JsonValue) => void
  /** Begins with the advanced fields in sight, where there is room for all. */
  unfolded?: boolean | undefined
}

/** Kinds that fit side by side; all others take the whole width. */
const NARROW: ReadonlySet<string> = new Set(['number', 'slider'])
/** Of letters: a longer help would be squeezed into many lines beside its neighbours. */
const NARROW_HELP = 60
const isNarrow = ({ kind, help = '' }: FieldSpec): boolean => NARROW.has(kind) && help.length <= NARROW_HELP
/** Kinds drawn as several controls, which a label names as a group. */
const GROUPS: ReadonlySet<string> = new Set(['radio', 'multichoice', 'key-values', 'chat-template', 'rows'])

export function FieldForm({ fields, values, errors = {}, onChange, unfolded = false }: FieldFormProps) {
  const t = useT()
  const [open, setOpen] = useState(unfolded)
  const visible = visibleFields(fields, values)
  const advanced = visible.filter((field) => field.advanced)
  // a field that is wrong must be seen, folded away or not
  const shown = open || advanced.some((field) => errors[field.id] !== undefined)
  return (
    <div className="evc-form">
      {visible.map(
        (field) =>
          (!field.advanced || shown) && (
            <FieldRow
              key={field.id}
              field={field}
              value={values[field.id] ?? field.default ?? null}
              error={errors[field.id]}
              onChange={onChange}
            />
          ),
      )}
      {advanced.length > 0 && (
        <div className="evc-form-wide">
          <Button
            size="small"
            variant="ghost"
            aria-expanded={shown}
            icon={shown ? <ChevronUp aria-hidden /> : <ChevronDown aria-hidden />}
            onClick={() => setOpen(!shown)}
          >
            {shown ? t('fewerFields') : t('moreFields', { count: advanced.length })}
          </Button>
        </div>
      )}
    </div>
  )
}

interface FieldRowProps {
  field: FieldSpec
  value: JsonValue
  error: string | undefined
  onChange: FieldFormProps['onChange']
}

function FieldRow({ field: defined, value, error, onChange }: FieldRowProps) {
  const language = useLanguage()
  const field = useMemo(() => localField(defined, language), [defined, language])
  const Control = FIELD_CONTROLS[field.kind]
  return (
    <div data-field={field.id} className={isNarrow(field) ? 'evc-form-narrow' : 'evc-form-wide'}>
      <Field
        label={field.label}
        group={GROUPS.has(field.kind)}
        help={field.help}
        error={error}
        hint={lengthHint(field, value)}
        required={field.required}
      >
        <Control field={field} value={value} onChange={(next) => onChange(field.id, next)} />
      </Field>
    </div>
  )
}

function lengthHint(field: FieldSpec, value: JsonValue): string | undefined {
  if (field.maxLength === undefined || field.kind !== 'text') return undefined
  return `${typeof value === 'string' ? value.length : 0} / ${field.maxLength}`
}
