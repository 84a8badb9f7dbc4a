/** New target: any OpenAI-compatible endpoint, stored under a name. Keys are names of stored secrets. */
import type { FieldSpec, JsonValue, Values } from '@evalflow/graph'
import { Button, Dialog, isDenied, notify } from '@evalflow/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { JsonObject } from '../../services.ts'
import { checkedFields } from '../fields/checked-fields.ts'
import { FieldForm } from '../fields/field-form.tsx'
import { FieldSourcesProvider, useStudioSources } from '../fields/field-sources.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { ConfigOutline } from './config-outline.tsx'
import { fieldErrorsOf } from './server-errors.ts'

export interface NewTargetDialogProps {
  namespace: string
  /** `target:namespace/name`, as a target picker stores it. */
  onCreated: (choice: string) => void
  onClose: () => void
}

export function NewTargetDialog({ namespace, onCreated, onClose }: NewTargetDialogProps) {
  const t = useT()
  const port = useStudioPort()
  const queries = useQueryClient()
  const sources = useStudioSources()
  const fields = targetFields(t)
  const [values, setValues] = useState<Values>({})
  const [shown, setShown] = useState<Record<string, string>>({})
  const body = toBody(values, namespace)
  const create = useMutation({
    mutationFn: () => port.createTarget(body),
    onSuccess: async () => {
      const name = text(values['name'])
      notify.good(t('created', { name }))
      await queries.invalidateQueries({ queryKey: ['targets'] })
      onCreated(`target:${namespace}/${name}`)
      onClose()
    },
    onError: (error) => setShown(serverErrors(error, fields, t)),
  })
  const submit = () => {
    const check = checkedFields(fields, values)
    setShown(check.ok ? {} : check.errors)
    if (check.ok && !create.isPending) create.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('newTargetTitle')}
      description={t('newTargetHelp')}
      dirty={Object.keys(values).length > 0}
      onSubmit={submit}
      note={
        shown['*'] ? (
          <span className="ev-field-error" role="alert">
            {shown['*']}
          </span>
        ) : (
          t('nothingSaved')
        )
      }
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" shortcut="Mod+Enter" busy={create.isPending} onClick={submit}>
            {t('createTarget')}
          </Button>
        </>
      }
      preview={
        <div className="ev-stack">
          <b>{t('whatIsCreated')}</b>
          <ConfigOutline value={body} />
        </div>
      }
    >
      <FieldSourcesProvider value={sources}>
        <FieldForm
          fields={fields}
          values={values}
          errors={shown}
          onChange={(id, value) => (
            setValues({ ...values, [id]: value }),
            setShown(({ [id]: _gone, ...rest }) => rest)
          )}
        />
      </FieldSourcesProvider>
    </Dialog>
  )
}

function targetFields(t: ReturnType<typeof useT>): FieldSpec[] {
  return [
    { id: 'name', label: t('targetName'), kind: 'text', required: true, maxLength: 255, placeholder: 'llama-8b' },
    { id: 'url', label: t('endpointUrl'), kind: 'text', required: true, placeholder: 'https://host/v1' },
    { id: 'model_id', label: t('modelId'), kind: 'text', required: true, placeholder: 'meta/llama-3.1-8b-instruct' },
    {
      id: 'format',
      label: t('format'),
      kind: 'choice',
      default: 'openai',
      options: [
        { value: 'openai', label: 'OpenAI' },
        { value: 'nim', label: 'NIM' },
        { value: 'lama_stack', label: 'Llama Stack' },
      ],
    },
    { id: 'api_key', label: t('apiKey'), kind: 'secret', help: t('apiKeyHelp') },
    { id: 'headers', label: t('headers'), kind: 'key-values', help: t('headersHelp') },
  ]
}

function toBody(values: Values, namespace: string): JsonObject {
  const endpoint: JsonObject = {
    url: text(values['url']),
    model_id: text(values['model_id']),
    format: text(values['format']) || 'openai',
  }
  const secret = text(values['api_key'])
  // a reference; the server puts the value in at the moment of use
  if (secret !== '') endpoint['api_key'] = `$secret:${secret}`
  const { headers } = values
  if (typeof headers === 'object' && headers !== null && Object.keys(headers).length > 0) endpoint['headers'] = headers
  return { type: 'model', namespace, name: text(values['name']), model: { api_endpoint: endpoint } }
}

function serverErrors(
  error: unknown,
  fields: readonly FieldSpec[],
  t: ReturnType<typeof useT>,
): Record<string, string> {
  const message = error instanceof Error ? error.message : String(error)
  if (isDenied(error)) return { '*': t('noPermission', { reason: message }) }
  if (typeof error === 'object' && error !== null && 'status' in error && error.status === 409)
    return { name: t('targetTaken') }
  return {
    '*': message,
    ...fieldErrorsOf(
      error,
      fields.map((field) => field.id),
    ),
  }
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '')
