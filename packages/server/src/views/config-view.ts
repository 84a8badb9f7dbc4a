/**
 * Evaluation configs by kind, with what was made from them and what uses them.
 *
 * The kind is a rule of `@evalflow/configs`; SQLite calls it as a function, so paging, counting and search stay in SQL.
 */
import type { DatabaseSync } from 'node:sqlite'
import { classifyConfig, findConfigRecord, templateHash } from '@evalflow/configs'
import type { ConfigItem, ConfigKindName, EvaluationConfig } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { escapeLike } from '../studio/flow-store.ts'
import { toPage, type Page, type PageQuery } from '../studio/page.ts'
import { toOrder } from './order.ts'
import { toIsoTime } from './times.ts'

export interface ConfigQuery extends PageQuery {
  kinds: readonly ConfigKindName[]
  namespace?: string | undefined
  template?: string | undefined
  unused_days?: number | undefined
}

export type ConfigPage = Page<ConfigItem> & { counts: Record<ConfigKindName, number> }

interface ConfigRow {
  namespace: string
  name: string
  body: string
  created_at: string
  jobs: number
  in_use: number
  last_used_at: string | null
  runtime_configs: number
  template_body: string | null
}

const ORDERS = { created_at: 'created_at', name: 'name', namespace: 'namespace', last_used_at: 'last_used_at' } as const
/** As the index `jobs_by_config` has it. */
const JOB_CONFIG = sql`json_extract(j.body, '$.config.namespace') || '/' || json_extract(j.body, '$.config.name')`
const RECORDED_TEMPLATE = sql`json_extract(body, '$.custom_fields.evalflow.template')`
export const UNFINISHED = sql`('created', 'pending', 'running', 'cancelling')`

/** Makes `config_kind(body)` known to SQLite. Once per connection, before any list. */
export function registerConfigKind(database: DatabaseSync): void {
  database.function('config_kind', { deterministic: true }, (body) => classifyConfig(parseConfig(String(body))).kind)
}

export async function listConfigs(db: Database, query: ConfigQuery, now: Date): Promise<ConfigPage> {
  const like = `%${escapeLike(query.search ?? '')}%`
  const namespace = query.namespace ?? null
  const unusedBefore = query.unused_days === undefined ? null : daysBefore(now, query.unused_days)
  const template = query.template ?? null
  const all = sql`
    classified as materialized (
      select seq, namespace, name, body, created_at, config_kind(body) as config_kind from entities
      where kind = 'config' and (${namespace} is null or namespace = ${namespace})),
    chosen as materialized (
      select *, (select max(j.created_at) from entities j where j.kind = 'job' and ${JOB_CONFIG} = namespace || '/' || name) as last_used_at
      from classified where config_kind in (${sql.join(query.kinds)})
        and (name like ${like} escape '\\' or json_extract(body, '$.type') like ${like} escape '\\')
        and (${template} is null or ${RECORDED_TEMPLATE} = ${template})),
    wanted as materialized (
      select * from chosen where ${unusedBefore} is null or coalesce(last_used_at, created_at) < ${unusedBefore})`
  const rows = await sql<ConfigRow>`with ${all}
    select namespace, name, body, created_at, last_used_at,
      (select count(*) from entities j where j.kind = 'job' and ${JOB_CONFIG} = namespace || '/' || name) as jobs,
      exists (select 1 from entities j where j.kind = 'job' and ${JOB_CONFIG} = namespace || '/' || name
        and json_extract(j.body, '$.status') in ${UNFINISHED}) as in_use,
      (select count(*) from classified r where r.config_kind = 'runtime'
        and json_extract(r.body, '$.custom_fields.evalflow.template') = wanted.namespace || '/' || wanted.name) as runtime_configs,
      (select t.body from entities t where t.kind = 'config' and t.namespace || '/' || t.name = ${RECORDED_TEMPLATE}
        and t.namespace = substr(${RECORDED_TEMPLATE}, 1, instr(${RECORDED_TEMPLATE}, '/') - 1)
        and t.name = substr(${RECORDED_TEMPLATE}, instr(${RECORDED_TEMPLATE}, '/') + 1)) as template_body
    from wanted order by ${toOrder(query.sort, ORDERS)}
    limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(db)
  const totals = await sql<{ config_kind: ConfigKindName | null; n: number; found: number }>`with ${all}
    select config_kind, count(*) as n, (select count(*) from wanted) as found from classified group by config_kind
    union all select null, 0, (select count(*) from wanted)`.execute(db)
  const counts: Record<ConfigKindName, number> = { template: 0, direct: 0, runtime: 0 }
  for (const { config_kind, n } of totals.rows) if (config_kind !== null) counts[config_kind] = n
  return { ...toPage(rows.rows.map(toItem), totals.rows[0]?.found ?? 0, query), counts }
}

function toItem(row: ConfigRow): ConfigItem {
  const config = parseConfig(row.body)
  const { kind, template, files_url } = classifyConfig(config)
  return {
    namespace: row.namespace,
    name: row.name,
    kind,
    type: config.type,
    template,
    template_changed: hasChanged(config, row.template_body),
    files_url: kind === 'template' ? null : files_url,
    jobs: row.jobs,
    runtime_configs: row.runtime_configs,
    last_used_at: row.last_used_at === null ? null : toIsoTime(row.last_used_at),
    created_at: toIsoTime(row.created_at),
    in_use: row.in_use === 1,
    metrics: [...new Set(Object.values(config.tasks ?? {}).flatMap((task) => Object.keys(task.metrics ?? {})))],
  }
}

/** True if the template is now another than the one this config was copied from. */
function hasChanged(config: EvaluationConfig, templateBody: string | null): boolean {
  const copied = findConfigRecord(config)?.template_hash
  return copied != null && templateBody !== null && templateHash(parseConfig(templateBody)) !== copied
}

/** The text was written by the platform from a checked config. */
export function parseConfig(body: string): EvaluationConfig {
  return JSON.parse(body) as EvaluationConfig
}

/** In the platform's form of time, so that texts compare as times do. */
function daysBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * 24 * 3600 * 1000).toISOString().slice(0, -1)
}
