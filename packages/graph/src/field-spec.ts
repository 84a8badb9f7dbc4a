/**
 * Declarative fields: one definition drives the node, the dialog, the command line's flags and validation.
 * Array order is display order.
 */
import type { z } from 'zod'
import type { JsonValue } from './flow.ts'

export interface FieldSpec {
  id: string
  label: string
  kind: FieldKind
  help?: string
  placeholder?: string
  default?: JsonValue
  required?: boolean
  /** For `number` and `slider`. */
  min?: number
  max?: number
  step?: number
  integer?: boolean
  /** Shown after the input, e.g. `s`, `%`. */
  unit?: string
  maxLength?: number
  /** For `choice`, `radio` and `multichoice`. */
  options?: readonly FieldOption[]
  /** For `picker`: which paged source of options, e.g. `datasets`, `configs`, `targets`, `secrets`. */
  source?: string
  /** Shown, and validated, only when this holds. */
  visibleWhen?: FieldCondition
  /** Folded away under "More" and only in the inspector, not on the node. */
  advanced?: boolean
  /** Checks beyond what `kind`, `min`, `max` and `required` already say. */
  schema?: z.ZodType<JsonValue>
}

export type FieldKind =
  | 'text'
  | 'multiline'
  | 'template'
  | 'json'
  | 'number'
  | 'slider'
  | 'boolean'
  | 'choice'
  | 'radio'
  | 'multichoice'
  | 'picker'
  | 'secret'
  | 'key-values'
  | 'rows'
  | 'chat-template'

export interface FieldOption {
  value: string
  label: string
  help?: string
  /** Why it cannot be chosen now; shown beside it. */
  unavailable?: string
}

/** `field` has one of the values `is`, or is a list that holds one of them; several conditions must all hold. */
export type FieldCondition = { field: string; is: readonly JsonValue[] } | { all: readonly FieldCondition[] }
