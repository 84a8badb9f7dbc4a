/** What a server would answer, written down: pages of lists, one sample, one job. What a story does not need rejects. */
import type { StudioPort } from '@evalflow/components/react'
import type {
  ConfigItem,
  DatasetItem,
  JobItem,
  JobProgress,
  Sample,
  ScoreSummary,
  TargetItem,
} from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { z } from 'zod'
import { LONG } from '../held.tsx'

const AT = '2026-05-31T12:00:00.000Z'

export const pageOf = <T>(data: T[], total = data.length) => ({
  data,
  pagination: {
    page: 1,
    page_size: 50,
    current_page_size: data.length,
    total_pages: Math.ceil(total / 50),
    total_results: total,
  },
})

const dataset = (name: string, changes: Partial<DatasetItem> = {}): DatasetItem => ({
  namespace: 'default',
  name,
  description: null,
  files_url: `hf://datasets/default/${name}`,
  size_bytes: 48_211,
  records: 120,
  columns: ['prompt', 'ideal_response'],
  created_at: AT,
  updated_at: AT,
  ...changes,
})
const config = (name: string, changes: Partial<ConfigItem> = {}): ConfigItem => ({
  namespace: 'default',
  name,
  kind: 'template',
  type: 'custom',
  template: null,
  template_changed: false,
  files_url: null,
  jobs: 4,
  runtime_configs: 3,
  last_used_at: AT,
  created_at: AT,
  in_use: false,
  metrics: ['string-check', 'f1'],
  version: 2,
  ...changes,
})
export const configs = [
  config('support_template'),
  config('faq_template', { jobs: 0, runtime_configs: 0, last_used_at: null, metrics: ['bleu', 'rouge', 'em', 'f1'] }),
  config(`${LONG.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}_template`, { in_use: true }),
]
const deployments = [
  { ref: 'meta/llama-3.1-8b', models: ['meta/llama-3.1-8b-instruct'], status: 'ready', detail: 'nim.example' },
  { ref: 'team/mixtral', models: [], status: 'pending', detail: 'waits for a GPU' },
]
const targets: TargetItem[] = [
  {
    ref: 'smollm2-135m-instruct',
    label: 'SmolLM2 135M Instruct',
    kind: 'local',
    detail: '8,192 tokens',
    state: 'ready',
  },
  { ref: 'default/hosted', label: 'hosted', kind: 'stored', detail: 'meta/llama-3.1-8b-instruct', state: 'unknown' },
]

export const score = (changes: Partial<ScoreSummary> = {}): ScoreSummary => ({
  task: 'qa',
  metric: 'string-check',
  score: 'string-check',
  value: 0.425,
  n: 40,
  unscored: 0,
  failed: 0,
  stderr: 0.079,
  ci: { low: 0.285, high: 0.578, method: 'wilson' },
  range: [0, 1],
  floor: { model: 'baseline-nearest', value: 0.375 },
  ...changes,
})
export const scores = [
  score(),
  score({ metric: 'f1', score: 'f1', value: 0.112, ci: { low: 0.09, high: 0.14, method: 't' }, unscored: 2 }),
]

/** As it stands on an Evaluator's wire. */
export const result: JsonValue = z.json().parse({
  job_id: 'eval-8cRgPnAAKHLGYoMG7Xw2bP',
  config: 'default/support_dataset_tickets',
  target: 'smollm2-135m-instruct',
  dataset: 'hf://datasets/default/tickets',
  scores,
  partial: false,
})

