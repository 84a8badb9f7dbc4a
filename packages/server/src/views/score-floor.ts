/**
 * The floor of a score: what a baseline model got on the same evaluation, from its newest completed job. A score that does
 * not rise above it says little of the model.
 *
 * The same evaluation is the same config by name, over the same dataset, with everything else alike that decides an
 * answer or a score (`measure-key.ts`): a config may have been changed, or a job launched with other parameters, since.
 */
import { jobProgressSchema, type JobItem, type ScoreSummary } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { toMeasureKey } from './measure-key.ts'

interface BaselineJob {
  model: string
  key: string
  scores: readonly ScoreSummary[]
}

/** Newest runs of a baseline that are looked through for one with the same parameters. */
const LOOKED_THROUGH = 50

const MODEL = sql`coalesce(json_extract(body, '$.target.model.api_endpoint.model_id'), json_extract(body, '$.target.model'))`

/** The jobs with `floor` in their scores where there is one; a baseline's own jobs have none. */
export async function withFloors(
  db: Database,
  baselines: readonly string[],
  items: readonly JobItem[],
): Promise<JobItem[]> {
  const scored = items.filter(({ config, progress }) => config !== '' && progress && progress.scores.length > 0)
  if (scored.length === 0 || baselines.length === 0) return [...items]
  const keys = await findKeys(
    db,
    scored.map(({ id }) => id),
  )
  const found = new Map<string, readonly BaselineJob[]>()
  for (const { config } of scored)
    if (!found.has(config)) found.set(config, await findBaselineJobs(db, baselines, config))
  return items.map((item) => {
    const key = keys.get(item.id)
    const baseline = found.get(item.config)?.find((job) => job.key === key)
    if (!item.progress || !baseline || baselines.includes(toModelId(item.target))) return item
    const scores = item.progress.scores.map((score) => ({ ...score, floor: toFloor(baseline, score) }))
    return { ...item, progress: { ...item.progress, scores } }
  })
}

/** What each job measures, by its id. */
async function findKeys(db: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; config: string | null }>`
    select id, json_extract(body, '$.config') as config from entities
    where kind = 'job' and id in (${sql.join(ids)})`.execute(db)
  return new Map(rows.rows.map(({ id, config }) => [id, toMeasureKey(parseJson(config))]))
}

/** Newest first. */
async function findBaselineJobs(
  db: Database,
  baselines: readonly string[],
  config: string,
): Promise<readonly BaselineJob[]> {
  const rows = await sql<{ model: string; config: string | null; progress: string | null }>`
    select ${MODEL} as model, json_extract(body, '$.config') as config,
    json_extract(body, '$.status_details.evalflow') as progress from entities
    where kind = 'job' and json_extract(body, '$.status') = 'completed'
    and json_extract(body, '$.config.namespace') || '/' || json_extract(body, '$.config.name') = ${config}
    and ${MODEL} in (${sql.join([...baselines, ...baselines.map((id) => `default/${id}`)])})
    order by created_at desc, seq desc limit ${LOOKED_THROUGH}`.execute(db)
  return rows.rows.flatMap(({ model, config: body, progress }) => {
    const read = jobProgressSchema.safeParse(parseJson(progress))
    if (!read.success) return []
    return [{ model: toModelId(model), key: toMeasureKey(parseJson(body)), scores: read.data.scores }]
  })
}

function toFloor({ model, scores }: BaselineJob, { task, metric, score }: ScoreSummary): ScoreSummary['floor'] {
  const same = scores.find((other) => other.task === task && other.metric === metric && other.score === score)
  return same?.value == null ? null : { model, value: same.value }
}

const parseJson = (text: string | null): unknown => (text === null ? null : JSON.parse(text))

/** Local models are named by their id alone, or in the default namespace. */
const toModelId = (target: string) => target.replace(/^default\//, '')
