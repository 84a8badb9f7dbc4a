import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, expect, it } from 'vitest'
import { testScore } from '../../test-samples.ts'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider } from '../port.ts'
import type { JobProgress, SampleSummary } from '../wire.ts'
import { CostQuality } from './cost-quality.tsx'
import { SampleCharts } from './sample-charts.tsx'

afterEach(cleanup)

const summary: SampleSummary = {
  rows: 4,
  metrics: [
    {
      metric: 'f1.f1',
      n: 4,
      bins: [
        { low: 0, high: 0, count: 1 },
        { low: 1, high: 1, count: 3 },
      ],
    },
  ],
  groups: [{ by: 'topic', values: [{ value: 'geo', rows: 2, metrics: { 'f1.f1': { mean: 0.5, n: 2 } } }] }],
}
const open = (as: 'distribution' | 'heat', sampleSummary = async () => summary) =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <StudioPortProvider value={createFakePort({ sampleSummary })}>
        <SampleCharts jobId="j" as={as} />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
const violations = async () => (await axe.run(document.body, { rules: { region: { enabled: false } } })).violations

it('draws the distribution in proportion, with its numbers as a table', async () => {
  const { container } = open('distribution')

  await screen.findByRole('img', { name: 'How f1.f1 lies over 4 rows' })

  const heights = [...container.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('height')))
  expect((heights[1] ?? 0) / (heights[0] ?? 1)).toBeCloseTo(3)
  expect(container.querySelectorAll('tbody tr')).toHaveLength(2)
  expect(await violations()).toEqual([])
})

it('draws groups as a map that is a table', async () => {
  open('heat')

  expect((await screen.findByRole('cell', { name: '0.500' })).getAttribute('title')).toBe('Mean over 2 rows')
  expect(screen.getByRole('rowheader').textContent).toBe('geo 2')
  expect(await violations()).toEqual([])
})

it('says where a job keeps no rows', async () => {
  open('heat', async () => ({ rows: 0, metrics: [], groups: [] }))

  expect(await screen.findByText('This job keeps no samples here.')).toBeTruthy()
})

it('shows tokens where not every run has a price', () => {
  const progress = (cost: JobProgress['cost'], prompt: number) =>
    ({ scores: [testScore()], cost, tokens: { prompt, completion: 10, unknown: 0 } }) as unknown as JobProgress
  render(
    <CostQuality
      runs={[
        { id: 'a', label: 'small', progress: progress({ amount: 1, currency: 'EUR', budget: null }, 90) },
        { id: 'b', label: 'large', progress: progress(null, 190) },
      ]}
    />,
  )

  expect(screen.getByText('Not every run has a price, so tokens are shown.')).toBeTruthy()
  expect(screen.getAllByRole('row', { hidden: true }).map((row) => row.textContent)).toEqual([
    expect.stringContaining('Tokens'),
    expect.stringMatching(/^small100/),
    expect.stringMatching(/^large200/),
  ])
})
