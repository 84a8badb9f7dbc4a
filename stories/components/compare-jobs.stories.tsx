import { CompareJobs, type StudioPort } from '@evalflow/components/react'
import type { Comparison } from '@evalflow/contract'
import { InStudio } from './one-node.tsx'
import { LONG, PHONE_PX } from '../held.tsx'
import { denied, forever, job, progress, score } from './story-port.ts'

export default { title: 'Views/Compare jobs' }

const run = (id: string, label: string): Comparison['baseline'] => ({
  job_id: id,
  label,
  config: 'default/support_dataset_tickets',
  target: `default/${label}`,
  model: label,
  dataset: 'hf://datasets/default/tickets',
  rows: 120,
  rows_hash: '740de21a7fa8'.repeat(5),
})
const comparison: Comparison = {
  schema: 'evalflow.comparison/1',
  baseline: run('a', 'small'),
  candidates: [
    {
      run: run('b', 'large'),
      rows: { shared: 120, only_baseline: 0, only_candidate: 0 },
      metrics: [
        {
          metric: 'string-check.string-check',
          n: 120,
          left_out: 0,
          baseline: 0.425,
          candidate: 0.55,
          difference: 0.125,
          ci: { low: 0.04, high: 0.21 },
          test: 'mcnemar',
          p: 0.004,
          p_holm: 0.008,
          mde: 0.12,
          better: 20,
          worse: 5,
          same: 95,
          flips: { right_to_wrong: [], wrong_to_right: [] },
        },
      ],
      differences: [{ path: 'target.model', baseline: '"small"', candidate: '"large"' }],
    },
  ],
}
const jobs = {
  a: job({ id: 'a', target: 'default/small', status: 'completed', progress: progress({ scores: [score()] }) }),
  b: job({
    id: 'b',
    target: 'default/large',
    status: 'completed',
    progress: progress({
      scores: [score({ value: 0.55, ci: { low: 0.41, high: 0.68, method: 'wilson' } })],
      cost: { amount: 0.094, currency: 'USD', budget: null },
    }),
  }),
}
const shown =
  (port: Partial<StudioPort>, rows: 'same' | 'shared' = 'same') =>
  () => (
    <InStudio
      port={{
        getJob: async (id) => (id === 'b' ? jobs.b : jobs.a),
        compareJobs: async () => comparison,
        ...port,
      }}
    >
      <div className="story-wide">
        <CompareJobs ids={['a', 'b']} baseline="a" rows={rows} onChange={() => {}} />
      </div>
    </InStudio>
  )

export const Filled = shown({})
export const NotComparable = shown({
  compareJobs: () =>
    Promise.reject(
      Object.assign(new Error('"small" and "large" cannot be compared: 6 rows are only in the first.'), {
        code: 'not_comparable',
      }),
    ),
})
export const Loading = shown({ compareJobs: forever, getJob: forever })
export const Denied = shown({ compareJobs: denied, getJob: denied })
const long: Comparison = {
  ...comparison,
  baseline: run('a', LONG),
  candidates: comparison.candidates.map((candidate) => ({
    ...candidate,
    run: run('b', `${LONG}, zweiter Lauf`),
    metrics: candidate.metrics.map((metric) => ({ ...metric, metric: `${LONG}.string-check` })),
  })),
}
export const LongText = shown({ compareJobs: async () => long })
export const LongTextOnAPhone = () => (
  <div style={{ width: PHONE_PX }}>
    <InStudio port={{ getJob: async (id) => (id === 'b' ? jobs.b : jobs.a), compareJobs: async () => long }}>
      <CompareJobs ids={['a', 'b']} baseline="a" rows="same" onChange={() => {}} />
    </InStudio>
  </div>
)
