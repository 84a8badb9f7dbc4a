/** Jobs and results as the platform stores them, seen from the side that runs them. */
import {
  SECRET_KEYS,
  SECRET_MASK,
  type EvaluationJob,
  type EvaluationStatusDetails,
  type LiveEvaluation,
} from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import type { SecretSealer } from '../platform/deps.ts'
import { toNemoTime } from '../platform/ids.ts'
import type { EvaluationOutcome } from '@evalflow/evaluations'

export interface JobRowsOptions {
  db: Database
  sealer: SecretSealer
  clock: () => Date
  randomId: () => string
}

export type JobRows = ReturnType<typeof createJobRows>

export function createJobRows({ db, sealer, clock, randomId }: JobRowsOptions) {
  async function readBody(id: string): Promise<Record<string, unknown> | undefined> {
    const rows = await sql<{ body: string }>`select body from entities where kind = 'job' and id = ${id}`.execute(db)
    const row = rows.rows[0]
    return row === undefined ? undefined : (JSON.parse(row.body) as Record<string, unknown>) // `body` is an object by its writer
  }

  /** With secrets open. */
  async function find(id: string): Promise<EvaluationJob | undefined> {
    const body = await readBody(id)
    return body && (sealer.open(body) as EvaluationJob)
  }

  async function setStatus(id: string, status: string, details: EvaluationStatusDetails): Promise<void> {
    const at = toNemoTime(clock())
    await sql`update entities set updated_at = ${at}, body = json_set(body, '$.status', ${status},
      '$.status_details', json(${JSON.stringify(details)}), '$.updated_at', ${at})
      where kind = 'job' and id = ${id}`.execute(db)
  }

  /** The config's `params.limit_samples`: null is every row. */
  async function setLimit(id: string, limit: number | null): Promise<void> {
    await sql`update entities set body = json_set(body, '$.config.params.limit_samples', json(${JSON.stringify(limit)}))
      where kind = 'job' and id = ${id}`.execute(db)
  }

  /** Stores the result and names it in the job. A job that ran again after a restart replaces its earlier one. */
  async function putResult(job: EvaluationJob, outcome: EvaluationOutcome, measures?: unknown): Promise<void> {
    const at = toNemoTime(clock())
    const id = `evaluation_result-${randomId()}`
    const result = {
      ...toResult(job.id, outcome),
      ...(measures === undefined ? {} : { custom_fields: { measures } }),
      id,
      namespace: job.namespace ?? 'default',
      created_at: at,
      updated_at: at,
    }
    await db.transaction().execute(async (store) => {
      await sql`delete from entities where kind = 'result' and json_extract(body, '$.job') = ${job.id}`.execute(store)
      await sql`insert into entities (kind, namespace, name, id, body, created_at, updated_at)
        values ('result', ${result.namespace}, ${id}, ${id}, ${JSON.stringify(result)}, ${at}, ${at})`.execute(store)
      await sql`update entities set body = json_set(body, '$.result', ${id}) where kind = 'job' and id = ${job.id}`.execute(
        store,
      )
    })
  }

  async function unfinished(): Promise<{ id: string; namespace: string; status: string }[]> {
    const rows = await sql<{ id: string; namespace: string; status: string }>`
      select id, namespace, json_extract(body, '$.status') as status from entities where kind = 'job'
      and json_extract(body, '$.status') in ('created', 'pending', 'running', 'cancelling') order by seq`.execute(db)
    return rows.rows
  }

  /** Config, target and results of a job, with secrets masked. */
  async function parts(id: string): Promise<{ config: unknown; target: unknown; results: unknown }> {
    const body = await readBody(id)
    if (!body) throw problems.notFound('job', id)
    const rows = await sql<{ body: string }>`select body from entities
      where kind = 'result' and json_extract(body, '$.job') = ${id} order by seq desc limit 1`.execute(db)
    const row = rows.rows[0]
    return { config: mask(body['config']), target: mask(body['target']), results: row ? JSON.parse(row.body) : null }
  }

  /** Answer of a live evaluation: a job's id is made up as the real service does, nothing is stored. */
  function toLive(outcome: EvaluationOutcome, details: EvaluationStatusDetails): LiveEvaluation {
    const at = toNemoTime(clock())
    const result = {
      ...toResult(`eval-${randomId()}`, outcome),
      id: `evaluation_result-${randomId()}`,
      namespace: 'default',
      created_at: at,
      updated_at: at,
    }
    return { status: outcome.state, status_details: details, result, logs: {} }
  }

  return { find, setStatus, setLimit, putResult, unfinished, parts, toLive }
}

function toResult(jobId: string, outcome: EvaluationOutcome) {
  return { job: jobId, tasks: outcome.tasks, groups: outcome.groups }
}

/** Replaces every value under a secret key, at every depth. */
export function mask(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mask)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, SECRET_KEYS.includes(key) && item ? SECRET_MASK : mask(item)]),
  )
}
