/** From config and target to something that can run. All that can be known to fail fails here, before a request is sent. */
import {
  capabilityNames,
  type EvaluationConfig,
  type EvaluationTarget,
  evaluationConfigCreateSchema,
  evaluationTargetCreateSchema,
} from '@evalflow/contract'
import type { CallPolicy, EngineSample } from '@evalflow/engine'
import { canonicalJson } from '@evalflow/metrics'
import type { z } from 'zod'
import { createProbing } from '../capabilities/probing.ts'
import { dispatchTask } from '../dispatch/dispatch.ts'
import { evaluationErrors } from '../errors.ts'
import { evaluationTypes } from '../registry.ts'
import { columnNames, hasColumn } from '../template/row-view.ts'
import type {
  EvaluationPlan,
  EvaluationServices,
  EvaluationType,
  PlannedTask,
  RowSource,
  TaskContext,
  TaskPlan,
  TaskStage,
} from '../types.ts'
import { findFieldOf } from './find-field.ts'
import { noteFallbacks } from './fallback-rows.ts'
import { hashText } from './hash-text.ts'
import { renameGroups } from './renamed-groups.ts'
import { limitRows } from './row-source.ts'
import { countSampled, type RowSample, sampleRows } from './sample-rows.ts'

export interface PlanInput {
  /** An evaluation config, parsed here. */
  config: unknown
  /** An evaluation target, parsed here; references must be resolved already. */
  target: unknown
  services: EvaluationServices
  /** For a pilot: of each task only so many rows, drawn by a seed. */
  sample?: RowSample
}

/** Rows looked at before a run, to find out that a template asks for a column no row has. */
const PEEKED_ROWS = 20

/** @throws EvaluationError with the path of the field at fault; errors of `services` pass through */
export async function planEvaluation(input: PlanInput): Promise<EvaluationPlan> {
  const written: EvaluationConfig = parse(evaluationConfigCreateSchema, input.config, 'config')
  const target: EvaluationTarget = parse(evaluationTargetCreateSchema, input.target, 'target')
  const type = findType(written.type)
  const config = type.expandConfig?.(written) ?? written
  if (type.planTask === undefined)
    throw evaluationErrors.typeUnavailable(config.type, type.form.unavailable ?? 'Not yet available.')
  const entries = Object.entries(config.tasks ?? {})
  if (entries.length === 0)
    throw evaluationErrors.configInvalid('config.tasks', 'is empty, expected at least one task.')

  const warnings: string[] = []
  const tasks: PlannedTask[] = []
  const suffixes = new Map<string, string>()
  const probing = createProbing()
  const { services, fallbacks } = noteFallbacks(input.services)
  for (const [name, task] of entries) {
    const warn = (message: string) => void warnings.push(message)
    const at = { name, path: `config.tasks.${name}`, task, config, warn }
    const decision = dispatchTask({
      type: type.form.id,
      task: task.type,
      metrics: Object.values(task.metrics ?? {}).map((metric) => metric.type),
      target: target.type,
      params: Object.entries(task.params ?? {}).flatMap(([key, value]) => (value == null ? [] : [key])),
      ...type.describeTask?.(at),
    })
    const context: TaskContext = {
      ...at,
      target,
      services,
      decision,
      because: (reason) => void decision.because.push(reason),
      reroute(pipeline, reason) {
        decision.pipeline = pipeline
        decision.because.push(reason)
      },
      probe: probing.probe,
    }
    const plan = await type.planTask(context)
    const rows = limitRows(plan.rows, config.params?.limit_samples)
    await checkRows(at, plan, rows)
    for (const stage of plan.stages ?? []) tasks.push(toStageTask(name, stage, decision))
    if (plan.suffix !== undefined) suffixes.set(name, plan.suffix)
    const shown = name + (plan.suffix ?? '')
    tasks.push({
      name: shown,
      pipeline: plan.pipeline,
      samples: toSamples(shown, rows, input.sample),
      total: countSampled(rows, input.sample),
      scores: plan.scores,
      fingerprint: toFingerprint(config, name, plan),
      decision,
      ...(plan.data === undefined ? {} : { data: plan.data }),
      ...(plan.categoryOf === undefined ? {} : { categoryOf: plan.categoryOf }),
    })
  }
  if (config.params?.extra?.['probe_endpoint'] === true && target.type === 'model' && target.model != null)
    await probing.probe(await services.resolveModel(target.model), capabilityNames)
  return {
    type: config.type,
    tasks,
    groups: renameGroups(config.groups ?? {}, suffixes, (message) => void warnings.push(message)),
    policy: toPolicy(config),
    warnings,
    capabilities: probing.records(),
    fallbacks,
  }
}

