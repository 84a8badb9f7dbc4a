/** Declarative fields at work: defaults, visibility, validation (rules F1 to F6 in SPEC.md). */
import type { FieldCondition, FieldSpec } from './field-spec.ts'
import type { JsonValue } from './flow.ts'
import { checkFieldValue } from './field-values.ts'
import { equalJson } from './json.ts'
import { reasonText, toReason, type Reason } from './reasons.ts'

export type Values = Record<string, JsonValue>

export type FieldsCheck = { ok: true; value: Values } | { ok: false; errors: Record<string, string> }
/** The same, with what is wrong to be said in any language. */
export type ReasonedCheck = { ok: true; value: Values } | { ok: false; reasons: Record<string, Reason> }

/** The default of every field that has one, by field id. */
export function defaultValues(fields: readonly FieldSpec[]): Values {
  return Object.fromEntries(fields.flatMap((field) => (field.default === undefined ? [] : [[field.id, field.default]])))
}

/** `values` over the defaults. `null` counts as not set. */
export function withDefaults(fields: readonly FieldSpec[], values: Readonly<Values>): Values {
  const set = Object.entries(values).filter(([, value]) => value !== null)
  return { ...defaultValues(fields), ...Object.fromEntries(set) }
}

/** Fields whose condition holds, in display order. A condition on a hidden field does not hold. */
export function visibleFields(fields: readonly FieldSpec[], values: Readonly<Values>): FieldSpec[] {
  const effective = withDefaults(fields, values)
  const byId = new Map(fields.map((field) => [field.id, field]))
  const known = new Map<string, boolean>()
  const isVisible = (field: FieldSpec): boolean => {
    const before = known.get(field.id)
    if (before !== undefined) return before
    // Two fields that wait for each other are both hidden, not an endless loop.
    known.set(field.id, false)
    const visible = field.visibleWhen === undefined || holds(field.visibleWhen)
    known.set(field.id, visible)
    return visible
  }
  const holds = (condition: FieldCondition): boolean => {
    if ('all' in condition) return condition.all.every(holds)
    const field = byId.get(condition.field)
    if (field && !isVisible(field)) return false
    const found = effective[condition.field] ?? null
    return condition.is.some(
      (value) => equalJson(value, found) || (Array.isArray(found) && found.some((item) => equalJson(value, item))),
    )
  }
  return fields.filter(isVisible)
}

/**
 * Checks what a person typed. `value` holds the visible fields alone, defaults filled in, JSON text parsed.
 *
 * Errors are by field id, in English, and say what was found and what was expected. Hidden fields are not checked.
 */
export function validateFields(fields: readonly FieldSpec[], values: Readonly<Values>): FieldsCheck {
  const check = checkFields(fields, values)
  if (check.ok) return check
  return {
    ok: false,
    errors: Object.fromEntries(Object.entries(check.reasons).map(([id, reason]) => [id, reasonText(reason)])),
  }
}

/** As `validateFields`, with reasons instead of English sentences. */
export function checkFields(fields: readonly FieldSpec[], values: Readonly<Values>): ReasonedCheck {
  const effective = withDefaults(fields, values)
  const reasons: Record<string, Reason> = {}
  const value: Values = {}
  for (const field of visibleFields(fields, values)) {
    const found = effective[field.id]
    if (found === undefined || isEmpty(found)) {
      if (field.required) reasons[field.id] = toReason('fieldRequired', { label: field.label })
      else if (found !== undefined) value[field.id] = found
      continue
    }
    const check = checkFieldValue(field, found)
    if (check.ok) value[field.id] = check.value
    else reasons[field.id] = check.reason
  }
  return Object.keys(reasons).length === 0 ? { ok: true, value } : { ok: false, reasons }
}

const isEmpty = (value: JsonValue): boolean =>
  (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0)
