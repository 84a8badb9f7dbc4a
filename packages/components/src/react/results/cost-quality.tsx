/** Each run as a point: what it cost against how good it was, with the score's interval. */
import { formatNumber } from '@evalflow/ui'
import { useT } from '../messages.ts'
import type { JobItem, ScoreSummary } from '../wire.ts'
import { ChartTable } from './chart-table.tsx'
import { scoreKeyOf, scoreLabel } from './scores-view.tsx'

const WIDTH = 360
const HEIGHT = 190
const PAD = { left: 34, right: 14, top: 12, bottom: 24 }

export interface CostedRun {
  id: string
  label: string
  progress: JobItem['progress']
}

interface Point {
  id: string
  label: string
  cost: number
  score: ScoreSummary & { value: number }
}

export function CostQuality({ runs }: { runs: readonly CostedRun[] }) {
  const t = useT()
  const isPriced = runs.length > 0 && runs.every(({ progress }) => progress?.cost)
  const someHave = runs.some(({ progress }) => progress?.cost)
  const currency = runs.find(({ progress }) => progress?.cost)?.progress?.cost?.currency ?? ''
  const costName = isPriced ? t('spentMoney', { currency }) : t('spentTokens')
  const charts = toCharts(runs, isPriced)
  if (charts.length === 0) return <p className="ev-muted">{t('noCosts')}</p>
  return (
    <div className="evc-charts">
      {someHave && !isPriced && <p className="ev-muted">{t('pricesMissing')}</p>}
      {charts.map(({ key, name, points }) => (
        <Scatter key={key} name={name} costName={costName} digits={isPriced ? 4 : 0} points={points} />
      ))}
    </div>
  )
}

/** One chart for each score; runs without it, or without a cost, have no point. */
function toCharts(runs: readonly CostedRun[], isPriced: boolean): { key: string; name: string; points: Point[] }[] {
  const charts = new Map<string, { key: string; name: string; points: Point[] }>()
  for (const { id, label, progress } of runs) {
    if (!progress) continue
    const cost = isPriced ? progress.cost?.amount : progress.tokens.prompt + progress.tokens.completion
    if (cost === undefined || (!isPriced && cost === 0)) continue
    for (const score of progress.scores) {
      if (score.value === null) continue
      const key = scoreKeyOf({ ...score, task: '' })
      const chart = charts.get(key) ?? { key, name: scoreLabel(score), points: [] }
      charts.set(key, chart)
      chart.points.push({ id: `${id} ${score.task}`, label, cost, score: { ...score, value: score.value } })
    }
  }
  return Array.from(charts.values())
}

interface ScatterProps {
  name: string
  costName: string
  /** Decimals of a cost: tokens are whole. */
  digits: number
  points: readonly Point[]
}

function Scatter({ name, costName, digits, points }: ScatterProps) {
  const t = useT()
  const title = t('costAgainst', { score: name, cost: costName })
  const highest = Math.max(...points.map(({ cost }) => cost)) || 1
  const values = points.flatMap(({ score }) => [
    score.value,
    score.ci?.low ?? score.value,
    score.ci?.high ?? score.value,
  ])
  const [low, high] = [Math.min(0, ...values), Math.max(...values, Math.min(1, Math.max(...values) * 1.1))]
  const x = (cost: number) => PAD.left + (cost / (highest * 1.05)) * (WIDTH - PAD.left - PAD.right)
  const y = (value: number) =>
    HEIGHT - PAD.bottom - ((value - low) / (high - low || 1)) * (HEIGHT - PAD.top - PAD.bottom)
  return (
    <figure className="evc-chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title} className="evc-scatter">
        <path d={`M${PAD.left} ${PAD.top}V${HEIGHT - PAD.bottom}H${WIDTH - PAD.right}`} className="evc-axis-line" />
        <text x={PAD.left - 5} y={y(low)} textAnchor="end">
          {formatNumber(low, 2)}
        </text>
        <text x={PAD.left - 5} y={y(high) + 8} textAnchor="end">
          {formatNumber(high, 2)}
        </text>
        <text x={WIDTH - PAD.right} y={HEIGHT - 6} textAnchor="end">
          {costName} {formatNumber(highest * 1.05, digits)}
        </text>
        {points.map(({ id, label, cost, score }, index) => (
          <g key={id}>
            {score.ci && <path d={`M${x(cost)} ${y(score.ci.low)}V${y(score.ci.high)}`} className="evc-whisker" />}
            <circle cx={x(cost)} cy={y(score.value)} r={4.5}>
              <title>{`${label}: ${formatNumber(score.value, 3)}, ${costName} ${formatNumber(cost, digits)}`}</title>
            </circle>
            <text x={x(cost) + 7} y={y(score.value) + 3.5}>
              {index + 1}
            </text>
          </g>
        ))}
      </svg>
      <ol className="evc-legend">
        {points.map(({ id, label }) => (
          <li key={id} className="ev-ellipsis">
            {label}
          </li>
        ))}
      </ol>
      <ChartTable
        label={title}
        head={[t('run'), costName, name, '95 %']}
        rows={points.map(({ label, cost, score }) => [
          label,
          formatNumber(cost, digits),
          formatNumber(score.value, 3),
          score.ci ? `${formatNumber(score.ci.low, 3)} – ${formatNumber(score.ci.high, 3)}` : '–',
        ])}
      />
    </figure>
  )
}
