/** All of a comparison: every score with its test, the rows that turned, and where the runs differ. */
import { Button, Dialog, formatNumber, Table } from '@evalflow/ui'
import { useState } from 'react'
import type { Comparison } from '@evalflow/contract'
import { useT } from '../messages.ts'
import { pText } from '../results/p-value.ts'
import { FlipPair, type Flip } from './flip-pair.tsx'

type Candidate = Comparison['candidates'][number]
type Metric = Candidate['metrics'][number]

export function ComparisonDialog({ comparison, onClose }: { comparison: Comparison; onClose: () => void }) {
  const t = useT()
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="full"
      title={t('comparisonTitle')}
      description={t('comparisonHelp')}
      actions={<Button onClick={onClose}>{t('close')}</Button>}
    >
      <div className="ev-stack" style={{ gap: 22 }}>
        {comparison.candidates.map((candidate) => (
          <CandidateSection key={candidate.run.job_id} baseline={comparison.baseline} candidate={candidate} />
        ))}
      </div>
    </Dialog>
  )
}

export function CandidateSection({ baseline, candidate }: { baseline: Comparison['baseline']; candidate: Candidate }) {
  const t = useT()
  const [shown, setShown] = useState<Flip | null>(null)
  const { run, rows, metrics, differences } = candidate
  const left = rows.only_baseline + rows.only_candidate
  const title = t('against', { candidate: run.label, baseline: baseline.label })
  return (
    <section className="ev-stack" style={{ gap: 10 }}>
      <div>
        <h3>{title}</h3>
        <span className="ev-muted ev-num">
          {t('comparedRows', { shared: rows.shared })}
          {left > 0 && ` · ${t('leftOutRows', { count: left })}`} · sha256 {run.rows_hash.slice(0, 12)}
        </span>
      </div>
      {/* wider than a phone, so it scrolls by itself and can be reached by keyboard */}
      <div className="evc-scroll" role="region" aria-label={title} tabIndex={0}>
        <MetricTable label={title} metrics={metrics} />
      </div>
      {metrics.map(
        ({ metric, flips, better, worse }) =>
          flips && (
            <details key={metric}>
              <summary>
                {metric}: {t('betterWorse', { better, worse })}
              </summary>
              <FlipList title={t('rightToWrong', { count: worse })} flips={flips.right_to_wrong} onOpen={setShown} />
              <FlipList title={t('wrongToRight', { count: better })} flips={flips.wrong_to_right} onOpen={setShown} />
            </details>
          ),
      )}
      {shown && <FlipPair baseline={baseline} candidate={run} flip={shown} onClose={() => setShown(null)} />}
      {differences.length === 0 ? (
        <span className="ev-muted">{t('noConfigDifferences')}</span>
      ) : (
        <details>
          <summary>{t('configDifferences', { count: differences.length })}</summary>
          <Table
            label={t('configDifferences', { count: differences.length })}
            rows={differences}
            rowKey={({ path }) => path}
            columns={[
              { id: 'path', header: t('where'), cell: ({ path }) => <code className="evc-break">{path}</code> },
              {
                id: 'a',
                header: baseline.label,
                cell: (row) => <span className="evc-break">{row.baseline ?? '–'}</span>,
              },
              { id: 'b', header: run.label, cell: (row) => <span className="evc-break">{row.candidate ?? '–'}</span> },
            ]}
          />
        </details>
      )}
    </section>
  )
}

function MetricTable({ label, metrics }: { label: string; metrics: readonly Metric[] }) {
  const t = useT()
  const number = (value: number | null) => (value === null ? '–' : formatNumber(value, 3))
  return (
    <Table
      label={label}
      rows={metrics}
      rowKey={({ metric }) => metric}
      columns={[
        { id: 'metric', header: t('score'), cell: ({ metric }) => metric },
        { id: 'a', header: t('baselineWord'), align: 'right', cell: ({ baseline }) => number(baseline) },
        { id: 'b', header: t('candidateWord'), align: 'right', cell: ({ candidate }) => number(candidate) },
        { id: 'd', header: t('difference'), align: 'right', cell: ({ difference }) => <b>{number(difference)}</b> },
        {
          id: 'ci',
          header: '95 %',
          align: 'right',
          cell: ({ ci }) => (ci ? `${number(ci.low)} – ${number(ci.high)}` : '–'),
        },
        { id: 'p', header: 'p', align: 'right', cell: ({ p }) => pText(p).slice(2) },
        { id: 'holm', header: 'p (Holm)', align: 'right', cell: ({ p_holm }) => pText(p_holm).slice(2) },
        {
          id: 'test',
          header: t('test'),
          cell: ({ test }) => t(test === 'mcnemar' ? 'exactMcnemar' : 'pairedT'),
        },
        { id: 'n', header: 'n', align: 'right', cell: ({ n }) => formatNumber(n) },
        {
          id: 'mde',
          header: <span title={t('detectableHelp')}>{t('detectable')}</span>,
          align: 'right',
          cell: ({ mde }) => number(mde),
        },
      ]}
    />
  )
}

function FlipList({ title, flips, onOpen }: { title: string; flips: readonly Flip[]; onOpen: (flip: Flip) => void }) {
  const t = useT()
  if (flips.length === 0) return null
  return (
    <div className="ev-stack" style={{ gap: 2, marginTop: 8 }}>
      <b>{title}</b>
      {flips.map((flip) => (
        <button key={`${flip.task}/${flip.index}`} type="button" className="evc-flip" onClick={() => onOpen(flip)}>
          <span className="ev-faint ev-num">{t('sampleRow', { row: flip.index + 1 })}</span>
          <span className="ev-ellipsis">{flip.prompt}</span>
        </button>
      ))}
    </div>
  )
}
