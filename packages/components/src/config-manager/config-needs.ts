/**
 * What a config needs besides itself: columns of the rows, a kind of model, judges and encoders by name. Read from the
 * config alone, so that it serves a file, a check and the table of what fits.
 */
import { columnsIn, evaluationForms } from '@evalflow/evaluations/fields'
import type { TemplateNeeds } from '@evalflow/configs'
import type { EvaluationConfig, TaskConfig } from '@evalflow/contract'
import { withDefaults, type JsonValue } from '@evalflow/graph'
import { z } from 'zod'

type ColumnNeed = TemplateNeeds['columns'][number]
type EndpointNeed = TemplateNeeds['endpoints'][number]

/** Fields that name a model beside the one that is evaluated, and what it does. */
const ENDPOINT_FIELDS: Readonly<Record<string, EndpointNeed['role']>> = {
  judge_model: 'judge',
  judge_models: 'judge',
  judge: 'judge',
  encoder: 'encoder',
  encoder_model: 'encoder',
  embedding_model: 'encoder',
}
const ONE_COLUMN = /^\s*\{\{-?\s*item\.([\p{L}_][\p{L}\p{N}_]*)\s*(?:\|\s*(?:float|int|string|tojson)\s*)?-?\}\}\s*$/u

export function needsOf(config: EvaluationConfig): TemplateNeeds {
  const tasks = Object.entries(config.tasks ?? {})
  const columns = new Map<string, ColumnNeed>()
  for (const [name, task] of tasks) {
    for (const column of columnsOfTask(config.type, task, `tasks.${name}`)) {
      const before = columns.get(column.name)
      // the stricter type counts: what reads numbers also gets by where any value does
      if (!before || before.type === 'any') columns.set(column.name, column)
    }
  }
  return {
    evaluation_type: config.type,
    columns: [...columns.values()],
    model: modelOf(config),
    endpoints: tasks.flatMap(([name, task]) => [
      ...endpointsIn(task.params, `tasks.${name}.params`),
      ...Object.entries(task.metrics ?? {}).flatMap(([metric, { params }]) =>
        endpointsIn(params, `tasks.${name}.metrics.${metric}.params`),
      ),
    ]),
  }
}

function columnsOfTask(type: string, task: TaskConfig, path: string): ColumnNeed[] {
  const named = (names: readonly string[], at = path): ColumnNeed[] =>
    names.map((name) => ({ name, type: 'any', path: at }))
  switch (findForm(type)) {
    case 'similarity_metrics':
      return named(['prompt', 'ideal_response'])
    case 'bigcode_evaluation_harness':
      return named(columnsOfForm(type, task), `${path}.type`)
    case 'llm_as_a_judge':
      return judgeColumns(task, path)
    case 'custom':
      return [
        ...named(columnsIn(toJson(task.params)), `${path}.params`),
        ...Object.entries(task.metrics ?? {}).flatMap(([metric, { type: kind, params }]) => {
          const at = `${path}.metrics.${metric}.params`
          return [...typedColumns(kind, toJson(params), at), ...named(columnsIn(toJson(params)), at)]
        }),
      ]
    default:
      return named(columnsOfForm(type, task), path)
  }
}

/** Columns of which a metric reads the whole value as a number, or as a list. */
function typedColumns(metric: string, params: JsonValue, path: string): ColumnNeed[] {
  const type = metric === 'number-check' ? 'number' : metric === 'tool-calling' ? 'list' : null
  if (type === null || typeof params !== 'object' || params === null) return []
  return Object.values(params)
    .flat()
    .flatMap((value) => {
      const name = typeof value === 'string' ? ONE_COLUMN.exec(value)?.[1] : undefined
      return name === undefined ? [] : [{ name, type, path } as const]
    })
}

const judgeParamsSchema = z.looseObject({
  mode: z.string().optional(),
  answers: z.string().optional(),
  response: z.string().optional(),
  label: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
})

