/** A choice among what the connection has, page by page; without a connection its name is typed. */
import { Picker, TextInput } from '@evalflow/ui'
import { useT } from '../messages.ts'
import type { FieldControlProps } from './field-control-props.ts'
import { useFieldSource } from './field-sources.tsx'

export function PickerControl({ field, value, onChange }: FieldControlProps) {
  const source = useFieldSource(field.source ?? '')
  const id = typeof value === 'string' && value !== '' ? value : null
  if (!source) return <TextInput value={id ?? ''} placeholder={field.placeholder} onChange={onChange} />
  return (
    <Picker
      value={id === null ? null : source.present(id)}
      load={source.load}
      placeholder={field.placeholder ?? source.placeholder}
      empty={source.empty}
      footer={source.footer}
      clearable={!field.required}
      onChange={(item) => onChange(item?.id ?? null)}
    />
  )
}

/** A secret field holds the name of a stored secret; what is typed here is that name. */
export function SecretControl({ field, value, onChange }: FieldControlProps) {
  const t = useT()
  const source = useFieldSource('secrets')
  if (source) return <PickerControl field={{ ...field, source: 'secrets' }} value={value} onChange={onChange} />
  return <TextInput value={typeof value === 'string' ? value : ''} placeholder={t('secretName')} onChange={onChange} />
}