export const progress = (changes: Partial<JobProgress> = {}): JobProgress => ({
  total: 120,
  done: 42,
  failed: 1,
  unscored: 2,
  cached: 3,
  retried: 4,
  rate_limited: 0,
  in_flight: 8,
  concurrency: 8,
  rate: 3.4,
  eta_seconds: { low: 20, high: 31 },
  elapsed_seconds: 12.4,
  scores,
  latency: {
    target: { n: 42, p50_ms: 410, p90_ms: 902, p99_ms: 1320, mean_ms: 470 },
    ttft: { n: 42, p50_ms: 81, p90_ms: 130, p99_ms: 210, mean_ms: 88 },
    judge: null,
  },
  tokens: { prompt: 4210, completion: 1902, unknown: 0 },
  cost: { amount: 0.0123, currency: 'USD', budget: 1 },
  partial: false,
  warnings: [],
  ...changes,
})
export const job = (changes: Partial<JobItem> = {}): JobItem => ({
  id: 'eval-8cRgPnAAKHLGYoMG7Xw2bP',
  status: 'running',
  message: null,
  config: 'default/support_dataset_tickets',
  config_type: 'custom',
  target: 'smollm2-135m-instruct',
  dataset: 'hf://datasets/default/tickets',
  created_at: AT,
  updated_at: AT,
  progress: progress(),
  ...changes,
})

export const sample = (index: number, changes: Partial<Sample> = {}): Sample => ({
  task: 'qa',
  index,
  status: 'ok',
  prompt: `What is the capital of country ${index}?`,
  answer: index % 3 === 0 ? LONG : 'Paris.',
  reference: 'Paris',
  scores: { 'string-check.string-check': index % 3 === 0 ? 0 : 1, 'f1.f1': index % 3 === 0 ? 0 : 0.8 },
  unscored: {},
  error: null,
  served_by: 'smollm2-135m-instruct',
  cached: false,
  attempts: [],
  queue_ms: 2,
  duration_ms: 412,
  ttft_ms: 88,
  prompt_tokens: 21,
  completion_tokens: 5,
  item: { prompt: `What is the capital of country ${index}?`, category: index % 2 ? 'geo' : 'history' },
  ...changes,
})
export const samples = [
  ...Array.from({ length: 8 }, (_, index) => sample(index)),
  sample(8, {
    status: 'failed',
    answer: null,
    scores: {},
    error: 'The model answered 500 four times.',
  }),
]

const answers: Partial<StudioPort> = {
  system: () => new Promise(() => {}),
  listConfigs: async () => ({ ...pageOf(configs), counts: { template: configs.length, direct: 0, runtime: 411 } }),
  getConfig: async (ref) => ({ namespace: 'default', name: ref.split('/')[1] ?? ref, type: 'custom', tasks: {} }),
  planConfig: async () => ({
    outcome: 'create',
    name: 'support_dataset_tickets',
    made_at: null,
    files_url: null,
    dataset_ignored: false,
    name_taken: false,
  }),
  listDatasets: async () =>
    pageOf([dataset('tickets'), dataset('faq', { records: 2_000_000 }), dataset(LONG, { columns: null })]),
  listTargets: async () => pageOf(targets),
  listDeployments: async () => pageOf(deployments),
  listSamples: async () => pageOf(samples, 1318),
  getSample: async (_job, _task, index) => sample(index),
  getJob: async () => job(),
  listJobs: async () => pageOf([job(), job({ id: 'eval-2', status: 'completed' })]),
  listModels: async () => [],
  listSecrets: async () => ['OPENAI_KEY'],
}

/** `given` wins over what is written down here. */
export function storyPort(given: Partial<StudioPort> = {}): StudioPort {
  const all: Partial<StudioPort> = { ...answers, ...given }
  // a port has many methods and a story needs few; the proxy stands for the rest
  return new Proxy(all, {
    get: (known, name) =>
      Reflect.get(known, name) ?? (() => Promise.reject(new Error(`No story answers ${String(name)}.`))),
  }) as StudioPort
}

export const denied = () => Promise.reject(Object.assign(new Error('This token may not read that.'), { status: 403 }))
export const failing = () =>
  Promise.reject(new Error('The server answered 503: it is starting. Try again in a few seconds.'))
export const forever = () => new Promise<never>(() => {})
