/** The dataset of a config's tasks: the placeholder of a template, and what takes its place (rules I1 to I6 in SPEC.md). */
import type { DatasetInput, EvaluationConfig, TaskConfig } from './config-types.ts'

export const PLACEHOLDER_URL = 'hf://datasets/template/placeholder'
const PLACEHOLDER_REF = 'template/placeholder'

/** Fields that say which dataset it is; the rest (`limit`, `split`, `format`, …) says how to read it and is kept. */
const IDENTITY_FIELDS = new Set(['files_url', 'hf_endpoint', 'id', 'name', 'namespace'])

export const isPlaceholderUrl = (url: string): boolean => url.trim().replace(/\/+$/, '') === PLACEHOLDER_URL

/** Does the task wait for a dataset? */
export function hasPlaceholder(task: TaskConfig): boolean {
  const { dataset } = task
  if (typeof dataset === 'string') return isPlaceholderUrl(dataset) || dataset === PLACEHOLDER_REF
  return typeof dataset?.files_url === 'string' && isPlaceholderUrl(dataset.files_url)
}

const needsDataset = (task: TaskConfig): boolean =>
  task.dataset === undefined ||
  task.dataset === null ||
  task.dataset === '' ||
  hasPlaceholder(task) ||
  isWithoutUrl(task.dataset)

const isWithoutUrl = (dataset: NonNullable<TaskConfig['dataset']>): boolean =>
  typeof dataset === 'object' && typeof dataset.files_url !== 'string' && typeof dataset['name'] !== 'string'

/** Where the rows of `task` are; null for none, the placeholder, or a dataset named without its URL. */
export function filesUrlOf(task: TaskConfig): string | null {
  const url = typeof task.dataset === 'string' ? task.dataset : task.dataset?.files_url
  return typeof url !== 'string' || url === '' || hasPlaceholder(task) ? null : url
}

/**
 * A deep copy of `template` in which every task that waits for a dataset, or has none, reads `dataset`.
 *
 * A task with a dataset of its own keeps it. `limit`, `split` and the like stay. The copy shares nothing with the
 * template, so one template serves many datasets.
 */
export function injectDataset(template: EvaluationConfig, dataset: DatasetInput): EvaluationConfig {
  const copy = structuredClone(template)
  for (const task of Object.values(copy.tasks ?? {})) {
    if (needsDataset(task)) task.dataset = toTaskDataset(task.dataset, dataset)
  }
  return copy
}

/** Names of the tasks that `injectDataset` would change. */
export function tasksNeedingDataset(config: EvaluationConfig): string[] {
  return Object.entries(config.tasks ?? {}).flatMap(([name, task]) => (needsDataset(task) ? [name] : []))
}

function toTaskDataset(
  before: TaskConfig['dataset'],
  { files_url, hf_endpoint }: DatasetInput,
): NonNullable<TaskConfig['dataset']> {
  const old = typeof before === 'object' && before !== null ? Object.entries(before) : []
  const kept = Object.fromEntries(old.filter(([key]) => !IDENTITY_FIELDS.has(key)))
  return hf_endpoint === undefined ? { ...kept, files_url } : { ...kept, files_url, hf_endpoint }
}
