/** Removes runtime configs, one, many or by a rule. Templates, direct configs and what a running job uses are kept. */
import { classifyConfig } from '@evalflow/configs'
import { cleanupRequestSchema, cleanupResultSchema, findRef } from '@evalflow/contract'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../db/database.ts'
import { removeConfig, type RemovalOptions } from '../configs/removal-log.ts'
import { problems } from '../errors.ts'
import { listConfigs, parseConfig, UNFINISHED } from './config-view.ts'

type Request = z.infer<typeof cleanupRequestSchema>
type Result = z.infer<typeof cleanupResultSchema>

const PAGE = 200

export async function cleanUpConfigs(db: Database, request: Request, now: Date): Promise<Result> {
  const refs = request.refs ?? (await findByPolicy(db, request, now))
  return cleanUpRefs(db, refs, { dryRun: request.dry_run, by: 'person', reason: 'clean-up by hand', now })
}

/** Each is removed on its own, and noted; what cannot go is kept with its reason. */
export async function cleanUpRefs(
  db: Database,
  refs: readonly string[],
  { dryRun, ...removal }: RemovalOptions & { dryRun: boolean },
): Promise<Result> {
  const result: Result = { removed: [], kept: [], dry_run: dryRun }
  for (const ref of new Set(refs)) {
    const reason = await findReasonToKeep(db, ref)
    if (reason !== undefined) result.kept.push({ ref, reason })
    else if (dryRun || (await removeConfig(db, ref, removal))) result.removed.push(ref)
    else result.kept.push({ ref, reason: 'a job began to use it just now' })
  }
  return result
}

async function findByPolicy(db: Database, { policy }: Request, now: Date): Promise<string[]> {
  if (!policy || (policy.all !== true && policy.unused_days === undefined && policy.template === undefined)) {
    throw problems.badInput(
      'Nothing says what to remove. Give `refs`, or a `policy` with `all`, `unused_days` or `template`.',
      'policy',
    )
  }
  const refs: string[] = []
  for (let page = 1; ; page++) {
    const found = await listConfigs(
      db,
      {
        page,
        page_size: PAGE,
        kinds: ['runtime'],
        template: policy.template,
        unused_days: policy.unused_days,
        sort: 'created_at',
      },
      now,
    )
    refs.push(...found.data.map(({ namespace, name }) => `${namespace}/${name}`))
    if (page >= found.pagination.total_pages) return refs
  }
}

async function findReasonToKeep(db: Database, ref: string): Promise<string | undefined> {
  const key = findRef(ref)
  if (!key) return `"${ref}" is not of the form namespace/name`
  const rows = await sql<{ body: string; jobs: number }>`
    select body, (select count(*) from entities j indexed by jobs_by_config where j.kind = 'job'
      and json_extract(j.body, '$.config.namespace') || '/' || json_extract(j.body, '$.config.name') = ${ref}
      and json_extract(j.body, '$.status') in ${UNFINISHED}) as jobs
    from entities where kind = 'config' and namespace = ${key.namespace} and name = ${key.name}`.execute(db)
  const row = rows.rows[0]
  if (!row) return 'there is no such config'
  const { kind } = classifyConfig(parseConfig(row.body))
  if (kind !== 'runtime') return `it is a ${kind} config; only runtime configs are cleaned up`
  return row.jobs > 0 ? `${row.jobs} unfinished ${row.jobs === 1 ? 'job uses' : 'jobs use'} it` : undefined
}
