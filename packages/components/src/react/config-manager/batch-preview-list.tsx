/** What a batch would do with each dataset, and how many of each outcome. */
import { Badge } from '@evalflow/ui'
import { Plus } from 'lucide-react'
import { useT } from '../messages.ts'
import type { BatchPreview } from './library-port.ts'

const OUTCOME_TONES = { create: 'busy', reuse: 'good', unfit: 'bad', unknown: 'warn', error: 'bad' } as const

export function BatchPreviewList({ preview }: { preview: BatchPreview }) {
  const t = useT()
  const { create, reuse, unfit, unknown, error } = preview.counts
  return (
    <div className="ev-stack">
      <b className="ev-num" role="status">
        {t('batchCounts', { create, reuse, unfit: unfit + error, unknown })}
      </b>
      <ul className="evc-batch-preview">
        {preview.data.map(({ dataset, outcome, config, reasons }) => (
          <li key={dataset}>
            <span className="ev-mono evc-break">{dataset.replace(/^default\//, '')}</span>
            <Badge tone={OUTCOME_TONES[outcome]} icon={outcome === 'create' ? <Plus aria-hidden /> : undefined}>
              {t(`batch_${outcome}`)}
            </Badge>
            <span className="ev-faint evc-small evc-break">{reasons.length > 0 ? reasons.join(' ') : config}</span>
          </li>
        ))}
      </ul>
      {preview.pagination.total_results > preview.data.length && (
        <span className="ev-muted">
          {t('andMore', { count: preview.pagination.total_results - preview.data.length })}
        </span>
      )}
    </div>
  )
}
