/**
 * Evaluation configs by kind, with what was made from them and what uses them.
 *
 * The kind is a rule of `@evalflow/configs`; SQLite calls it as a function, so paging, counting and search stay in SQL.
 */
import type { DatabaseSync } from 'node:sqlite'
import { classifyConfig, findConfigRecord, templateHash, versionOf } from '@evalflow/configs'
import type { ConfigItem, ConfigKindName, EvaluationConfig } from '@evalflow/contract'
import { sql } from 'kysely'
import { JOB_TEMPLATE } from '../configs/schema.ts'
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
  older_than_days?: number | undefined
}

export type ConfigPage = Page<ConfigItem> & { counts: Record<ConfigKindName, number> }

interface ConfigRow {
  part: 'row'
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

/** Count of one kind, or of what the query found; it stands in the column of `jobs`. */
interface CountRow {
  part: ConfigKindName | 'found'
  jobs: number
}

const KINDS_REMEMBERED = 50_000
const ORDERS = { created_at: 'created_at', name: 'name', namespace: 'namespace', last_used_at: 'last_used_at' } as const
/** The planner would rather walk all jobs by time or status, since it has no statistics. */
const JOBS = sql`entities j indexed by jobs_by_config`
/** As that index has it. */
const JOB_CONFIG = sql`json_extract(j.body, '$.config.namespace') || '/' || json_extract(j.body, '$.config.name')`
/** A template is run as its copies; to be followed by `= ref`. */
const JOBS_OF_TEMPLATE = sql.raw(`entities indexed by jobs_usage where kind = 'job' and ${JOB_TEMPLATE}`)
export const UNFINISHED = sql`('created', 'pending', 'running', 'cancelling')`

/**
 * Makes `config_kind(seq, updated_at, body)` known to SQLite. Once per connection, before any list.
 *
 * The kind of an unchanged config is remembered, since a page over thousands would else parse them all each time.
 */
export function registerConfigKind(database: DatabaseSync): void {
  const known = new Map<string, ConfigKindName>()
  database.function('config_kind', { deterministic: true }, (seq, updatedAt, body) => {
    const text = String(body)
    const key = `${String(seq)} ${String(updatedAt)} ${text.length}`
    const found = known.get(key)
    if (found !== undefined) return found
    if (known.size >= KINDS_REMEMBERED) known.clear()
    const { kind } = classifyConfig(parseConfig(text))
    known.set(key, kind)
    return kind
  })
}

export async function listConfigs(db: Database, query: ConfigQuery, now: Date): Promise<ConfigPage> {
  const like = `%${escapeLike(query.search ?? '')}%`
  const namespace = query.namespace ?? null
  const unusedBefore = query.unused_days === undefined ? null : daysBefore(now, query.unused_days)
  const olderThan = query.older_than_days === undefined ? null : daysBefore(now, query.older_than_days)
  const template = query.template ?? null
  const order = toOrder(query.sort, ORDERS)
  // Classified once; the page and the counts come in one answer, told apart by `part`.
  const rows = await sql<ConfigRow | CountRow>`
    with classified as materialized (
      select seq, namespace, name, namespace || '/' || name as ref, created_at, config_kind(seq, updated_at, body) as config_kind,
        json_extract(body, '$.custom_fields.evalflow.template') as template, json_extract(body, '$.type') as type,
        json_extract(body, '$.custom_fields.evalflow.files_url') as files_url
      from entities where kind = 'config' and (${namespace} is null or namespace = ${namespace})
        and json_extract(body, '$.custom_fields.evalflow.version_of') is null),
    chosen as (
      select *, (select max(j.created_at) from ${JOBS} where j.kind = 'job' and ${JOB_CONFIG} = classified.ref) as last_used_at
      from classified where config_kind in (${sql.join(query.kinds)})
        and (name like ${like} escape '\\' or type like ${like} escape '\\' or template like ${like} escape '\\'
          or files_url like ${like} escape '\\')
        and (${olderThan} is null or created_at < ${olderThan})
        and (${template} is null or template = ${template})),
    wanted as materialized (
      select * from chosen where ${unusedBefore} is null or coalesce(last_used_at, created_at) < ${unusedBefore}),
    page as materialized (
      select * from wanted order by ${order} limit ${query.page_size} offset ${(query.page - 1) * query.page_size})
    select 'row' as part, page.namespace, page.name, page.created_at,
      case page.config_kind when 'template' then (select max(created_at) from ${JOBS_OF_TEMPLATE} = page.ref)
        else page.last_used_at end as last_used_at,
      own.body, made.body as template_body,
      case page.config_kind when 'template' then (select count(*) from ${JOBS_OF_TEMPLATE} = page.ref)
        else (select count(*) from ${JOBS} where j.kind = 'job' and ${JOB_CONFIG} = page.ref) end as jobs,
      exists (select 1 from ${JOBS} where j.kind = 'job' and ${JOB_CONFIG} = page.ref
        and json_extract(j.body, '$.status') in ${UNFINISHED}) as in_use,
      case page.config_kind when 'template' then (select count(*) from classified r where r.template = page.ref) else 0 end as runtime_configs
    from page join entities own on own.seq = page.seq
    left join entities made on made.kind = 'config' and made.namespace = substr(page.template, 1, instr(page.template, '/') - 1)
      and made.name = substr(page.template, instr(page.template, '/') + 1)
    union all select config_kind, null, null, null, null, null, null, count(*), 0, 0 from classified group by config_kind
    union all select 'found', null, null, null, null, null, null, count(*), 0, 0 from wanted`.execute(db)
  const counts: Record<ConfigKindName, number> = { template: 0, direct: 0, runtime: 0 }
  const data: ConfigItem[] = []
  let found = 0
  for (const row of rows.rows) {
    if (row.part === 'row') data.push(toItem(row))
    else if (row.part === 'found') found = row.jobs
    else counts[row.part] = row.jobs
  }
  return { ...toPage(data, found, query), counts }
}

function toItem(row: ConfigRow): ConfigItem {
  const config = parseConfig(row.body)
  const { kind, template, files_url } = classifyConfig(config)
  const copied = findConfigRecord(config)?.template_version ?? null
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
    version: kind === 'template' ? versionOf(config) : copied,
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