function judgeColumns(task: TaskConfig, path: string): ColumnNeed[] {
  const at = `${path}.params`
  const parsed = judgeParamsSchema.safeParse(task.params ?? {})
  const { mode, answers, response = 'response', label } = parsed.data ?? {}
  const labels = typeof label === 'string' ? [label] : Object.values(label ?? {})
  const own = [...(answers === 'stored' ? [response] : []), ...labels]
  if (mode === 'mtbench' || task.type === 'mtbench')
    return [
      { name: 'turns', type: 'list', path: `${path}.type` },
      ...own.map((name) => ({ name, type: 'any' as const, path: at })),
    ]
  return [...new Set([...columnsIn(toJson(task.params)), ...own])].map((name) => ({ name, type: 'any', path: at }))
}

/** As the form of the type has them, with what the config says of the same fields; of a type without a form none. */
function columnsOfForm(type: string, task: TaskConfig): string[] {
  const id = findForm(type)
  const form = evaluationForms.find((other) => other.id === id || typeOf(other) === type)
  if (!form || form.class !== 'template') return []
  const given = z.record(z.string(), z.json()).safeParse(task.params ?? {})
  const values = { ...withDefaults(form.fields, {}), ...given.data, task_name: task.type, task_type: task.type }
  // a column that nothing reads: of no columns at all some forms say nothing
  const { reasons } = form.fits(['\u0000'], values)
  return [...new Set(reasons.flatMap((reason) => /no column "([^"]+)"/.exec(reason)?.[1] ?? []))]
}

const typeOf = (form: (typeof evaluationForms)[number]): string =>
  form.toConfigParts(withDefaults(form.fields, {})).type

function modelOf(config: EvaluationConfig): TemplateNeeds['model'] {
  const tasks = Object.values(config.tasks ?? {})
  const isStored = (task: TaskConfig) => task.type === 'data' || task.params?.['answers'] === 'stored'
  if (tasks.length > 0 && tasks.every(isStored)) return 'none'
  const isCompletion = (task: TaskConfig) => task.type === 'completion'
  return tasks.some(isCompletion) || findForm(config.type) === 'bigcode_evaluation_harness' ? 'completion' : 'chat'
}

function endpointsIn(value: unknown, path: string): EndpointNeed[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const here = `${path}.${key}`
    const role = key === 'model' ? (path.includes('.metrics.') ? 'judge' : undefined) : ENDPOINT_FIELDS[key]
    if (role === undefined) return endpointsIn(item, here)
    const items = Array.isArray(item) ? item : [item]
    return items.flatMap((one: unknown, index) => {
      const found = endpointName(one)
      return found ? [{ path: Array.isArray(item) ? `${here}.${index}` : here, role, ...found }] : []
    })
  })
}

const endpointSchema = z.union([
  z
    .string()
    .min(1)
    .transform((name) => ({ name, url: null })),
  z
    .looseObject({ api_endpoint: z.looseObject({ url: z.string(), model_id: z.string() }) })
    .transform(({ api_endpoint: { url, model_id } }) => ({ name: model_id, url: withoutLogin(url) })),
  z.looseObject({ name: z.string(), namespace: z.string().optional() }).transform(({ name, namespace }) => ({
    name: namespace === undefined ? name : `${namespace}/${name}`,
    url: null,
  })),
])

const endpointName = (value: unknown): { name: string; url: string | null } | undefined =>
  endpointSchema.safeParse(value).data

const withoutLogin = (url: string) => url.replace(/^(https?:\/\/)[^/\s]*@/i, '$1')

/** Id of the form that a `type` belongs to, older names included. */
function findForm(type: string): string {
  if (/^llm[_-]as[_-]a[_-]judge$/.test(type)) return 'llm_as_a_judge'
  if (type.startsWith('bigcode')) return 'bigcode_evaluation_harness'
  return type
}

/** Of a parsed JSON config. */
const toJson = (value: unknown): JsonValue => (value ?? null) as JsonValue
