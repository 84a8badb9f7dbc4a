/** One control per kind of field. A new kind is one entry of `FIELD_CONTROLS`. */
import type { FieldKind, JsonValue } from '@evalflow/graph'
import {
  Checkbox,
  CheckboxGroup,
  NumberInput,
  RadioCards,
  Select,
  TextArea,
  TextInput,
  formatNumber,
  IconButton,
  useFieldControl,
} from '@evalflow/ui'
import { X } from 'lucide-react'
import type { ComponentType } from 'react'
import { useT } from '../messages.ts'
import type { FieldControlProps } from './field-control-props.ts'
import { ChatTemplateControl } from './chat-template-control.tsx'
import { KeyValuesControl } from './key-values-control.tsx'
import { PickerControl, SecretControl } from './picker-control.tsx'
import { RowsControl } from './rows-control.tsx'

const text = (value: JsonValue): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value, null, 2)

function TextControl({ field, value, onChange }: FieldControlProps) {
  return <TextInput value={text(value)} placeholder={field.placeholder} onChange={onChange} />
}

function MultilineControl({ field, value, onChange }: FieldControlProps) {
  const code = field.kind !== 'multiline'
  return (
    <TextArea
      rows={code ? 5 : 3}
      mono={code}
      spellCheck={!code}
      value={text(value)}
      placeholder={field.placeholder}
      onChange={onChange}
    />
  )
}

function NumberControl({ field, value, onChange }: FieldControlProps) {
  return (
    <NumberInput
      value={typeof value === 'number' ? value : null}
      onChange={onChange}
      onInvalid={onChange}
      min={field.min}
      max={field.max}
      step={field.step ?? 1}
      unit={field.unit}
    />
  )
}

/** A slider that was never moved has no value: the model's own setting counts, and the control says so. */
function SliderControl({ field, value, onChange }: FieldControlProps) {
  const t = useT()
  const control = useFieldControl()
  const number = typeof value === 'number' ? value : null
  return (
    <span className="ev-row" style={{ minHeight: 30 }}>
      <input
        {...control}
        type="range"
        className="evc-slider"
        min={field.min ?? 0}
        max={field.max ?? 1}
        step={field.step ?? 0.01}
        value={number ?? field.min ?? 0}
        aria-valuetext={number === null ? t('modelDefault') : formatNumber(number)}
        data-unset={number === null}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <span className="ev-num ev-muted">{number === null ? '–' : formatNumber(number)}</span>
      {number !== null && field.default === undefined && !field.required && (
        <IconButton
          size="small"
          label={t('clearValue', { name: field.label })}
          icon={<X aria-hidden />}
          onClick={() => onChange(null)}
        />
      )}
    </span>
  )
}

function BooleanControl({ field, value, onChange }: FieldControlProps) {
  const t = useT()
  return (
    <Checkbox
      checked={value === true}
      onChange={onChange}
      label={value === true ? t('yes') : t('no')}
      aria-label={field.label}
    />
  )
}

function ChoiceControl({ field, value, onChange }: FieldControlProps) {
  return <Select value={typeof value === 'string' ? value : null} options={field.options ?? []} onChange={onChange} />
}

function RadioControl({ field, value, onChange }: FieldControlProps) {
  return (
    <RadioCards value={typeof value === 'string' ? value : null} options={field.options ?? []} onChange={onChange} />
  )
}

function MultichoiceControl({ field, value, onChange }: FieldControlProps) {
  const chosen = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  return <CheckboxGroup value={chosen} options={field.options ?? []} onChange={onChange} />
}

export const FIELD_CONTROLS: Readonly<Record<FieldKind, ComponentType<FieldControlProps>>> = {
  text: TextControl,
  multiline: MultilineControl,
  template: MultilineControl,
  json: MultilineControl,
  number: NumberControl,
  slider: SliderControl,
  boolean: BooleanControl,
  choice: ChoiceControl,
  radio: RadioControl,
  multichoice: MultichoiceControl,
  picker: PickerControl,
  secret: SecretControl,
  'key-values': KeyValuesControl,
  rows: RowsControl,
  'chat-template': ChatTemplateControl,
}
