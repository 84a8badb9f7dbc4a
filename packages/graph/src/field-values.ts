/** What each kind of field takes. A new kind is one entry of `CHECKS`. */
import type { FieldKind, FieldSpec } from './field-spec.ts'
import type { JsonValue } from './flow.ts'
import { isJsonObject } from './json.ts'
import { isSecretName } from './secrets.ts'

export type ValueCheck = { ok: true; value: JsonValue } | { ok: false; message: string }
type Check = (field: FieldSpec, value: JsonValue) => ValueCheck

const good = (value: JsonValue): ValueCheck => ({ ok: true, value })
const bad = (message: string): ValueCheck => ({ ok: false, message })
const expected = (what: string, value: JsonValue): ValueCheck => bad(`found ${show(value)}, expected ${what}`)

const checkText: Check = (field, value) => {
  if (typeof value !== 'string') return expected('text', value)
  const { maxLength } = field
  return maxLength !== undefined && value.length > maxLength
    ? bad(`found ${value.length} characters, expected at most ${maxLength}`)
    : good(value)
}

const checkNumber: Check = (field, value) => {
  if (typeof value !== 'number') return expected('a number', value)
  const { min, max } = field
  if (field.integer && !Number.isInteger(value)) return expected('a whole number', value)
  if ((min !== undefined && value < min) || (max !== undefined && value > max)) {
    return expected(rangeText(min, max), value)
  }
  return good(value)
}

function rangeText(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `at most ${max}`
  return max === undefined ? `at least ${min}` : `${min} to ${max}`
}

const checkOption: Check = (field, value) => {
  const options = field.options ?? []
  const option = options.find((candidate) => candidate.value === value)
  if (!option) return expected(`one of ${options.map((candidate) => candidate.value).join(', ')}`, value)
  return option.unavailable ? bad(`"${option.label}" cannot be chosen now: ${option.unavailable}`) : good(value)
}

const checkOptions: Check = (field, value) => {
  if (!Array.isArray(value)) return expected('a list of choices', value)
  if (new Set(value).size < value.length) return bad('the same choice is there twice')
  return value.map((item) => checkOption(field, item)).find((check) => !check.ok) ?? good(value)
}

const checkJson: Check = (_field, value) => {
  if (typeof value !== 'string') return good(value)
  try {
    const parsed: JsonValue = JSON.parse(value)
    return good(parsed)
  } catch (error) {
    return bad(`is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}`)
  }
}

const checkKeyValues: Check = (_field, value) => {
  if (!isJsonObject(value)) return expected('names with values', value)
  const wrong = Object.entries(value).find(([key, item]) => key.trim() === '' || typeof item === 'object')
  return wrong ? bad(`"${wrong[0]}" has ${show(wrong[1])}, expected a name with text, a number or yes/no`) : good(value)
}

/** Rows as objects, text still to be read (CSV, JSON, JSONL), or a reference to an uploaded file. */
const checkRows: Check = (_field, value) => {
  if (typeof value === 'string' || isJsonObject(value)) return good(value)
  if (!Array.isArray(value)) return expected('rows', value)
  const index = value.findIndex((row) => !isJsonObject(row))
  const row = value[index]
  return row === undefined ? good(value) : bad(`row ${index + 1} is ${show(row)}, expected an object`)
}

const checkChatTemplate: Check = (_field, value) => {
  if (typeof value === 'string') return good(value)
  if (!Array.isArray(value)) return expected('messages', value)
  const index = value.findIndex(
    (message) =>
      !isJsonObject(message) || typeof message['role'] !== 'string' || typeof message['content'] !== 'string',
  )
  return index < 0 ? good(value) : bad(`message ${index + 1} needs a role and a text`)
}

const CHECKS: Readonly<Record<FieldKind, Check>> = {
  text: checkText,
  multiline: checkText,
  template: checkText,
  json: checkJson,
  number: checkNumber,
  slider: checkNumber,
  boolean: (_field, value) => (typeof value === 'boolean' ? good(value) : expected('yes or no', value)),
  choice: checkOption,
  radio: checkOption,
  multichoice: checkOptions,
  picker: checkText,
  secret: (_field, value) =>
    // The value is never shown: it may be a key that somebody pasted into the wrong place.
    isSecretName(value)
      ? good(value)
      : bad('expected the name of a stored secret; save the key under Secrets and choose it'),
  'key-values': checkKeyValues,
  rows: checkRows,
  'chat-template': checkChatTemplate,
}

export function checkFieldValue(field: FieldSpec, value: JsonValue): ValueCheck {
  const check = CHECKS[field.kind](field, value)
  if (!check.ok || !field.schema) return check
  const parsed = field.schema.safeParse(check.value)
  return parsed.success ? good(parsed.data) : bad(parsed.error.issues[0]?.message ?? 'is not valid')
}

const SHOWN_LENGTH = 40

function show(value: JsonValue): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (isJsonObject(value)) return 'an object'
  if (typeof value === 'string') return `"${value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : value}"`
  return String(value)
}
