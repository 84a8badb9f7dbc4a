/**
 * Every problem of a config before it is created, each with the path of its field.
 *
 * An evaluation stops at its first problem, since it cannot run with any. So it is planned once for each part (task,
 * metric, field of a template) with the others left out, and what these plans say is put together.
 */
import { PLACEHOLDER_URL, isLegalName, tasksNeedingDataset } from '@evalflow/configs'
import {
  evaluationConfigCreateSchema,
  SECRET_MASK,
  type ConfigProblem,
  type EvaluationConfig,
  type TaskConfig,
} from '@evalflow/contract'
import type { OpenDataset } from '@evalflow/evaluations'
import type { Endpoint } from '@evalflow/engine'
import { messageOf } from '../errors.ts'
import type { EvaluationPort } from '../jobs/evaluation-port.ts'

export interface CheckDeps {
  evaluation: Pick<EvaluationPort, 'plan'>
  /** First rows of the dataset it is checked against; absent: columns are not checked. */
  rows?: readonly Record<string, unknown>[] | undefined
  /** Is the name taken? */
  isTaken?: ((config: EvaluationConfig) => Promise<boolean>) | undefined
}

/** A check is no run: this many plans are enough for any config a person makes. */
const MAX_PLANS = 200
const CHECK_URL = 'hf://datasets/check/check'
const TARGET = { type: 'model', model: { api_endpoint: { url: 'http://127.0.0.1:9/v1', model_id: 'check' } } }
const ENDPOINT: Endpoint = { id: 'check', url: 'http://127.0.0.1:9/v1', modelId: 'check', format: 'openai' }
/** Takes the place of metrics while something else is looked at. */
const PLAIN_METRICS = { check: { type: 'em', params: { ground_truth: 'a', prediction: 'a' } } }
const PROMPTS = new Set(['messages', 'prompt'])

export async function checkConfig(body: unknown, deps: CheckDeps): Promise<ConfigProblem[]> {
  const parsed = evaluationConfigCreateSchema.safeParse(body)
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => ({
      path: issue.path.join('.'),
      message: issue.message,
      severity: 'error',
    }))
  }
  const config: EvaluationConfig = parsed.data
  const problems = new Map<string, ConfigProblem>()
  const add = (path: string, message: string, severity: ConfigProblem['severity'] = 'error') =>
    problems.set(`${path}\n${message}`, { path, message, severity })
  if (config.name != null && !isLegalName(config.name))
    add('name', `"${config.name}" is no legal name. Use 1 to 255 of letters, digits and _ - + . @ :`)
  else if (await deps.isTaken?.(config)) add('name', `There is a config "${config.name}" already. Choose another name.`)
  for (const path of findMasks(config, ''))
    add(path, 'The mask of a secret stands here in place of a secret. Enter the name of a stored secret.')
  for (const variant of variantsOf(config).slice(0, MAX_PLANS)) {
    const problem = await planOf(variant, deps)
    if (problem) add(problem.path, problem.message)
  }
  if (tasksNeedingDataset(config).length === 0 && config.tasks && isTemplate(config))
    add('tasks', 'No task waits for a dataset, so this is no template.', 'warning')
  return [...problems.values()].toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

const isTemplate = (config: EvaluationConfig) => config.name?.endsWith('_template') === true

async function planOf(config: EvaluationConfig, { evaluation, rows }: CheckDeps) {
  const opened: OpenDataset = {
    // without a dataset to check against there is some row, of which nothing is known: columns are not checked
    count: rows?.length ?? 1,
    hash: 'check',
    rows: async function* () {
      yield* rows ?? []
    },
  }
  try {
    await evaluation.plan({
      config,
      target: TARGET,
      services: { openDataset: async () => opened, resolveModel: async () => ENDPOINT },
    })
    return undefined
  } catch (error) {
    const path = typeof error === 'object' && error !== null && 'path' in error ? String(error.path) : ''
    return { path: path.replace(/^config\.?/, ''), message: messageOf(error).replaceAll('config.tasks.', 'tasks.') }
  }
}

/** The config with one part at a time, and once whole. */
function variantsOf(config: EvaluationConfig): EvaluationConfig[] {
  const tasks = Object.entries(config.tasks ?? {})
  const one = (name: string, task: TaskConfig): EvaluationConfig => ({
    ...config,
    tasks: { [name]: { ...task, dataset: toCheckDataset(task.dataset) } },
  })
  const whole = {
    ...config,
    tasks: Object.fromEntries(
      tasks.map(([name, task]) => [name, { ...task, dataset: toCheckDataset(task.dataset) }] as const),
    ),
  }
  return [
    ...(tasks.length === 0 ? [config] : [whole]),
    ...tasks.flatMap(([name, task]) => [
      ...Object.entries(task.metrics ?? {}).map(([metric, value]) =>
        one(name, { ...task, metrics: { [metric]: value } }),
      ),
      ...templateVariants(config.type, task).map((variant) => one(name, variant)),
    ]),
  ]
}

/** A custom task with one field of its template and nothing to score. */
function templateVariants(type: string, task: TaskConfig): TaskConfig[] {
  const template = task.params?.['template']
  if (type !== 'custom' || typeof template !== 'object' || template === null) return []
  return Object.entries(template).map(([field, value]) => ({
    ...task,
    metrics: PLAIN_METRICS,
    params: {
      ...task.params,
      template: PROMPTS.has(field) ? { [field]: value } : { prompt: 'a', [field]: value },
    },
  }))
}

function toCheckDataset(dataset: TaskConfig['dataset']): NonNullable<TaskConfig['dataset']> {
  if (typeof dataset === 'string' && dataset !== PLACEHOLDER_URL) return dataset
  if (typeof dataset === 'object' && dataset && dataset.files_url !== PLACEHOLDER_URL) return dataset
  const kept = typeof dataset === 'object' && dataset ? dataset : {}
  return { ...kept, files_url: CHECK_URL }
}

function findMasks(value: unknown, path: string): string[] {
  if (value === SECRET_MASK) return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
    findMasks(item, path === '' ? key : `${path}.${key}`),
  )
}
