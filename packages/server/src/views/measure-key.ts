/**
 * What a config measures, as a text to compare: datasets, tasks, metrics and sampling parameters. Left out is what changes
 * no answer: names and ids, how fast a job runs, its budget, its keys.
 */
import { jobResumeRequestSchema } from '@evalflow/contract'
import { canonicalJson } from '@evalflow/metrics'

type Json = Record<string, unknown>

/** Of a dataset written into a config, what says which rows are read; the rest is made anew for each job. */
const DATASET_FIELDS = ['files_url', 'hf_endpoint', 'split', 'limit', 'format'] as const
/** Of `params`. */
const PACE = new Set(['parallelism', 'request_timeout', 'max_retries'])
/** Of `params.extra`. */
const OPTIONS = new Set([...Object.keys(jobResumeRequestSchema.shape), 'hf_token', 'probe_endpoint'])

/** Equal texts are equal measurements. A field that is null counts as absent, as the platform adds nulls to jobs. */
export function toMeasureKey(config: unknown): string {
  if (!isObject(config)) return ''
  const { type, tasks, groups, params } = config
  return canonicalJson(
    withoutNulls({
      type,
      groups,
      params: isObject(params) ? toParams(params) : null,
      tasks: isObject(tasks) ? mapValues(tasks, toTask) : null,
    }),
  )
}

function toParams(params: Json): Json {
  const kept = pick(params, (name) => !PACE.has(name))
  const { extra } = kept
  return isObject(extra) ? { ...kept, extra: pick(extra, (name) => !OPTIONS.has(name)) } : kept
}

function toTask(task: unknown): unknown {
  if (!isObject(task)) return task
  const { dataset } = task
  if (!isObject(dataset)) return task
  return { ...task, dataset: Object.fromEntries(DATASET_FIELDS.map((name) => [name, dataset[name] ?? null])) }
}

/** Empty objects that only held nulls go too. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const kept = Object.entries(value)
    .map(([name, item]) => [name, withoutNulls(item)] as const)
    .filter(([, item]) => item != null && !(isObject(item) && Object.keys(item).length === 0))
  return Object.fromEntries(kept)
}

const pick = (from: Json, keeps: (name: string) => boolean): Json =>
  Object.fromEntries(Object.entries(from).filter(([name]) => keeps(name)))
const mapValues = (from: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value)]))
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
