/**
 * New config. Shows exactly what will be created, with its name, before it is. Cancel leaves no trace; an error from the
 * server appears at its field and nothing typed is lost.
 */
import { Badge, Button, CopyButton, Dialog, isDenied, notify } from '@evalflow/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { DatasetValue } from '../../values.ts'
import { FieldForm } from '../fields/field-form.tsx'
import { FieldSourcesProvider, useStudioSources } from '../fields/field-sources.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { useConfigWritten } from '../config-manager/config-cache.ts'
import { ConfigProblems } from '../config-manager/config-problems.tsx'
import { ConfigOutline } from './config-outline.tsx'
import { fieldErrorsOf } from './server-errors.ts'
import { useUnavailableTypes } from './use-unavailable-types.ts'
import {
  checkDraft,
  emptyDraft,
  EXISTING,
  fitOf,
  formOf,
  headFields,
  NAME,
  runtimeNameFor,
  setHead,
  setTypeValue,
  typeValues,
  type ConfigDraft,
  type DraftContext,
  type DraftFit,
} from './config-draft.ts'

export interface NewConfigDialogProps {
  namespace: string
  /** The dataset on the node's wire, if there is one. */
  connected: DatasetValue | null
  onCreated: (created: { ref: string; kind: string }) => void
  onClose: () => void
}

export function NewConfigDialog({ namespace, connected, onCreated, onClose }: NewConfigDialogProps) {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  const sources = useStudioSources()
  const [draft, setDraft] = useState<ConfigDraft>(emptyDraft)
  const [dirty, setDirty] = useState(false)
  const [shown, setShown] = useState<Record<string, string>>({})
  const existing = useExistingDataset(draft.head[EXISTING])
  const unavailable = useUnavailableTypes()
  const context: DraftContext = { namespace, connected, existing: existing.data ?? null, unavailable }
  const { errors, config } = checkDraft(draft, context, t)
  const form = formOf(draft)
  const create = useMutation({
    mutationFn: async () => {
      if (!config) throw new Error(t('correctFields'))
      await port.createConfig(config.body)
      return config
    },
    onSuccess: async ({ name, kind }) => {
      notify.good(t('created', { name }))
      await written()
      onCreated({ ref: `${namespace}/${name}`, kind })
      onClose()
    },
    onError: (error) => setShown(serverErrors(error, form?.fields.map((field) => field.id) ?? [], t)),
  })
  const change = (next: ConfigDraft, field: string) => {
    setDraft(next)
    setDirty(true)
    setShown(({ [field]: _gone, ...rest }) => rest)
  }
  const submit = () => {
    if (create.isPending) return
    setShown(errors)
    const [first] = Object.keys(errors)
    if (first !== undefined) focusField(first)
    else create.mutate()
  }
  const isTemplate = config?.kind === 'template' || (!config && form?.class === 'template')
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('newConfigTitle')}
      description={
        form?.class === 'direct'
          ? t('newConfigBenchmarkHelp')
          : isTemplate
            ? t('newConfigTemplateHelp')
            : t('newConfigDirectHelp')
      }
      dirty={dirty}
      onSubmit={submit}
      note={
        create.error ? (
          <span className="ev-field-error" role="alert">
            {shown['*'] ?? t('correctFields')}
          </span>
        ) : (
          t('nothingSaved')
        )
      }
      actions={
        <>
          <Button shortcut="Escape" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button variant="primary" shortcut="Mod+Enter" busy={create.isPending} onClick={submit}>
            {isTemplate ? t('createTemplateButton') : t('createConfigButton')}
          </Button>
        </>
      }
      preview={<Preview config={config} fit={fitOf(draft, context)} connected={connected} />}
    >
      <FieldSourcesProvider value={sources}>
        <FieldForm
          fields={headFields(t, context)}
          values={draft.head}
          errors={shown}
          onChange={(field, value) => change(setHead(draft, field, value), field)}
        />
        {/* one form per type, so that a control's half-typed text does not leak into the next type */}
        {form && (
          <FieldForm
            key={form.id}
            fields={form.fields}
            values={typeValues(draft)}
            errors={shown}
            onChange={(field, value) => change(setTypeValue(draft, field, value), field)}
          />
        )}
      </FieldSourcesProvider>
    </Dialog>
  )
}

