import { CostQuality, SampleCharts, type StudioPort } from '@evalflow/components/react'
import type { JobProgress, SampleSummary } from '@evalflow/contract'
import { LONG, PHONE_PX } from '../held.tsx'
import { InStudio } from './one-node.tsx'
import { denied, failing, forever, progress, score } from './story-port.ts'

export default { title: 'Views/Result charts' }

const summary: SampleSummary = {
  rows: 120,
  metrics: [
    {
      metric: 'string-check.string-check',
      n: 120,
      bins: [
        { low: 0, high: 0, count: 69 },
        { low: 1, high: 1, count: 51 },
      ],
    },
    {
      metric: 'f1.f1',
      n: 118,
      bins: [9, 14, 21, 30, 18, 12, 8, 6].map((count, index) => ({ low: index / 8, high: (index + 1) / 8, count })),
    },
  ],
  groups: [
    {
      by: 'category',
      values: [
        group('geography', 48, 0.54, 0.61),
        group('history', 41, 0.32, 0.47),
        { value: 'arithmetic', rows: 31, metrics: { 'string-check.string-check': { mean: 0.39, n: 31 } } },
      ],
    },
  ],
}
const long: SampleSummary = {
  rows: 40,
  metrics: summary.metrics.map((metric) => ({ ...metric, metric: `${LONG}.${metric.metric}` })),
  groups: [
    {
      by: LONG,
      values: [{ value: LONG, rows: 40, metrics: { [`${LONG}.f1.f1`]: { mean: 0.5, n: 40 } } }],
    },
  ],
}

function group(value: string, rows: number, check: number, f1: number) {
  return {
    value,
    rows,
    metrics: { 'string-check.string-check': { mean: check, n: rows }, 'f1.f1': { mean: f1, n: rows } },
  }
}

const charts = (as: 'distribution' | 'heat', sampleSummary: StudioPort['sampleSummary']) => () => (
  <InStudio port={{ sampleSummary }}>
    <div className="story-wide">
      <SampleCharts jobId="eval-8cRgPnAAKHLGYoMG7Xw2bP" as={as} />
    </div>
  </InStudio>
)

export const Distribution = charts('distribution', async () => summary)
export const DistributionEmpty = charts('distribution', async () => ({ rows: 0, metrics: [], groups: [] }))
export const DistributionLoading = charts('distribution', forever)
export const DistributionFailed = charts('distribution', failing)
export const DistributionDenied = charts('distribution', denied)
export const DistributionLongText = charts('distribution', async () => long)
export const HeatMap = charts('heat', async () => summary)
export const HeatMapWithoutGroups = charts('heat', async () => ({ ...summary, groups: [] }))
export const HeatMapLongText = charts('heat', async () => long)
export const HeatMapLongTextOnAPhone = () => (
  <div style={{ width: PHONE_PX }}>
    <InStudio port={{ sampleSummary: async () => long }}>
      <SampleCharts jobId="eval-8cRgPnAAKHLGYoMG7Xw2bP" as="heat" />
    </InStudio>
  </div>
)

const run = (
  label: string,
  amount: number | null,
  value: number,
): { id: string; label: string; progress: JobProgress } => ({
  id: label,
  label,
  progress: progress({
    scores: [score({ value, ci: { low: value - 0.12, high: value + 0.12, method: 'wilson' } })],
    cost: amount === null ? null : { amount, currency: 'USD', budget: null },
  }),
})
const costs = (runs: readonly ReturnType<typeof run>[]) => () => (
  <div className="story-wide">
    <CostQuality runs={runs} />
  </div>
)

export const Cost = costs([run('small', 0.0123, 0.425), run('large', 0.094, 0.55), run('hosted', 0.061, 0.61)])
export const CostEmpty = costs([])
export const CostWithoutPrices = costs([run('small', 0.0123, 0.425), run('local', null, 0.31)])
export const CostLongText = costs([run(LONG, 0.0123, 0.425), run(`${LONG}, zweiter Lauf`, 0.094, 0.55)])
