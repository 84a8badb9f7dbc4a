/** What the columns hold, which rows repeat others, and which evaluation types could use these rows as they are. */
import { defaultValues } from '@evalflow/graph'
import { evaluationForms } from '@evalflow/evaluations/fields'
import { Badge, formatNumber, formatPercent, Table, useLanguage } from '@evalflow/ui'
import { useT } from '../messages.ts'
import { localText } from '../texts/local-texts.ts'
import type { Preview } from '../wire.ts'

export function RowsStatistics({ preview }: { preview: Preview }) {
  const t = useT()
  const { statistics } = preview
  if (!statistics || preview.rows.length === 0) return null
  const types = new Map(preview.columns.map(({ name, type }) => [name, type]))
  const used = Math.max(1, preview.total - badRows(preview))
  const { duplicates } = statistics
  return (
    <section className="ev-stack" style={{ gap: 10 }} aria-label={t('rowsStatistics')}>
      <Fits columns={statistics.columns.map(({ name }) => name)} />
      {duplicates.rows > 0 && (
        <div className="ev-row ev-num" style={{ flexWrap: 'wrap' }}>
          <Badge tone="warn">{t('duplicateRows', { count: duplicates.rows })}</Badge>
          <span className="ev-muted">
            {duplicates.groups
              .slice(0, 3)
              .map(({ kept, removed }) => t('sameAsRow', { rows: removed.join(', '), row: kept }))
              .join(' · ')}
          </span>
        </div>
      )}
      <details>
        <summary className="ev-muted">{t('rowsStatistics')}</summary>
        <Table
          label={t('rowsStatistics')}
          rows={statistics.columns}
          rowKey={({ name }) => name}
          columns={[
            { id: 'name', header: t('columnWord'), cell: ({ name }) => <code className="evc-break">{name}</code> },
            { id: 'type', header: t('typeWord'), cell: ({ name }) => types.get(name) ?? '–' },
            {
              id: 'empty',
              header: t('emptyShare'),
              align: 'right',
              cell: ({ empty }) => formatPercent(empty / used),
            },
            ...(['p50', 'p90', 'max'] as const).map((key) => ({
              id: key,
              header: t(`chars_${key}`),
              align: 'right' as const,
              cell: ({ chars }: { chars: { p50: number; p90: number; max: number } | null }) =>
                chars ? formatNumber(chars[key]) : '–',
            })),
          ]}
        />
      </details>
    </section>
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
