/** What the columns hold, which rows repeat others, and which evaluation types could use these rows as they are. */
import { defaultValues } from '@evalflow/graph'
import { evaluationForms } from '@evalflow/evaluations/fields'
import { Badge, formatNumber, formatPercent, useLanguage } from '@evalflow/ui'
import { useT } from '../messages.ts'
import { localText } from '../texts/local-texts.ts'
import type { Preview } from '../wire.ts'
import { Lengths } from './rows-lengths.tsx'

export interface RowsStatisticsProps {
  preview: Preview
  /** Asks for lengths in the tokens of a local model, by its id. */
  onTokenizer: (model: string | null) => void
}

export function RowsStatistics({ preview, onTokenizer }: RowsStatisticsProps) {
  const t = useT()
  const { statistics } = preview
  if (!statistics || preview.rows.length === 0) return null
  const types = new Map(preview.columns.map(({ name, type }) => [name, type]))
  const used = Math.max(1, preview.total - badRows(preview))
  return (
    <section className="ev-stack" style={{ gap: 10 }} aria-label={t('rowsStatistics')}>
      <Fits columns={statistics.columns.map(({ name }) => name)} />
      <Repeats statistics={statistics} used={used} />
      <details>
        <summary className="ev-muted">{t('rowsStatistics')}</summary>
        <Lengths statistics={statistics} types={types} used={used} onTokenizer={onTokenizer} />
      </details>
    </section>
  )
}

const SHOWN_GROUPS = 3

/** Equal rows, and rows that are nearly equal: how many, and the first of them by number. */
function Repeats({ statistics, used }: { statistics: NonNullable<Preview['statistics']>; used: number }) {
  const t = useT()
  const { duplicates, near_duplicates: near } = statistics
  const like = near.groups.flatMap(({ kept, similar }) => similar.map((one) => ({ kept, ...one })))
  return (
    <>
      {duplicates.rows > 0 && (
        <div className="ev-row ev-num" style={{ flexWrap: 'wrap' }}>
          <Badge tone="warn">{t('duplicateRows', { count: duplicates.rows })}</Badge>
          <span className="ev-muted">
            {duplicates.groups
              .slice(0, SHOWN_GROUPS)
              .map(({ kept, removed }) => t('sameAsRow', { rows: removed.join(', '), row: kept }))
              .join(' · ')}
          </span>
        </div>
      )}
      {near.rows > 0 && (
        <div className="ev-row ev-num" style={{ flexWrap: 'wrap' }} title={t('nearHelp')}>
          <Badge tone="warn">{t('nearRows', { count: near.rows })}</Badge>
          <span className="ev-muted">
            {like
              .slice(0, SHOWN_GROUPS)
              .map(({ row, kept, similarity }) => t('likeRow', { row, kept, share: formatPercent(similarity) }))
              .join(' · ')}
          </span>
        </div>
      )}
      {near.checked < used - duplicates.rows && (
        <p className="ev-muted">{t('nearChecked', { checked: formatNumber(near.checked) })}</p>
      )}
    </>
  )
}

/** By the defaults of each type's dialog; another template may need other columns. */
function Fits({ columns }: { columns: readonly string[] }) {
  const t = useT()
  const language = useLanguage()
  const forms = evaluationForms.filter((form) => form.class === 'template' && form.unavailable === undefined)
  return (
    <ul className="evc-fits" aria-label={t('usableFor')}>
      {forms.map((form) => {
        const { fits, reasons } = form.fits(columns, defaultValues(form.fields))
        return (
          <li key={form.id}>
            <details>
              <summary>
                <Badge tone={fits ? 'good' : 'idle'}>{localText(form.title, language)}</Badge>
              </summary>
              <span className="ev-muted">{fits ? t('fitsByDefault') : reasons.join(' ')}</span>
            </details>
          </li>
        )
      })}
    </ul>
  )
}

const badRows = ({ issues }: Preview): number =>
  new Set(issues.filter(({ severity }) => severity === 'error').map(({ row }) => row)).size
