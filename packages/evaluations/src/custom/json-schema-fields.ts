/** Dialog fields of the metric `json-schema`, and its params. */
import type { FieldSpec } from '@evalflow/graph'
import type { FormValues, JsonObject } from '../form.ts'
import { textOf } from '../form-values.ts'

const visibleWhen = { field: 'metrics', is: ['json-schema'] }

export const jsonSchemaOption = {
  value: 'json-schema',
  label: 'JSON Schema',
  help: 'The answer is JSON, and a schema allows it.',
}

export const jsonSchemaFields: readonly FieldSpec[] = [
  {
    id: 'json_schema',
    label: 'Schema',
    kind: 'json',
    default: { type: 'object' },
    required: true,
    visibleWhen,
    help: 'Draft 2020-12, or draft-07 if $schema says so. References reach within the schema alone.',
  },
  {
    id: 'json_extraction',
    label: 'Where the JSON is',
    kind: 'choice',
    default: 'strict',
    options: [
      { value: 'strict', label: 'The whole answer', help: 'A single code fence around it is taken off.' },
      { value: 'lenient', label: 'Anywhere', help: 'The first object or list in the answer counts.' },
    ],
    visibleWhen,
    advanced: true,
  },
]

export const toJsonSchemaParams = (values: FormValues, prediction: string): JsonObject => ({
  schema: values['json_schema'] ?? { type: 'object' },
  extraction: textOf(values, 'json_extraction', 'strict'),
  prediction,
})
