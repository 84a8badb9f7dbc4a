/** Theme, language, connection, and names of stored secrets. */
import { ListState, useStudioPort } from '@evalflow/components/react'
import { Badge, Button, EmptyState, Field, LanguageSelect, notify, Tag, TextInput, ThemeSelect } from '@evalflow/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { putSecret, removeSecret } from '../api/secrets.ts'
import { useT } from '../messages.ts'
import { Page } from '../shell/page.tsx'
import { LimitsSettings } from './costs/limits-settings.tsx'
import { PricesSettings } from './costs/prices-settings.tsx'

export function SettingsPage() {
  const t = useT()
  return (
    <Page title={t('settings')}>
      <div className="es-settings">
        <section>
          <h2>{t('appearance')}</h2>
          <div className="es-setting">
            <span>{t('theme')}</span>
            <ThemeSelect />
          </div>
          <div className="es-setting">
            <span>{t('language')}</span>
            <LanguageSelect />
          </div>
        </section>
        <Connection />
        <Secrets />
        <PricesSettings />
        <LimitsSettings />
      </div>
    </Page>
  )
}

function Connection() {
  const t = useT()
  const port = useStudioPort()
  const query = useQuery({ queryKey: ['system'], queryFn: ({ signal }) => port.system(signal) })
  return (
    <section>
      <h2>{t('connection')}</h2>
      <ListState query={query} lines={3}>
        {(system) => (
          <>
            <div className="es-setting">
              <span>{t('platform')}</span>
              <Badge tone="good">{system.connection.label}</Badge>
            </div>
            {system.connection.url && (
              <div className="es-setting">
                <span>URL</span>
                <code>{system.connection.url}</code>
              </div>
            )}
            <div className="es-setting">
              <span>{t('version')}</span>
              <code>{system.version}</code>
            </div>
            <div className="es-setting">
              <span>{t('defaultModel')}</span>
              <code>{system.default_model ?? '–'}</code>
            </div>
            <div className="es-setting">
              <span>{t('evaluationTypes')}</span>
              <span className="es-tags">
                {system.evaluation_types.map((type) => (
                  <span key={type.id} title={type.reason}>
                    <Tag off={!type.available}>{type.id}</Tag>
                  </span>
                ))}
              </span>
            </div>
          </>
        )}
      </ListState>
    </section>
  )
}

function Secrets() {
  const t = useT()
  const port = useStudioPort()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const query = useQuery({ queryKey: ['secrets'], queryFn: ({ signal }) => port.listSecrets(signal) })
  const change = useMutation({
    mutationFn: (action: () => Promise<void>) => action(),
    onSuccess: async () => {
      setName('')
      setValue('')
      await queries.invalidateQueries({ queryKey: ['secrets'] })
    },
    onError: (error) => notify.bad(error.message),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name !== '' && value !== '') change.mutate(() => putSecret(name, value))
  }
  return (
    <section>
      <h2>{t('secrets')}</h2>
      <p className="ev-muted">{t('secretsHelp')}</p>
      <ListState query={query} lines={2}>
        {(names) =>
          names.length === 0 ? (
            <EmptyState title={t('noSecrets')} />
          ) : (
            <div className="es-tags">
              {names.map((secret) => (
                <Tag key={secret} onRemove={() => change.mutate(() => removeSecret(secret))}>
                  {secret}
                </Tag>
              ))}
            </div>
          )
        }
      </ListState>
      <form className="es-secret-form" onSubmit={submit}>
        <Field label={t('secretName')}>
          <TextInput value={name} onChange={setName} mono />
        </Field>
        <Field label={t('secretValue')}>
          <TextInput type="password" value={value} onChange={setValue} autoComplete="new-password" />
        </Field>
        <Button type="submit" busy={change.isPending} disabled={name === '' || value === ''}>
          {t('store')}
        </Button>
      </form>
    </section>
  )
}
