import { JOB_REASON_TEXTS, jobItemSchema, jobTimelineSchema, type JobItem, type JobTimeline } from '@evalflow/contract'
import { registeredMessages, setLanguage } from '@evalflow/ui'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, expect, it } from 'vitest'
import { JobMeasures, toRates } from './job-measures.tsx'
import { toPoints } from './line-chart.tsx'

afterEach(cleanup)

const times = { n: 3, p50_ms: 12, p90_ms: 20, p99_ms: 30, p95_ms: 25, max_ms: 31, mean_ms: 15 }
const point = (second: number, done: number, inFlight = 1) => ({
  at: new Date(Date.UTC(2026, 10, 21, 10, 0, second)).toISOString(),
  done,
  failed: 0,
  in_flight: inFlight,
  concurrency: 8,
  rss_bytes: 200_000_000,
  cpu_percent: 50,
  loop_delay_ms: 2,
  server: { 'vllm:num_requests_running': inFlight },
})
const timeline: JobTimeline = jobTimelineSchema.parse({
  active_seconds: 2,
  target: {
    requests: 3,
    prompt_tokens: 30,
    completion_tokens: 9,
    unknown_tokens: 0,
    queue: times,
    e2e: times,
    e2e_with_retries: times,
    ttft: null,
    tpot: null,
    itl: null,
    tokens_per_chunk: null,
    ttft_source: 'unavailable',
    ttft_unavailable: [{ reason: 'streaming is switched off', requests: 3 }],
    requests_per_second: 1.5,
    completion_tokens_per_second: 4.5,
  },
  judge: null,
  process: { rss_max_bytes: 200_000_000, cpu_seconds: 1.5, cpu_percent: 75, loop_delay: times },
  servers: [
    {
      endpoint: 'm@host',
      url: 'http://host/metrics',
      failure: 'it answered HTTP 404',
      started_at: '',
      ended_at: '',
      scrapes: 0,
      counters: {},
      gauges: {},
      distributions: {},
      dropped: 0,
    },
  ],
  goodput: { slo: { ttft_ms: 10 }, met: 0, missed: 0, unmeasured: 3, per_second: 0 },
  timeline: [point(0, 0, 4), point(1, 2, 8), point(3, 10, 0)],
})
const job: JobItem = jobItemSchema.parse({
  id: 'job-1',
  status: 'completed',
  message: null,
  config: 'default/a',
  config_type: 'custom',
  target: 'default/t',
  dataset: null,
  created_at: '2026-11-21T10:00:00Z',
  updated_at: '2026-11-21T10:00:00Z',
  progress: {
    total: 3,
    done: 3,
    failed: 0,
    unscored: 0,
    cached: 0,
    retried: 0,
    rate_limited: 0,
    in_flight: 0,
    concurrency: 8,
    rate: null,
    eta_seconds: null,
    elapsed_seconds: 1,
    scores: [],
    latency: { target: null, ttft: null, judge: null },
    tokens: { prompt: 0, completion: 0, unknown: 0 },
    cost: null,
    partial: false,
    warnings: [],
    pipelines: [
      { task: 'piqa', pipeline: 'log-likelihood', reasons: ['The benchmark says so.', 'So it scores texts.'] },
      { task: 'mine', pipeline: 'of-a-later-version', reasons: [] },
    ],
  },
})

function show(found: JobTimeline, item = job) {
  const client = { jobTimeline: async () => found }
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <main>
        <h1>Job</h1>
        <JobMeasures job={item} client={client} live={false} />
      </main>
    </QueryClientProvider>,
  )
}

it('shows the pipeline of each task with its reasons', async () => {
  show(timeline)

  const section = screen.getByRole('region', { name: 'How it runs' })
  expect(within(section).getByText('Log-likelihood')).toBeTruthy()
  expect(within(section).getByText('So it scores texts.')).toBeTruthy()
  expect(within(section).getByText('of-a-later-version')).toBeTruthy()
})

it('says reasons in the reader’s language, and those it does not know in English', () => {
  const because = [
    { key: 'outputType', params: { type: 'multiple_choice' } },
    { key: 'of_a_later_version', params: {} },
    { key: 'echoLogprobs', params: { endpoint: 'small' } },
  ]
  const reasons = ['The output is "multiple_choice".', 'It may.', 'Endpoint "small" echoes.']
  const pipelines = [{ task: 'piqa', pipeline: 'log-likelihood', reasons, because }]
  setLanguage('de')
  try {
    show(timeline, { ...job, progress: job.progress && { ...job.progress, pipelines } })

    const section = screen.getByRole('region', { name: 'Wie sie läuft' })
    expect(
      within(section)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([
      'Die Ausgabe des Benchmarks ist von der Art „multiple_choice“.',
      'It may.',
      'Endpunkt „small“ gibt die Log-Wahrscheinlichkeiten eines wiederholten Prompts.',
    ])
  } finally {
    setLanguage('en')
  }
})

it('has the parameters of each reason in both languages', () => {
  const { en, de } = registeredMessages().get('job-reasons') ?? { en: {}, de: {} }
  const namesOf = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted()

  expect(Object.keys(en)).toEqual(Object.keys(JOB_REASON_TEXTS))
  for (const key of Object.keys(en)) expect([key, namesOf(de[key])]).toEqual([key, namesOf(en[key])])
})

it('says why there is no time to first token, and that a server could not be read', async () => {
  const { container } = show(timeline)

  expect(await screen.findByText('No time to first token for 3: streaming is switched off.')).toBeTruthy()
  expect(screen.getAllByText('unavailable')).toHaveLength(3)
  expect(screen.getByText('Its figures could not be read: it answered HTTP 404')).toBeTruthy()
  expect(screen.getByText(/Kept the objective: 0 of 0 .* 3 not measured/)).toBeTruthy()
  expect((await axe.run(container, { rules: { 'color-contrast': { enabled: false } } })).violations).toEqual([])
})

it('shows the times of an encoder apart from those of a judge', async () => {
  show({ ...timeline, encoder: timeline.target })

  expect(await screen.findByRole('table', { name: /^Encoder/ })).toBeTruthy()
  expect(screen.queryByRole('table', { name: /^Judge/ })).toBeNull()
})

it('draws what was measured over time, the server’s gauges too, with words for who cannot see it', async () => {
  show(timeline)

  expect(await screen.findByRole('img', { name: 'Requests at once: from 4 to 0, at most 8' })).toBeTruthy()
  expect(screen.getByRole('img', { name: 'Rows per second: from 0.0 to 4.0, at most 4.0' })).toBeTruthy()
  expect(screen.getByRole('img', { name: /vllm:num_requests_running/ })).toBeTruthy()
})

it('says so while nothing is measured yet', async () => {
  show({ active_seconds: 0, target: null, judge: null, goodput: null, timeline: [] })

  expect(await screen.findByText('Measured once the job has run for two seconds.')).toBeTruthy()
})

it('reckons rates between points, and draws a single value as a line', () => {
  expect(toRates(timeline.timeline)).toEqual([0, 2, 4])
  expect(toPoints([5], 5)).toBe('0.0,1.0 240.0,1.0')
  expect(toPoints([0, 0], 0)).toBe('0.0,47.0 240.0,47.0')
})
