/** New target: any OpenAI-compatible endpoint, stored under a name. Keys are names of stored secrets. */
import type { FieldSpec, JsonValue, Values } from '@evalflow/graph'
import { Button, Dialog, isDenied, notify } from '@evalflow/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ComponentError } from '../../errors.ts'
import { endpointFields } from '../../model-target/endpoint-fields.ts'
import { toEndpoint } from '../../model-target/run.ts'
import { toKeyReference, toTargetModel, type NewTarget } from '../../model-target/to-body.ts'
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
  const endpoint = readEndpoint(values)
  const body = toBody(values, namespace, endpoint.target)
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
    setShown(check.ok ? endpoint.errors : check.errors)
    if (check.ok && endpoint.target && !create.isPending) create.mutate()
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

/** Address and model first; what a first target rarely needs is folded away. */
const SHOWN = new Set(['format', 'api_key', 'headers'])

function targetFields(t: ReturnType<typeof useT>): FieldSpec[] {
  return [
    { id: 'name', label: t('targetName'), kind: 'text', required: true, maxLength: 255, placeholder: 'llama-8b' },
    ...endpointFields.map((field) => (SHOWN.has(field.id) ? { ...field, advanced: false } : field)),
  ]
}

function toBody(values: Values, namespace: string, target: NewTarget | null): JsonObject {
  return {
    type: 'model',
    namespace,
    name: text(values['name']),
    ...(target && { model: toTargetModel(target, toKeyReference(target)) }),
  }
}

/** What the values say, or what is wrong with them, by field. */
function readEndpoint(values: Values): { target: NewTarget | null; errors: Record<string, string> } {
  try {
    return { target: toEndpoint(values), errors: {} }
  } catch (error) {
    if (error instanceof ComponentError) return { target: null, errors: { [error.field ?? '*']: error.message } }
    throw error
  }
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
