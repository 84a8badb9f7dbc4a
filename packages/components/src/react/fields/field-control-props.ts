/** What every control of a field is given. */
import type { FieldSpec, JsonValue } from '@evalflow/graph'

export interface FieldControlProps {
  field: FieldSpec
  value: JsonValue
  onChange: (value: JsonValue) => void
}
