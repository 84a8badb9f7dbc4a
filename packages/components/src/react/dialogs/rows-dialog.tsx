/** Rows of a dataset: paste or choose a file, see how they are read, correct the mapping, see every bad row by number. */
import type { JsonValue } from '@evalflow/graph'
import {
  Badge,
  Button,
  Dialog,
  Field,
  formatBytes,
  formatNumber,
  Progress,
  Select,
  TabPanel,
  Tabs,
  TextArea,
} from '@evalflow/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useDeferredValue, useRef, useState, type DragEvent } from 'react'
import { MAPPED_FIELDS, type FieldMapping } from '../../dataset-creator/mapping.ts'
import { parseRowsValue, type RowsValue } from '../fields/rows-value.ts'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { Preview } from '../wire.ts'
import { RowsPreview } from './rows-preview.tsx'
import { RowsStatistics } from './rows-statistics.tsx'

export interface RowsDialogProps {
  value: JsonValue
  /** Null: the mapping is found out and kept elsewhere. */
  mapping: FieldMapping | null
  onSave: (saved: { source: JsonValue; mapping: FieldMapping | null }) => void
  onClose: () => void
}

const NO_COLUMN = '(none)'

export function RowsDialog({ value, mapping: savedMapping, onSave, onClose }: RowsDialogProps) {
  const t = useT()
  const port = useStudioPort()
  const [source, setSource] = useState<RowsValue | null>(() => parseRowsValue(value))
  const [mapping, setMapping] = useState<FieldMapping | null>(
    savedMapping && Object.keys(savedMapping).length > 0 ? savedMapping : null,
  )
  const [dirty, setDirty] = useState(false)
  const settled = useDeferredValue(source)
  const preview = useQuery({
    queryKey: ['preview', settled, mapping],
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      port.preview(
        {
          source:
            settled && 'file_id' in settled
              ? { file_id: settled.file_id, name: settled.name }
              : { text: settled?.text ?? '', format: settled?.format ?? 'auto' },
          ...(mapping ? { mapping } : {}),
        },
        signal,
      ),
  })
  const change = (next: RowsValue | null) => {
    setSource(next)
    setDirty(true)
    // a mapping to the columns of other rows would only be in the way
    if (next && 'file_id' in next) setMapping(null)
  }
  const save = () => {
    onSave({ source: source, mapping })
    onClose()
  }
  const data = source === null ? undefined : preview.data
  return (
    <Dialog
      open
      size="full"
      onOpenChange={(open) => !open && onClose()}
      title={t('rowsTitle')}
      description={t('rowsHelp')}
      dirty={dirty}
      onSubmit={save}
      note={<RowsNote preview={data} />}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" shortcut="Mod+Enter" disabled={source === null} onClick={save}>
            {t('useRows')}
          </Button>
        </>
      }
      preview={
        data && (
          <MappingFields
            preview={data}
            mapping={mapping ?? data.mapping}
            onChange={(next) => (setMapping(next), setDirty(true))}
          />
        )
      }
    >
      <SourceTabs source={source} onChange={change} />
      {data && <RowsStatistics preview={data} />}
      {source !== null && (
        <RowsPreview
          preview={data}
          error={preview.error}
          loading={preview.isPending}
          onRetry={() => void preview.refetch()}
        />
      )}
    </Dialog>
  )
}

function RowsNote({ preview }: { preview: Preview | undefined }) {
  const t = useT()
  if (!preview) return <>{t('nothingStoredYet')}</>
  const bad = new Set(preview.issues.filter((issue) => issue.severity === 'error').map((issue) => issue.row)).size
  return (
    <span className="ev-row ev-num">
      <b>{t('rowCount', { count: preview.total })}</b>
      <span className="ev-muted">{preview.format.toUpperCase()}</span>
      {bad > 0 ? (
        <Badge tone="bad">{t('badRows', { count: bad })}</Badge>
      ) : (
        preview.total > 0 && <Badge tone="good">{t('allRowsRead')}</Badge>
      )}
    </span>
  )
}

