/** What is wrong with typed values, in the reader's language. */
import { describeReason } from '@evalflow/editor'
import { checkFields, type FieldsCheck, type FieldSpec, type Values } from '@evalflow/graph'
import { getLanguage } from '@evalflow/ui'
import { localField } from '../texts/local-texts.ts'

/** As `validateFields`, with labels, options and sentences as the form shows them. Call it where `useT` is used too. */
export function checkedFields(fields: readonly FieldSpec[], values: Readonly<Values>): FieldsCheck {
  const language = getLanguage()
  const check = checkFields(
    fields.map((field) => localField(field, language)),
    values,
  )
  if (check.ok) return check
  return {
    ok: false,
    errors: Object.fromEntries(Object.entries(check.reasons).map(([id, reason]) => [id, describeReason(reason)])),
  }
}