function toStageTask(task: string, stage: TaskStage, decision: PlannedTask['decision']): PlannedTask {
  const { pipeline, rows, identity } = stage
  const name = `${task}/${stage.name}`
  return {
    name,
    pipeline,
    samples: toSamples(name, rows),
    total: rows.count,
    scores: [],
    fingerprint: hashText(canonicalJson({ identity, rows: rows.hash })),
    decision,
    restore: (record) => stage.restore(record),
  }
}

/** Plan of `POST /v1/evaluation/live`: stored rows and `data` tasks only, since the answer waits for it. */
export async function planLive(input: PlanInput): Promise<EvaluationPlan> {
  const config: EvaluationConfig = parse(evaluationConfigCreateSchema, input.config, 'config')
  const target: EvaluationTarget = parse(evaluationTargetCreateSchema, input.target, 'target')
  if (target.type !== 'rows')
    throw evaluationErrors.liveUnfit(
      `Found a target of type "${target.type}"; a live evaluation takes "rows". Start a job instead.`,
    )
  const online = Object.entries(config.tasks ?? {}).find(([, task]) => task.type !== 'data')
  if (config.type !== 'custom' || online !== undefined)
    throw evaluationErrors.liveUnfit(
      'A live evaluation takes type "custom" with tasks of type "data". Start a job instead.',
    )
  return planEvaluation(input)
}

/** The type that `config.type` names. @throws EvaluationError `type_unknown` */
export function findType(name: string): EvaluationType {
  const type = evaluationTypes.find((candidate) => candidate.matches(name))
  if (type === undefined)
    throw evaluationErrors.typeUnknown(
      name,
      evaluationTypes.map(({ form }) => form.id),
    )
  return type
}

function parse<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw evaluationErrors.configInvalid([path, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'is not valid')
}

function toPolicy({ params }: EvaluationConfig): Partial<CallPolicy> {
  return {
    // times of streams are measured wherever an endpoint streams; what a job's options say goes over it
    stream: 'auto',
    ...(params?.parallelism == null ? {} : { parallelism: params.parallelism }),
    ...(params?.max_retries == null ? {} : { maxRetries: params.max_retries }),
    ...(params?.request_timeout == null ? {} : { timeoutMs: params.request_timeout * 1000 }),
  }
}

async function* toSamples(task: string, source: RowSource, sample?: RowSample): AsyncIterable<EngineSample> {
  for await (const [index, item] of sampleRows(source, sample)) {
    const id = item['id']
    yield { task, index, id: typeof id === 'string' || typeof id === 'number' ? String(id) : String(index), item }
  }
}

/**
 * A column that none of the first rows has is a mistake of the template; one that some lack is a matter of those rows. And of
 * no rows there is no score, so a dataset without any is refused.
 */
async function checkRows(at: Pick<TaskContext, 'name' | 'path' | 'task'>, plan: TaskPlan, source: RowSource) {
  if (plan.rows.count === 0) throw evaluationErrors.datasetEmpty(at.name)
  if (plan.columns.size === 0 && plan.rows.count !== null) return
  const missing = new Set(plan.columns)
  const seen = new Set<string>()
  let peeked = 0
  for await (const row of source.rows()) {
    peeked++
    for (const column of missing) if (hasColumn(row, column)) missing.delete(column)
    for (const column of columnNames(row)) seen.add(column)
    if (missing.size === 0 || peeked >= PEEKED_ROWS) break
  }
  if (peeked === 0 && source.count === null) throw evaluationErrors.datasetEmpty(at.name)
  const [column] = missing
  if (column !== undefined && seen.size > 0)
    throw evaluationErrors.unknownVariable(
      findFieldOf(column, at.task, at.path),
      `item.${column}`,
      [...seen].map((name) => `item.${name}`),
    )
}

/** Everything that decides an outcome beside the row. Keys and tokens are left out: a new key is no new evaluation. */
function toFingerprint(config: EvaluationConfig, name: string, plan: TaskPlan): string {
  const { dataset: _dataset, ...task } = config.tasks?.[name] ?? { type: '' }
  const { parallelism: _p, request_timeout: _t, max_retries: _r, limit_samples: _l, ...params } = config.params ?? {}
  const decisive = { type: config.type, task, params, identity: plan.identity, rows: plan.rows.hash }
  return hashText(canonicalJson(withoutSecrets(decisive)))
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => key !== 'api_key' && key !== 'hf_token')
  return Object.fromEntries(kept.map(([key, item]: [string, unknown]) => [key, withoutSecrets(item)]))
}
