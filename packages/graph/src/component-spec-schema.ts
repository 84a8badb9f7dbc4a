/** A component's declaration as it comes from outside: a third party's module, or the page that the server sends. */
import { z } from 'zod'
import type { ComponentCategory, ComponentSpec, PortType } from './component-spec.ts'
import type { FieldCondition, FieldKind } from './field-spec.ts'

// `satisfies` keeps both lists equal to the types they repeat at run time
const PORT_TYPES = ['rows', 'dataset', 'config', 'target', 'result', 'text', 'any'] as const satisfies PortType[]
const CATEGORIES = ['data', 'evaluate', 'results', 'canvas'] as const satisfies ComponentCategory[]
// oxfmt-ignore
const FIELD_KINDS = [
  'text', 'multiline', 'template', 'json', 'number', 'slider', 'boolean', 'choice', 'radio', 'multichoice', 'picker', 'secret',
  'key-values', 'rows', 'chat-template',
] as const satisfies FieldKind[]

const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'expected small letters, digits, "-" and "_", starting with a letter')
/** `vendor/component`; ours have no slash, so a third party's can never stand in for one. */
const typeSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,63}\/[a-z][a-z0-9-]{0,63}$/,
    'expected "vendor/component" in small letters, e.g. "acme/word-count"',
  )
const textSchema = z.string().min(1).max(300)

const portSchema = z.object({
  id: idSchema,
  type: z.enum(PORT_TYPES),
  label: textSchema,
  help: textSchema.exactOptional(),
  list: z.boolean().exactOptional(),
  required: z.boolean().exactOptional(),
})
const conditionSchema: z.ZodType<FieldCondition> = z.lazy(() =>
  z.union([z.object({ field: idSchema, is: z.array(z.json()) }), z.object({ all: z.array(conditionSchema) })]),
)
const fieldSchema = z.object({
  id: idSchema,
  label: textSchema,
  kind: z.enum(FIELD_KINDS),
  help: textSchema.exactOptional(),
  placeholder: z.string().max(300).exactOptional(),
  default: z.json().exactOptional(),
  required: z.boolean().exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  step: z.number().positive().exactOptional(),
  integer: z.boolean().exactOptional(),
  unit: z.string().max(20).exactOptional(),
  maxLength: z.int().positive().exactOptional(),
  options: z
    .array(
      z.object({
        value: z.string(),
        label: textSchema,
        help: textSchema.exactOptional(),
        unavailable: textSchema.exactOptional(),
      }),
    )
    .exactOptional(),
  source: z.string().exactOptional(),
  visibleWhen: conditionSchema.exactOptional(),
  advanced: z.boolean().exactOptional(),
})

/** What can be sent as JSON: all of a `ComponentSpec` but `migrate` and the fields' own `schema`, which are code. */
export const componentSpecSchema = z.object({
  type: typeSchema,
  version: z.int().positive(),
  title: textSchema,
  summary: textSchema,
  category: z.enum(CATEGORIES),
  keywords: z.array(z.string()),
  icon: z.string(),
  inputs: z.array(portSchema),
  outputs: z.array(portSchema),
  fields: z.array(fieldSchema),
}) satisfies z.ZodType<ComponentSpec>
