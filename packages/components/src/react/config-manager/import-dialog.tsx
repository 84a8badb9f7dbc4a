/** A template from a file: checked and previewed by the server before anything is stored. */
import { Badge, Button, Dialog, Field, notify, RadioCards, Select, TextInput } from '@evalflow/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useId, useState } from 'react'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { useConfigWritten } from './config-cache.ts'
import { ProblemList } from './config-problems.tsx'
import { FieldDiff } from './field-diff.tsx'
import type { ImportPreview } from './library-port.ts'

type As = 'template' | 'version'
/** Places that take the name of a stored secret. */
const TAKES_SECRET = /(?:^|\.)(?:api_key|hf_token)$/

export function ImportTemplateDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  const [file, setFile] = useState<{ name: string; text: string } | null>(null)
  const [name, setName] = useState('')
  const [as, setAs] = useState<As>('template')
  const [secrets, setSecrets] = useState<Record<string, string>>({})
  const named = name.trim() === '' ? {} : { name: name.trim() }
  const query = useQuery<ImportPreview>({
    queryKey: ['library', 'import', file?.text, name.trim()],
    enabled: file !== null,
    staleTime: 0,
    gcTime: 0,
    placeholderData: (before: ImportPreview | undefined) => before,
    queryFn: ({ signal }) => port.configLibrary.importPreview({ file: file?.text ?? '', ...named }, { signal }),
  })
  const preview = query.error ? undefined : query.data
  const store = useMutation({
    mutationFn: () =>
      port.configLibrary.import({
        file: file?.text ?? '',
        ...named,
        as: preview?.outcome === 'changed' ? as : 'template',
        ...(preview?.existing_hash && as === 'version' ? { base_hash: preview.existing_hash } : {}),
        ...(Object.keys(secrets).length > 0 ? { secrets } : {}),
      }),
    onSuccess: async ({ config, version }) => {
      notify.good(t('imported', { name: config, version }))
      await written()
      onClose()
    },
  })
  const mustRename = preview?.outcome === 'changed' && as === 'template'
  const failure = query.error ?? store.error
  return (
    <Dialog
      open
      size="wide"
      dirty={file !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t('importTitle')}
      description={t('importHelp')}
      note={failure ? <Refusal error={failure} /> : preview?.outcome === 'same' ? t('importSame') : t('nothingSaved')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            busy={store.isPending}
            disabled={!preview || preview.outcome === 'same' || mustRename}
            onClick={() => store.mutate()}
          >
            {preview?.outcome === 'changed' && as === 'version' ? t('importAsVersion') : t('importTemplate')}
          </Button>
        </>
      }
    >
      <FileChoice
        name={file?.name ?? null}
        onChoose={(chosen) => {
          store.reset()
          setFile(chosen)
          setName('')
          setSecrets({})
        }}
      />
      {preview && (
        <>
          <Field label={t('configName')} help={t('importNameHelp', { name: preview.free_name })}>
            <TextInput value={name} placeholder={preview.name} onChange={setName} maxLength={255} />
          </Field>
          {preview.outcome === 'changed' && (
            <Field group label={t('importTaken', { name: preview.name })}>
              <RadioCards
                value={as}
                onChange={(value) => setAs(value === 'version' ? 'version' : 'template')}
                options={[
                  {
                    value: 'template',
                    label: t('importRename'),
                    help: t('importNameHelp', { name: preview.free_name }),
                  },
                  { value: 'version', label: t('importAsVersion'), help: t('importAsVersionHelp') },
                ]}
              />
            </Field>
          )}
          <Needs preview={preview} secrets={secrets} onSecretsChange={setSecrets} />
          <ProblemList problems={preview.problems} />
          {preview.changes.length > 0 && (
            <FieldDiff label={t('whatChanges')} before={t('hereNow')} after={t('inFile')} changes={preview.changes} />
          )}
        </>
      )}
    </Dialog>
  )
}

function FileChoice({
  name,
  onChoose,
}: {
  name: string | null
  onChoose: (file: { name: string; text: string }) => void
}) {
  const t = useT()
  const id = useId()
  const read = async (file: File | undefined) => {
    if (file) onChoose({ name: file.name, text: await file.text() })
  }
  return (
    <div
      className="evc-drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void read(event.dataTransfer.files[0])
      }}
    >
      <label htmlFor={id} className="ev-button">
        <FileUp aria-hidden /> {t('importChoose')}
      </label>
      <span className="ev-muted evc-break">{name ?? t('dropTemplate')}</span>
      <input
        id={id}
        type="file"
        aria-label={t('importChoose')}
        accept=".json,application/json"
        onChange={(event) => void read(event.target.files?.[0])}
      />
    </div>
  )
}

function Needs({
  preview,
  secrets,
  onSecretsChange,
}: {
  preview: ImportPreview
  secrets: Record<string, string>
  onSecretsChange: (secrets: Record<string, string>) => void
}) {
  const t = useT()
  const port = useStudioPort()
  const takes = preview.needs.some(({ kind, path }) => kind === 'secret' && TAKES_SECRET.test(path))
  const stored = useQuery({ queryKey: ['secrets'], enabled: takes, queryFn: ({ signal }) => port.listSecrets(signal) })
  return (
    <div className="ev-stack">
      <b>{t('importNeeds')}</b>
      <ul className="evc-needs">
        {preview.needs.map(({ kind, name, path, here, detail }) => (
          <li key={`${kind} ${path} ${name}`}>
            <span className="ev-muted">{t(`need_${kind}`)}</span>
            <span className="ev-mono evc-break">{name}</span>
            <Badge tone={here === null ? 'idle' : here ? 'good' : 'warn'}>
              {t(here === null ? 'needOpen' : here ? 'needHere' : 'needMissing')}
            </Badge>
            <span className="ev-faint evc-small evc-break">{detail}</span>
            {kind === 'secret' && TAKES_SECRET.test(path) && (stored.data?.length ?? 0) > 0 && (
              <Select
                size="small"
                aria-label={t('secretFor', { path })}
                placeholder={t('chooseSecret')}
                value={secrets[path] ?? null}
                onChange={(value) => onSecretsChange({ ...secrets, [path]: value })}
                options={(stored.data ?? []).map((value) => ({ value, label: value }))}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Refusal({ error }: { error: Error }) {
  return (
    <span className="ev-field-error" role="alert">
      {error.message}
    </span>
  )
}
