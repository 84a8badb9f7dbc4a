/** Rows of a dataset: paste or choose a file, see how they are read, correct the mapping, see every bad row by number. */
import type { JsonValue } from '@evalflow/graph'
import { Badge, Button, Dialog, Field, formatNumber, Select } from '@evalflow/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { MAPPED_FIELDS, type FieldMapping } from '../../dataset-creator/mapping.ts'
import { parseRowsValue, toRowsJson, type RowsValue } from '../fields/rows-value.ts'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { Preview, PreviewRequest } from '../wire.ts'
import { RowsPreview } from './rows-preview.tsx'
import { RowsStatistics } from './rows-statistics.tsx'
import { SourceTabs } from './source-tabs.tsx'

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
  const [tokenizer, setTokenizer] = useState<string | null>(null)
  // a hub is not asked anew for each letter typed
  const [asked, setAsked] = useState<RowsValue | null>(() => (source && 'hub' in source ? source : null))
  const settled = useDeferredValue(source && 'hub' in source && source !== asked ? null : source)
  const preview = useQuery({
    queryKey: ['preview', settled, mapping, tokenizer],
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      port.preview(
        {
          source: toPreviewSource(settled),
          ...(mapping ? { mapping } : {}),
          ...(tokenizer === null ? {} : { tokenizer }),
        },
        signal,
      ),
  })
  const change = (next: RowsValue | null) => {
    setSource(next)
    setDirty(true)
    // a mapping to the columns of other rows would only be in the way
    if (next && !('text' in next)) setMapping(null)
  }
  const isGiven = source !== null && !('hub' in source && source.hub.repo.trim() === '')
  const save = () => {
    if (!isGiven) return
    onSave({ source: toRowsJson(source), mapping })
    onClose()
  }
  const data = settled === null ? undefined : preview.data
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
          <Button variant="primary" shortcut="Mod+Enter" disabled={!isGiven} onClick={save}>
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
      <SourceTabs
        source={source}
        onChange={change}
        onRead={() => (source === asked ? void preview.refetch() : setAsked(source))}
        reading={preview.isFetching}
      />
      {data && <RowsStatistics preview={data} onTokenizer={setTokenizer} />}
      {settled !== null && (
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

function toPreviewSource(source: RowsValue | null): PreviewRequest['source'] {
  if (source && 'hub' in source) return { hub: source.hub }
  if (source && 'file_id' in source) return { file_id: source.file_id, name: source.name }
  return { text: source?.text ?? '', format: source?.format ?? 'auto' }
}

function RowsNote({ preview }: { preview: Preview | undefined }) {
  const t = useT()
  if (!preview) return <>{t('nothingStoredYet')}</>
  const bad = new Set(preview.issues.filter((issue) => issue.severity === 'error').map((issue) => issue.row)).size
  return (
    <span className="ev-row ev-num">
      <b>{t('rowCount', { count: preview.total })}</b>
      <span className="ev-muted">{preview.format === 'hub' ? t('hub') : preview.format.toUpperCase()}</span>
      {bad > 0 ? (
        <Badge tone="bad">{t('badRows', { count: bad })}</Badge>
      ) : (
        preview.total > 0 && <Badge tone="good">{t('allRowsRead')}</Badge>
      )}
    </span>
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
