/** All fields of a node, in the drawer. One for every component: fields are data. */
import type { NodeBodyProps } from '@evalflow/editor'
import { EmptyState } from '@evalflow/ui'
import { checkedFields } from '../fields/checked-fields.ts'
import { FieldForm } from '../fields/field-form.tsx'
import { FieldSourcesProvider, useStudioSources } from '../fields/field-sources.tsx'
import { useT } from '../messages.ts'

export function InspectorForm({ node, spec, values, setValue, readOnly }: NodeBodyProps) {
  const t = useT()
  const sources = useStudioSources()
  const check = checkedFields(spec.fields, values)
  // a field that was never touched is not yet wrong
  const touched = check.ok ? {} : Object.fromEntries(Object.entries(check.errors).filter(([id]) => id in node.values))
  if (spec.fields.length === 0) return <EmptyState title={spec.title}>{spec.summary}</EmptyState>
  return (
    <fieldset className="evc-inspector" disabled={readOnly} aria-label={t('value')}>
      <FieldSourcesProvider value={sources}>
        <FieldForm
          fields={spec.fields}
          values={values}
          errors={touched}
          unfolded
          onChange={(id, value) => setValue(id, value ?? undefined)}
        />
      </FieldSourcesProvider>
    </fieldset>
  )
}
