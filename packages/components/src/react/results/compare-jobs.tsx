/** Two to five jobs beside each other: scores with intervals, paired differences with tests, flips, cost and quality. */
import { Button, EmptyState, Field, ScoreInterval, Select } from '@evalflow/ui'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { CandidateSection } from '../dialogs/comparison-dialog.tsx'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { Comparison, JobItem } from '../wire.ts'
import { CostQuality } from './cost-quality.tsx'
import { HeatMap } from './heat-map.tsx'
import { drawnRange, scoreKeyOf, scoreLabel } from './scores-view.tsx'

export interface CompareJobsProps {
  ids: readonly string[]
  /** Id of the job that the others are compared with; the first if it is not among them. */
  baseline: string | undefined
  rows: 'same' | 'shared'
  onChange: (changed: { baseline?: string; rows?: 'same' | 'shared' }) => void
}

export function CompareJobs({ ids, baseline, rows, onChange }: CompareJobsProps) {
  const t = useT()
  const port = useStudioPort()
  const base = ids.find((id) => id === baseline) ?? ids[0]
  const query = useQuery({
    queryKey: ['comparison', ids, base, rows],
    queryFn: ({ signal }) => port.compareJobs({ ids, baseline: base, rows }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
  const jobs = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['job', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => port.getJob(id, signal),
    })),
  }).flatMap(({ data }) => data ?? [])
  const labels = labelsOf(query.data)
  const runs = jobs.map(({ id, target, progress }) => ({
    id,
    label: labels.get(id) ?? target.split('/').at(-1) ?? id,
    progress,
  }))
  return (
    <div className="evc-compare">
      <div className="ev-row" style={{ flexWrap: 'wrap', gap: 14 }}>
        <Field label={t('baselineRun')}>
          <Select
            value={base ?? ''}
            options={ids.map((id) => ({ value: id, label: runs.find((run) => run.id === id)?.label ?? id, help: id }))}
            onChange={(next) => onChange({ baseline: next })}
          />
        </Field>
        <Field label={t('whichRows')}>
          <Select
            value={rows}
            options={[
              { value: 'same', label: t('rowsSame') },
              { value: 'shared', label: t('rowsShared') },
            ]}
            onChange={(next) => onChange({ rows: next === 'shared' ? 'shared' : 'same' })}
          />
        </Field>
      </div>
      <Scores runs={runs} />
      <section className="ev-stack" style={{ gap: 14 }}>
        <h2>{t('differences')}</h2>
        {codeOf(query.error) === 'not_comparable' ? (
          <EmptyState
            title={t('notComparable')}
            action={
              rows === 'same' && <Button onClick={() => onChange({ rows: 'shared' })}>{t('compareShared')}</Button>
            }
          >
            {query.error?.message}
          </EmptyState>
        ) : (
          <ListState query={query}>
            {({ baseline: left, candidates }) => (
              <div className="ev-stack" style={{ gap: 22 }}>
                {candidates.map((candidate) => (
                  <CandidateSection key={candidate.run.job_id} baseline={left} candidate={candidate} />
                ))}
              </div>
            )}
          </ListState>
        )}
      </section>
      <section className="ev-stack" style={{ gap: 10 }}>
        <h2>{t('costQuality')}</h2>
        <CostQuality runs={runs} />
      </section>
    </div>
  )
}

type Run = { id: string; label: string; progress: JobItem['progress'] }

/** Every score of every run under its metric, and all of them as a map. */
function Scores({ runs }: { runs: readonly Run[] }) {
  const t = useT()
  const found = new Map<string, string>()
  for (const { progress } of runs)
    for (const score of progress?.scores ?? []) found.set(scoreKeyOf(score), scoreLabel(score))
  if (found.size === 0) return null
  return (
    <section className="ev-stack" style={{ gap: 12 }}>
      <h2>{t('scoresOfRuns')}</h2>
      <div className="evc-compare-scores">
        {Array.from(found, ([key, label]) => (
          <div key={key} className="evc-compare-score">
            <b title={key}>{label}</b>
            {runs.map(({ id, label: run, progress }) => {
              const score = progress?.scores.find((one) => scoreKeyOf(one) === key)
              return score ? (
                <ScoreInterval
                  key={id}
                  label={run}
                  value={score.value}
                  low={score.ci?.low}
                  high={score.ci?.high}
                  floor={score.floor?.value}
                  n={score.n}
                  unscored={score.unscored}
                  {...drawnRange(score)}
                />
              ) : null
            })}
          </div>
        ))}
      </div>
      <HeatMap
        label={t('run')}
        columns={Array.from(found.values())}
        rows={runs.map(({ id, label, progress }) => ({
          id,
          label,
          cells: Object.fromEntries(
            (progress?.scores ?? []).flatMap((score) =>
              score.value === null ? [] : [[scoreLabel(score), { value: score.value, n: score.n }]],
            ),
          ),
        }))}
      />
      <span className="ev-row" style={{ flexWrap: 'wrap' }}>
        {runs.map(({ id, label }) => (
          <a key={id} className="evc-link" href={`/jobs/${encodeURIComponent(id)}?tab=samples`}>
            {t('samplesOf', { name: label })}
          </a>
        ))}
      </span>
    </section>
  )
}

function labelsOf(comparison: Comparison | undefined): ReadonlyMap<string, string> {
  if (!comparison) return new Map()
  const runs = [comparison.baseline, ...comparison.candidates.map(({ run }) => run)]
  return new Map(runs.map(({ job_id, label }) => [job_id, label]))
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