function SourceTabs({ source, onChange }: { source: RowsValue | null; onChange: (next: RowsValue | null) => void }) {
  const t = useT()
  const [tab, setTab] = useState(source && 'file_id' in source ? 'file' : 'paste')
  return (
    <Tabs
      label={t('rowsTitle')}
      value={tab}
      onChange={setTab}
      items={[
        { value: 'paste', label: t('paste') },
        { value: 'file', label: t('file') },
      ]}
    >
      <TabPanel value="paste">
        <div style={{ paddingTop: 10 }}>
          <TextArea
            aria-label={t('pasteLabel')}
            mono
            rows={8}
            spellCheck={false}
            placeholder={t('pastePlaceholder')}
            value={source && 'text' in source ? source.text : ''}
            onChange={(text) => onChange(text.trim() === '' ? null : { text, format: 'auto' })}
          />
        </div>
      </TabPanel>
      <TabPanel value="file">
        <FileDrop chosen={source && 'file_id' in source ? source : null} onChosen={onChange} />
      </TabPanel>
    </Tabs>
  )
}

function FileDrop({
  chosen,
  onChosen,
}: {
  chosen: { name: string; size_bytes: number } | null
  onChosen: (value: RowsValue) => void
}) {
  const t = useT()
  const port = useStudioPort()
  const input = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState<{ name: string; rate: number } | null>(null)
  const [failure, setFailure] = useState<string | null>(null)

  async function send(file: File | undefined): Promise<void> {
    if (!file) return
    setFailure(null)
    setSending({ name: file.name, rate: 0 })
    try {
      const stored = await port.uploadFile(file, (rate) => setSending({ name: file.name, rate }))
      onChosen({ file_id: stored.id, name: file.name, size_bytes: stored.size_bytes })
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    } finally {
      setSending(null)
    }
  }
  function drop(event: DragEvent): void {
    event.preventDefault()
    void send(event.dataTransfer.files[0])
  }

  return (
    <div className="evc-drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.json,.jsonl,.ndjson,.parquet"
        onChange={(event) => void send(event.target.files?.[0])}
      />
      <Button icon={<Upload aria-hidden />} onClick={() => input.current?.click()} busy={sending !== null}>
        {t('chooseFile')}
      </Button>
      <span className="ev-muted">
        {sending ? sending.name : chosen ? `${chosen.name} · ${formatBytes(chosen.size_bytes)}` : t('dropHere')}
      </span>
      {sending && <Progress label={t('uploading')} value={sending.rate} />}
      {failure && (
        <span className="ev-field-error" role="alert">
          {failure}
        </span>
      )}
    </div>
  )
}

function MappingFields({
  preview,
  mapping,
  onChange,
}: {
  preview: Preview
  mapping: FieldMapping
  onChange: (mapping: FieldMapping) => void
}) {
  const t = useT()
  const columns = [
    { value: NO_COLUMN, label: t('noColumn') },
    ...preview.columns.map(({ name, type }) => ({ value: name, label: name, help: type })),
  ]
  return (
    <div className="ev-stack">
      <div>
        <b>{t('mappingTitle')}</b>
        <div className="ev-muted">{t('mappingHelp')}</div>
      </div>
      {MAPPED_FIELDS.map((field) => (
        <Field key={field.id} label={<code>{field.id}</code>} help={field.help}>
          <Select
            size="small"
            value={mapping[field.id] ?? NO_COLUMN}
            options={columns}
            onChange={(column) => onChange({ ...mapping, [field.id]: column === NO_COLUMN ? '' : column })}
          />
        </Field>
      ))}
      <div className="ev-muted ev-num">
        {t('styleFound', { style: t(preview.style), count: preview.columns.length })} · {formatNumber(preview.total)}{' '}
        {t('rowsWord')}
      </div>
    </div>
  )
}
