/** The runs of one template: scores over time as dots with their intervals, and the same as a table. */
import {
  formatDateTime,
  formatScore,
  IconButton,
  Select,
  StateBadge,
  Table,
  useLanguage,
  type StateName,
} from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { CONFIG_STALE_MS } from './config-cache.ts'
import type { TemplateRun } from './library-port.ts'

const RUNS = 100
const WIDTH = 640
const HEIGHT = 150
const LEFT = 44
const TOP = 10
const BOTTOM = 22

const STATES: Readonly<Record<string, StateName>> = { completed: 'done', failed: 'failed', cancelled: 'stopped' }

export function UsageRuns({ template, onClose }: { template: string; onClose: () => void }) {
  const t = useT()
  const port = useStudioPort()
  const [metric, setMetric] = useState<string | null>(null)
  const query = useQuery({
    queryKey: ['library', 'runs', template],
    staleTime: CONFIG_STALE_MS,
    queryFn: ({ signal }) => port.configLibrary.runs({ config: template, page_size: RUNS }, { signal }),
  })
  return (
    <section className="evc-section evc-usage-runs" aria-label={t('runsOf', { name: template })}>
      <ListState query={query}>
        {({ data, pagination }) => {
          const names = [...new Set(data.flatMap(({ scores }) => scores.map(({ name }) => name)))]
          const chosen = metric !== null && names.includes(metric) ? metric : (names[0] ?? null)
          return (
            <>
              <div className="ev-row" style={{ flexWrap: 'wrap' }}>
                <h2 className="evc-break">{t('runsOf', { name: template.replace(/^default\//, '') })}</h2>
                <span className="ev-muted ev-num">
                  {t('newestOf', { shown: data.length, total: pagination.total_results })}
                </span>
                <span className="ev-grow" />
                {names.length > 1 && (
                  <Select
                    size="small"
                    aria-label={t('score')}
                    value={chosen}
                    onChange={setMetric}
                    options={names.map((name) => ({ value: name, label: name }))}
                  />
                )}
                <IconButton size="small" label={t('close')} icon={<X aria-hidden />} onClick={onClose} />
              </div>
              {chosen !== null && <ScoreChart runs={data} metric={chosen} />}
              <div className="evc-table-scroll" role="region" tabIndex={0} aria-label={t('runs')}>
                <RunTable runs={data} metric={chosen} />
              </div>
            </>
          )
        }}
      </ListState>
    </section>
  )
}

const scoreOf = (run: TemplateRun, metric: string | null) => run.scores.find(({ name }) => name === metric)

function RunTable({ runs, metric }: { runs: readonly TemplateRun[]; metric: string | null }) {
  const t = useT()
  const language = useLanguage()
  return (
    <Table<TemplateRun>
      cards
      label={t('runs')}
      rows={runs}
      rowKey={({ job }) => job}
      columns={[
        { id: 'at', header: t('startedAt'), cell: ({ at }) => formatDateTime(at, language) },
        {
          id: 'dataset',
          header: t('dataset'),
          cell: ({ dataset, target }) => (
            <div>
              <div className="ev-mono evc-break">{dataset?.replace('hf://datasets/', '') ?? '–'}</div>
              <div className="ev-faint evc-small evc-break">{target}</div>
            </div>
          ),
        },
        {
          id: 'version',
          header: t('version'),
          align: 'right',
          cell: ({ version }) => (version === null ? '–' : `v${version}`),
        },
        {
          id: 'state',
          header: t('state'),
          cell: ({ status, message }) => (
            <span title={message ?? ''}>
              <StateBadge state={STATES[status] ?? 'running'} />
            </span>
          ),
        },
        {
          id: 'score',
          header: metric ?? t('score'),
          align: 'right',
          cell: (run) => {
            const score = scoreOf(run, metric)
            if (!score) return '–'
            const interval =
              score.low === null || score.high === null ? '' : ` (${formatScore(score.low)}–${formatScore(score.high)})`
            return `${formatScore(score.value)}${interval}, n = ${score.n}`
          },
        },
      ]}
    />
  )
}

/** Dots with intervals, oldest left; a run that failed is a cross on the floor. The table below says the same. */
function ScoreChart({ runs, metric }: { runs: readonly TemplateRun[]; metric: string }) {
  const t = useT()
  const language = useLanguage()
  const points = runs.toReversed().map((run) => ({ run, score: scoreOf(run, metric) }))
  const values = points.flatMap(({ score }) => (score ? [score.value] : []))
  if (values.length === 0) return null
  const { low, high } = axisOf(values)
  const x = (index: number) => LEFT + ((index + 0.5) / points.length) * (WIDTH - LEFT - 8)
  // an interval may reach beyond what the score can be
  const y = (given: number) => {
    const value = Math.min(high, Math.max(low, given))
    return TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM)
  }
  const first = runs.at(-1)
  const last = runs[0]
  return (
    <svg
      className="evc-score-chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t('scoreChart', { metric, count: points.length })}
    >
      {[low, (low + high) / 2, high].map((value) => (
        <g key={value}>
          <line x1={LEFT} x2={WIDTH - 8} y1={y(value)} y2={y(value)} className="evc-chart-line" />
          <text x={LEFT - 6} y={y(value) + 4} textAnchor="end">
            {formatScore(value)}
          </text>
        </g>
      ))}
      {points.map(({ run, score }, index) =>
        score ? (
          <g key={run.job}>
            <title>{`${formatDateTime(run.at, language)}: ${formatScore(score.value)}`}</title>
            {score.low !== null && score.high !== null && (
              <line x1={x(index)} x2={x(index)} y1={y(score.low)} y2={y(score.high)} className="evc-chart-range" />
            )}
            <circle cx={x(index)} cy={y(score.value)} r={3.5} className="evc-chart-dot" />
          </g>
        ) : (
          run.status === 'failed' && (
            <path key={run.job} className="evc-chart-failed" d={`M${x(index) - 3} ${y(low) - 3}l6 6m0-6l-6 6`} />
          )
        ),
      )}
      {first && (
        <text x={LEFT} y={HEIGHT - 4}>
          {formatDateTime(first.at, language)}
        </text>
      )}
      {last && last !== first && (
        <text x={WIDTH - 8} y={HEIGHT - 4} textAnchor="end">
          {formatDateTime(last.at, language)}
        </text>
      )}
    </svg>
  )
}

/** Rates and percentages have the axis a reader expects; any other score its own. */
function axisOf(values: readonly number[]): { low: number; high: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  if (least >= 0 && most <= 1) return { low: 0, high: 1 }
  if (least >= 0 && most <= 100) return { low: 0, high: 100 }
  return { low: Math.min(0, least), high: Math.max(most, least + 1) }
}