function Preview({
  config,
  fit,
  connected,
}: {
  config: ReturnType<typeof checkDraft>['config']
  fit: DraftFit | null
  connected: DatasetValue | null
}) {
  const t = useT()
  const body = config?.body
  const shown = useMemo(
    () => body && { name: body['name'] ?? '', namespace: body['namespace'] ?? '', ...withoutRecord(body) },
    [body],
  )
  const runtimeName = config && runtimeNameFor(config, connected)
  return (
    <div className="ev-stack" style={{ gap: 12 }}>
      <div className="ev-row">
        <b className="ev-grow">{t('whatIsCreated')}</b>
        {body && <CopyButton text={() => JSON.stringify(body, null, 2)} />}
      </div>
      <ConfigProblems body={body ?? null} filesUrl={fit?.dataset.files_url} />
      {shown ? <ConfigOutline value={shown} marked={MARKED} /> : <p className="ev-muted">{t('typeToPreview')}</p>}
      {runtimeName && connected && (
        <div className="ev-muted">
          {t('runOverBecomes', { name: connected.name })}
          <div className="ev-mono evc-break" style={{ color: 'var(--text)' }}>
            {runtimeName}
          </div>
        </div>
      )}
      {fit && <FitNote fit={fit} />}
    </div>
  )
}

const MARKED: ReadonlySet<string> = new Set(['name'])

function FitNote({ fit }: { fit: DraftFit }) {
  const t = useT()
  const { name } = fit.dataset
  if (fit.fits === null) return <div className="ev-muted">{t('fitUnknown', { name })}</div>
  if (fit.fits) {
    return (
      <div>
        <Badge tone="good">{t('fits', { name })}</Badge>
      </div>
    )
  }
  return (
    <div className="ev-stack" style={{ gap: 4 }}>
      <div>
        <Badge tone="bad">{t('fitsNot', { name })}</Badge>
      </div>
      {fit.reasons.map((reason) => (
        <div key={reason} className="ev-muted">
          {reason}
        </div>
      ))}
    </div>
  )
}

/** Evalflow's own record is part of what is sent, but says nothing that the rest does not. */
function withoutRecord(body: Record<string, import('@evalflow/graph').JsonValue>) {
  const { name: _name, namespace: _namespace, custom_fields: _record, ...rest } = body
  return rest
}

/** The chosen dataset with its columns, found by its name. */
function useExistingDataset(ref: unknown) {
  const port = useStudioPort()
  return useQuery({
    queryKey: ['dataset', ref],
    enabled: typeof ref === 'string' && ref !== '',
    queryFn: async ({ signal }): Promise<DatasetValue | null> => {
      const name = String(ref).split('/').at(-1) ?? ''
      const page = await port.listDatasets({ search: name, page_size: 50 }, signal)
      const found = page.data.find((dataset) => `${dataset.namespace}/${dataset.name}` === ref)
      return found
        ? {
            namespace: found.namespace,
            name: found.name,
            files_url: found.files_url,
            records: found.records,
            columns: found.columns,
            size_bytes: found.size_bytes,
            hash: null,
          }
        : null
    },
  })
}

function serverErrors(error: unknown, fieldIds: readonly string[], t: ReturnType<typeof useT>): Record<string, string> {
  const message = error instanceof Error ? error.message : String(error)
  if (isDenied(error)) return { '*': t('noPermission', { reason: message }) }
  if (typeof error === 'object' && error !== null && 'status' in error && error.status === 409)
    return { [NAME]: t('nameTaken') }
  return { '*': message, ...fieldErrorsOf(error, [...fieldIds, NAME]) }
}

function focusField(id: string): void {
  const field = document.querySelector(`[data-field="${CSS.escape(id)}"]`)
  const control = field?.querySelector('input, textarea, button, [tabindex]')
  if (control instanceof HTMLElement) control.focus()
}
