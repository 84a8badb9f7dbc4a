/** Samples and results for the tests of this package. */
import type { Sample, ScoreSummary } from '@evalflow/contract'
import type { ResultValue } from './values.ts'

export const testSample = (index: number, changes: Partial<Sample> = {}): Sample => ({
  task: 'main_task',
  index,
  status: 'ok',
  prompt: `question ${index}`,
  answer: `answer ${index}`,
  reference: `reference ${index}`,
  scores: { 'accuracy.accuracy': 1 },
  unscored: {},
  error: null,
  served_by: 'model-a',
  cached: false,
  attempts: [],
  queue_ms: null,
  duration_ms: 12,
  ttft_ms: null,
  prompt_tokens: 3,
  completion_tokens: 4,
  item: { prompt: `question ${index}`, id: index },
  ...changes,
})

/** One sample per value, in row order. */
export const testSamples = (values: readonly (number | null)[], metric = 'accuracy.accuracy'): Sample[] =>
  values.map((value, index) => testSample(index, { scores: { [metric]: value } }))

export const testScore = (changes: Partial<ScoreSummary> = {}): ScoreSummary => ({
  task: 'main_task',
  metric: 'accuracy',
  score: 'accuracy',
  value: 0.75,
  n: 4,
  unscored: 1,
  failed: 0,
  stderr: 0.25,
  ci: { low: 0.3, high: 0.95, method: 'wilson' },
  range: [0, 1],
  ...changes,
})

export const testResult = (jobId: string, changes: Partial<ResultValue> = {}): ResultValue => ({
  job_id: jobId,
  config: 'default/qa_dataset_tickets_v1',
  target: `default/target-${jobId}`,
  dataset: 'hf://datasets/default/tickets/v1',
  scores: [testScore()],
  partial: false,
  ...changes,
})
