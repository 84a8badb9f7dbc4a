/** What a template becomes over one dataset: the exact runtime config, whether it is there, and what differs. */
import { Badge, Button, CopyButton, Dialog, Field, Picker } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { Play, Plus } from 'lucide-react'
import { useState } from 'react'
import { useStudioSources } from '../fields/field-sources.tsx'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { CONFIG_STALE_MS } from './config-cache.ts'
import { FieldDiff } from './field-diff.tsx'
import { FitBadge } from './fit-badge.tsx'
import { Freshness } from './freshness.tsx'
import type { RuntimePreviewAnswer } from './library-port.ts'

export interface PreviewDialogProps {
  config: string
  /** `namespace/name`, if it was opened for one. */
  dataset?: string | undefined
  onRun: (dataset: string) => void
  onClose: () => void
}

export function PreviewDialog({ config, dataset: given, onRun, onClose }: PreviewDialogProps) {
  const t = useT()
  const port = useStudioPort()
  const { datasets } = useStudioSources()
  const [dataset, setDataset] = useState<string | null>(given ?? null)
  const query = useQuery({
    queryKey: ['library', 'preview', config, dataset],
    enabled: dataset !== null,
    staleTime: CONFIG_STALE_MS,
    queryFn: ({ signal }) => port.configLibrary.preview({ config, dataset: dataset ?? '' }, { signal }),
  })
  return (
    <Dialog
      open
      size="full"
      onOpenChange={(open) => !open && onClose()}
      title={t('previewTitle', { name: config.split('/').at(-1) ?? config })}
      description={t('previewHelp')}
      headActions={dataset === null ? null : <Freshness query={query} />}
      actions={
        <>
          <Button onClick={onClose}>{t('close')}</Button>
          <Button
            variant="primary"
            icon={<Play aria-hidden />}
            disabled={!query.data || query.data.fit.fits === false}
            onClick={() => dataset !== null && onRun(dataset)}
          >
            {t('runIt')}
          </Button>
        </>
      }
    >
      <div className="evc-picker-line">
        <Field label={t('dataset')}>
          {datasets && (
            <Picker
              value={dataset === null ? null : datasets.present(dataset)}
              onChange={(item) => setDataset(item?.id ?? null)}
              load={datasets.load}
              placeholder={datasets.placeholder}
              empty={datasets.empty}
            />
          )}
        </Field>
      </div>
      {dataset === null ? (
        <p className="ev-muted">{t('previewChoose')}</p>
      ) : (
        <ListState query={query}>{(preview) => <Preview preview={preview} />}</ListState>
      )}
    </Dialog>
  )
}

function Preview({ preview }: { preview: RuntimePreviewAnswer }) {
  const t = useT()
  return (
    <div className="ev-stack" style={{ gap: 12 }}>
      <div className="ev-row" style={{ flexWrap: 'wrap' }}>
        <span className="ev-mono evc-break">{preview.ref}</span>
        <Badge
          tone={preview.outcome === 'reuse' ? 'good' : 'busy'}
          icon={preview.outcome === 'create' ? <Plus aria-hidden /> : undefined}
        >
          {t(`preview_${preview.outcome}`)}
        </Badge>
        <span className="ev-muted ev-num">{t('fromVersion', { version: preview.template_version })}</span>
        <FitBadge fit={preview.fit} />
      </div>
      {preview.name_taken && <p className="ev-muted">{t('nameTakenByOther')}</p>}
      {preview.fit.reasons.length > 0 && (
        <ul className="evc-reasons">
          {preview.fit.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <b>{t('differsFromTemplate', { count: preview.changes.length })}</b>
      <FieldDiff
        label={t('differsFromTemplate', { count: preview.changes.length })}
        before={t('template')}
        after={t('runtime')}
        changes={preview.changes}
      />
      <div className="ev-row">
        <b className="ev-grow">{t('exactConfig')}</b>
        <CopyButton text={() => JSON.stringify(preview.config, null, 2)} label={t('copyJson')} />
      </div>
      <pre className="evc-json" tabIndex={0}>
        {JSON.stringify(preview.config, null, 2)}
      </pre>
    </div>
  )
}
