/** What a job was: config, target, model and dataset as it ran, without secrets. */
import type { JobProgress } from '@evalflow/contract'
import { z } from 'zod'
import type { JsonValue } from '@evalflow/graph'
import { ComponentError, isNotFound } from './errors.ts'
import { progressOf } from './evaluator/wait.ts'
import type { ComponentServices, StoredJob } from './services.ts'
import type { ResultValue } from './values.ts'

export interface JobFacts {
  jobId: string
  /** Short name for tables: the target's last part. */
  label: string
  result: ResultValue
  config: JsonValue
  target: JsonValue
  /** Model id, where the target names one. */
  model: string | null
  createdAt: string | null
  progress: JobProgress | null
}

const SECRET = '******'
const SECRET_KEY = /api[_-]?key|token$|secret|password|passwd|authorization|credential|cookie|private[_-]?key/i

/** Reads the job again, since a result on a wire holds scores alone. @throws ComponentError `result_missing` */
export async function readJobFacts(result: ResultValue, nemo: ComponentServices['nemo']): Promise<JobFacts> {
  const job = await openJob(result.job_id, nemo)
  const config = toJson(job.config)
  const target = toJson(job.target)
  return {
    jobId: job.id,
    label: result.target.split('/').at(-1) ?? result.target,
    result,
    config: await openRef(config, (ref) => nemo.configs.get(ref)),
    target: await openRef(target, (ref) => nemo.targets.get(ref)),
    model: findModel(target),
    createdAt: job.created_at ?? null,
    progress: progressOf(job),
  }
}

async function openJob(id: string, nemo: ComponentServices['nemo']): Promise<StoredJob> {
  try {
    return await nemo.jobs.get(id)
  } catch (error) {
    if (!isNotFound(error)) throw error
    throw new ComponentError('result_missing', `Job ${id} was deleted. Run its Evaluator again.`, {
      field: 'results',
      cause: error,
    })
  }
}

/** A job may name its config alone; when that is gone, its name is all there is. */
async function openRef(
  value: JsonValue,
  get: (ref: { namespace: string; name: string }) => Promise<unknown>,
): Promise<JsonValue> {
  if (typeof value !== 'string') return maskSecrets(value)
  const [namespace, name] = value.split('/')
  if (!namespace || !name) return value
  try {
    return maskSecrets(toJson(await get({ namespace, name })))
  } catch (error) {
    if (isNotFound(error)) return value
    throw error
  }
}

/** Values under names of secrets become `******`, at any depth; so do all header values. */
export function maskSecrets(value: JsonValue, key = ''): JsonValue {
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, key))
  if (typeof value === 'object' && value !== null) {
    const inHeaders = /headers$/i.test(key)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, inHeaders ? SECRET : maskSecrets(item, name)]),
    )
  }
  return value !== null && value !== '' && typeof value === 'string' && SECRET_KEY.test(key) ? SECRET : value
}

function findModel(value: JsonValue): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  if (typeof value['model_id'] === 'string') return value['model_id']
  if (typeof value['model'] === 'string') return value['model']
  for (const inner of Object.values(value)) {
    const found = findModel(inner)
    if (found !== null) return found
  }
  return null
}

const toJson = (value: unknown): JsonValue => z.json().parse(value ?? null)
