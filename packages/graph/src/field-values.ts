/** What each kind of field takes. A new kind is one entry of `CHECKS`. */
import type { FieldKind, FieldSpec } from './field-spec.ts'
import type { JsonValue } from './flow.ts'
import { isJsonObject } from './json.ts'
import { toReason, type Reason, type ReasonKey } from './reasons.ts'
import { isSecretName } from './secrets.ts'

export type ValueCheck = { ok: true; value: JsonValue } | { ok: false; reason: Reason }
type Check = (field: FieldSpec, value: JsonValue) => ValueCheck

const good = (value: JsonValue): ValueCheck => ({ ok: true, value })
const bad = ({ label }: FieldSpec, key: ReasonKey, params: Reason['params'] = {}): ValueCheck => ({
  ok: false,
  reason: toReason(key, { label, ...params }),
})
const wrong = (field: FieldSpec, key: ReasonKey, value: JsonValue, params: Reason['params'] = {}): ValueCheck =>
  bad(field, key, { value: show(value), ...params })

const checkText: Check = (field, value) => {
  if (typeof value !== 'string') return wrong(field, 'fieldNoText', value)
  const { maxLength } = field
  return maxLength !== undefined && value.length > maxLength
    ? bad(field, 'fieldTooLong', { length: String(value.length), max: String(maxLength) })
    : good(value)
}

const checkNumber: Check = (field, value) => {
  if (typeof value !== 'number') return wrong(field, 'fieldNoNumber', value)
  const { min, max } = field
  if (field.integer && !Number.isInteger(value)) return wrong(field, 'fieldNotWhole', value)
  if ((min === undefined || value >= min) && (max === undefined || value <= max)) return good(value)
  if (min === undefined) return wrong(field, 'fieldAtMost', value, { max: String(max) })
  if (max === undefined) return wrong(field, 'fieldAtLeast', value, { min: String(min) })
  return wrong(field, 'fieldBetween', value, { min: String(min), max: String(max) })
}

const checkOption: Check = (field, value) => {
  const options = field.options ?? []
  const option = options.find((candidate) => candidate.value === value)
  if (!option)
    return wrong(field, 'fieldNoOption', value, { options: options.map((candidate) => candidate.value).join(', ') })
  return option.unavailable
    ? bad(field, 'fieldUnavailable', { option: option.label, why: option.unavailable })
    : good(value)
}

const checkOptions: Check = (field, value) => {
  if (!Array.isArray(value)) return wrong(field, 'fieldNoList', value)
  if (new Set(value).size < value.length) return bad(field, 'fieldTwice')
  return value.map((item) => checkOption(field, item)).find((check) => !check.ok) ?? good(value)
}

const checkJson: Check = (field, value) => {
  if (typeof value !== 'string') return good(value)
  try {
    const parsed: JsonValue = JSON.parse(value)
    return good(parsed)
  } catch (error) {
    return bad(field, 'fieldNoJson', { fault: error instanceof Error ? error.message : 'it cannot be read' })
  }
}

const checkKeyValues: Check = (field, value) => {
  if (!isJsonObject(value)) return wrong(field, 'fieldNoPairs', value)
  const fault = Object.entries(value).find(([key, item]) => key.trim() === '' || typeof item === 'object')
  return fault ? wrong(field, 'fieldNoPair', fault[1], { name: fault[0] }) : good(value)
}

/** Rows as objects, text still to be read (CSV, JSON, JSONL), or a reference to an uploaded file. */
const checkRows: Check = (field, value) => {
  if (typeof value === 'string' || isJsonObject(value)) return good(value)
  if (!Array.isArray(value)) return wrong(field, 'fieldNoRows', value)
  const index = value.findIndex((row) => !isJsonObject(row))
  const row = value[index]
  return row === undefined ? good(value) : wrong(field, 'fieldNoRow', row, { number: String(index + 1) })
}

const checkChatTemplate: Check = (field, value) => {
  if (typeof value === 'string') return good(value)
  if (!Array.isArray(value)) return wrong(field, 'fieldNoMessages', value)
  const index = value.findIndex(
    (message) =>
      !isJsonObject(message) || typeof message['role'] !== 'string' || typeof message['content'] !== 'string',
  )
  return index < 0 ? good(value) : bad(field, 'fieldNoMessage', { number: String(index + 1) })
}

const CHECKS: Readonly<Record<FieldKind, Check>> = {
  text: checkText,
  multiline: checkText,
  template: checkText,
  json: checkJson,
  number: checkNumber,
  slider: checkNumber,
  boolean: (field, value) => (typeof value === 'boolean' ? good(value) : wrong(field, 'fieldNoYesNo', value)),
  choice: checkOption,
  radio: checkOption,
  multichoice: checkOptions,
  picker: checkText,
  // The value is never shown: it may be a key that somebody pasted into the wrong place.
  secret: (field, value) => (isSecretName(value) ? good(value) : bad(field, 'fieldNoSecret')),
  'key-values': checkKeyValues,
  rows: checkRows,
  'chat-template': checkChatTemplate,
}

export function checkFieldValue(field: FieldSpec, value: JsonValue): ValueCheck {
  const check = CHECKS[field.kind](field, value)
  if (!check.ok || !field.schema) return check
  const parsed = field.schema.safeParse(check.value)
  if (parsed.success) return good(parsed.data)
  const fault = parsed.error.issues[0]?.message
  return fault === undefined ? bad(field, 'fieldNotValid') : bad(field, 'fieldSchema', { fault })
}

const SHOWN_LENGTH = 40

function show(value: JsonValue): string | Reason {
  if (Array.isArray(value)) return toReason('valueList', { count: String(value.length) })
  if (isJsonObject(value)) return toReason('valueObject')
  if (typeof value !== 'string') return String(value)
  return toReason('valueText', { text: value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : value })
}
