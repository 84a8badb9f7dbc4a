/** Import of a flow file: choose or drop it, see what it holds, then store it as a new flow or add it to the open one. */
import type { Flow } from '@evalflow/graph'
import { Button, Dialog, Field, formatBytes, messageOf, Select } from '@evalflow/ui'
import { CircleAlert, FileUp, TriangleAlert } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { z } from 'zod'
import { studio } from '../api/clients.ts'
import './flow.css'
import { localSpecs } from './local-specs.ts'
import { t, useT } from './messages.ts'
import { IMPORT_LIMIT_BYTES, readImport, type ImportPreview } from './read-import.ts'

export interface ImportDialogProps {
  /** Dropped already; without one the dialog asks for it. */
  file?: File | undefined
  onClose: () => void
  /** The flow was stored as a new one under this id. */
  onImported: (flowId: string) => void
  /** Adds the nodes to the open flow; without it only a new flow can be made. */
  onAdd?: ((flow: Flow) => void) | undefined
}

const SHOWN = 8

type Source = { name: string; text: string } | { name: string; refused: string }
type Read = { state: 'none' } | { state: 'refused'; reason: string } | { state: 'read'; preview: ImportPreview }

export function ImportDialog({ file: dropped, onClose, onImported, onAdd }: ImportDialogProps) {
  const t = useT()
  const [file, setFile] = useState(dropped)
  const [source, setSource] = useState<Source | null>(null)
  const [index, setIndex] = useState(0)
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const text = source && 'text' in source ? source.text : undefined
  const parsed = useMemo(() => readSource(text, index), [text, index])
  const reason = failure ?? (source && 'refused' in source ? source.refused : null)
  const read: Read = reason === null ? parsed : { state: 'refused', reason }

  useEffect(() => {
    if (!file) return
    let left = false
    void readFile(file).then((next) => {
      if (left) return
      setSource(next)
      setIndex(0)
      setFailure(null)
    })
    return () => {
      left = true
    }
  }, [file])

  async function store(preview: ImportPreview): Promise<void> {
    setBusy(true)
    try {
      const record = await studio.flows.create(z.json().parse(named(preview.flow, source?.name)))
      onImported(record.id)
    } catch (error) {
      setFailure(messageOf(error))
    } finally {
      setBusy(false)
    }
  }

  const preview = read.state === 'read' ? read.preview : null
  return (
    <Dialog
      open
      size="wide"
      onOpenChange={(open) => !open && onClose()}
      title={t('importTitle')}
      description={t('importText')}
      note={preview ? t('importNote') : undefined}
      onSubmit={() => preview && void store(preview)}
      actions={
        <>
          {onAdd && (
            <Button
              disabled={!preview || preview.nodes === 0}
              onClick={() => preview && (onAdd(preview.flow), onClose())}
            >
              {t('importAdd')}
            </Button>
          )}
          <Button variant="primary" busy={busy} disabled={!preview} onClick={() => preview && void store(preview)}>
            {t('importNew')}
          </Button>
        </>
      }
    >
      <FileChoice name={source?.name} onFile={setFile} />
      {read.state === 'refused' && (
        <p className="es-banner esf-reason" data-tone="bad" role="alert">
          <CircleAlert aria-hidden /> {read.reason}
        </p>
      )}
      {preview && preview.flows.length > 1 && (
        <Field label={t('importWhich')}>
          <Select
            value={String(index)}
            onChange={(value) => setIndex(Number(value))}
            options={preview.flows.map((name, at) => ({ value: String(at), label: name }))}
          />
        </Field>
      )}
      {preview && <Preview preview={preview} />}
    </Dialog>
  )
}

function FileChoice({ name, onFile }: { name: string | undefined; onFile: (file: File) => void }) {
  const t = useT()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  return (
    <div
      className="esf-drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        const [file] = event.dataTransfer.files
        if (file) onFile(file)
      }}
    >
      <FileUp aria-hidden />
      <span className="ev-grow ev-ellipsis">{name ?? t('importDrop')}</span>
      <label htmlFor={id} className="ev-visually-hidden">
        {t('importChoose')}
      </label>
      <input
        ref={input}
        id={id}
        type="file"
        accept=".json,application/json"
        className="ev-visually-hidden"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) onFile(file)
          // choosing the same file again, corrected meanwhile, is a choice too
          event.target.value = ''
        }}
      />
      <Button onClick={() => input.current?.click()}>{t('importChoose')}</Button>
    </div>
  )
}

function Preview({ preview }: { preview: ImportPreview }) {
  const t = useT()
  const { nodes, edges, groups, unknown, mapped, warnings } = preview
  return (
    <section className="esf-preview" aria-label={t('importPreview')}>
      <b>{preview.flow.name || t('importUnnamed')}</b>
      <p className="ev-num">
        {t(preview.format === 'langflow' ? 'importFromLangflow' : 'importFromEvalflow')} ·{' '}
        {t('importCounts', { nodes, edges })}
        {groups > 0 && ` · ${t('importGroups', { count: groups })}`}
      </p>
      {mapped.length > 0 && <p>{t('importMapped', { count: mapped.length })}</p>}
      {unknown.length > 0 && (
        <Warnings
          title={t('importUnknown', { count: unknown.length })}
          lines={unknown.map(({ type, count }) => (count === 1 ? type : `${type} × ${count}`))}
        />
      )}
      {warnings.length > 0 && <Warnings title={t('importWarnings', { count: warnings.length })} lines={warnings} />}
    </section>
  )
}

function Warnings({ title, lines }: { title: string; lines: readonly string[] }) {
  const t = useT()
  return (
    <div className="esf-warnings">
      <b>
        <TriangleAlert aria-hidden /> {title}
      </b>
      <ul>
        {lines.slice(0, SHOWN).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {lines.length > SHOWN && <li className="ev-faint">{t('andMore', { count: lines.length - SHOWN })}</li>}
      </ul>
    </div>
  )
}

async function readFile(file: File): Promise<Source> {
  const { name, size } = file
  if (size > IMPORT_LIMIT_BYTES) {
    return { name, refused: t('importTooLarge', { size: formatBytes(size), limit: formatBytes(IMPORT_LIMIT_BYTES) }) }
  }
  try {
    return { name, text: await file.text() }
  } catch (error) {
    return { name, refused: messageOf(error) }
  }
}

function readSource(text: string | undefined, index: number): Read {
  if (text === undefined) return { state: 'none' }
  try {
    return { state: 'read', preview: readImport(text, localSpecs(), { index }) }
  } catch (error) {
    return { state: 'refused', reason: messageOf(error) }
  }
}

/** A flow without a name takes that of its file. */
function named(flow: Flow, fileName: string | undefined): Flow {
  return flow.name === '' ? { ...flow, name: (fileName ?? '').replace(/\.json$/i, '') } : flow
}
