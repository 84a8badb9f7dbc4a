/** Where rows come from: pasted text, a file sent to the server, or a Hugging Face dataset. */
import { Button, formatBytes, Progress, TabPanel, Tabs, TextArea } from '@evalflow/ui'
import { Upload } from 'lucide-react'
import { useRef, useState, type DragEvent } from 'react'
import type { RowsValue } from '../fields/rows-value.ts'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { HubSourceFields } from './hub-source.tsx'

export function SourceTabs({
  source,
  onChange,
  onRead,
  reading,
}: {
  source: RowsValue | null
  onChange: (next: RowsValue | null) => void
  onRead: () => void
  reading: boolean
}) {
  const t = useT()
  const [tab, setTab] = useState(source && 'hub' in source ? 'hub' : source && 'file_id' in source ? 'file' : 'paste')
  return (
    <div className="evc-source">
      <Tabs
        label={t('rowsTitle')}
        value={tab}
        onChange={setTab}
        items={[
          { value: 'paste', label: t('paste') },
          { value: 'file', label: t('file') },
          { value: 'hub', label: t('hub') },
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
        <TabPanel value="hub">
          <HubSourceFields
            value={source && 'hub' in source ? source.hub : { repo: '' }}
            onChange={(hub) => onChange({ hub })}
            onRead={onRead}
            reading={reading}
          />
        </TabPanel>
      </Tabs>
    </div>
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
