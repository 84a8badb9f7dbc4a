/** A dataset of a Hugging Face hub as source of rows. It is read by the server, and only when asked for. */
import type { HubSource } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { Button, Field, TextInput } from '@evalflow/ui'
import { FieldSourcesProvider, useStudioSources } from '../fields/field-sources.tsx'
import { SecretControl } from '../fields/picker-control.tsx'
import { useT } from '../messages.ts'

export interface HubSourceFieldsProps {
  value: HubSource
  onChange: (value: HubSource) => void
  /** Reads the first rows. */
  onRead: () => void
  reading: boolean
}

const PLACEHOLDERS = { revision: 'main', config: 'default', split: 'test', endpoint: 'https://huggingface.co' } as const

export function HubSourceFields({ value, onChange, onRead, reading }: HubSourceFieldsProps) {
  const t = useT()
  const set = (field: keyof HubSource, next: JsonValue) => {
    const { [field]: _before, ...rest } = { ...value }
    onChange({ repo: '', ...rest, ...(typeof next === 'string' && next !== '' ? { [field]: next } : {}) })
  }
  const field = (id: keyof typeof PLACEHOLDERS) => (
    <Field label={t(`hub_${id}`)} help={t(`hub_${id}_help`)}>
      <TextInput value={value[id] ?? ''} placeholder={PLACEHOLDERS[id]} onChange={(next) => set(id, next)} />
    </Field>
  )
  return (
    <FieldSourcesProvider value={useStudioSources()}>
      <div className="ev-stack" style={{ paddingTop: 10 }}>
        <Field label={t('hub_repo')} help={t('hub_repo_help')} required>
          <TextInput value={value.repo} placeholder="openai/gsm8k" onChange={(next) => set('repo', next)} />
        </Field>
        {field('config')}
        {field('split')}
        {field('revision')}
        <Field label={t('hub_token')} help={t('hub_token_help')}>
          <SecretControl
            field={{ id: 'token', label: t('hub_token'), kind: 'secret' }}
            value={value.token ?? null}
            onChange={(next) => set('token', next)}
          />
        </Field>
        {field('endpoint')}
        <div>
          <Button disabled={value.repo.trim() === ''} busy={reading} onClick={onRead}>
            {t('hub_read')}
          </Button>
        </div>
      </div>
    </FieldSourcesProvider>
  )
}
