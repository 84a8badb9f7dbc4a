/**
 * The floor of a score: what a baseline model got on the same config, from its newest completed job. A score that does
 * not rise above it says little of the model.
 */
import { jobProgressSchema, type JobItem, type ScoreSummary } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

interface BaselineJob {
  model: string
  scores: readonly ScoreSummary[]
}

const MODEL = sql`coalesce(json_extract(body, '$.target.model.api_endpoint.model_id'), json_extract(body, '$.target.model'))`

/** The jobs with `floor` in their scores where there is one; a baseline's own jobs have none. */
export async function withFloors(
  db: Database,
  baselines: readonly string[],
  items: readonly JobItem[],
): Promise<JobItem[]> {
  const found = new Map<string, BaselineJob | null>()
  for (const { config, progress } of items) {
    if (config !== '' && progress && progress.scores.length > 0 && !found.has(config))
      found.set(config, await findBaselineJob(db, baselines, config))
  }
  return items.map((item) => {
    const baseline = found.get(item.config)
    if (!item.progress || !baseline || baselines.includes(toModelId(item.target))) return item
    const scores = item.progress.scores.map((score) => ({ ...score, floor: toFloor(baseline, score) }))
    return { ...item, progress: { ...item.progress, scores } }
  })
}

async function findBaselineJob(
  db: Database,
  baselines: readonly string[],
  config: string,
): Promise<BaselineJob | null> {
  if (baselines.length === 0) return null
  const rows = await sql<{ model: string; progress: string | null }>`
    select ${MODEL} as model, json_extract(body, '$.status_details.evalflow') as progress from entities
    where kind = 'job' and json_extract(body, '$.status') = 'completed'
    and json_extract(body, '$.config.namespace') || '/' || json_extract(body, '$.config.name') = ${config}
    and ${MODEL} in (${sql.join([...baselines, ...baselines.map((id) => `default/${id}`)])})
    order by created_at desc, seq desc limit 1`.execute(db)
  const row = rows.rows[0]
  const progress = jobProgressSchema.safeParse(row?.progress ? JSON.parse(row.progress) : null)
  return row && progress.success ? { model: toModelId(row.model), scores: progress.data.scores } : null
}

function toFloor({ model, scores }: BaselineJob, { task, metric, score }: ScoreSummary): ScoreSummary['floor'] {
  const same = scores.find((other) => other.task === task && other.metric === metric && other.score === score)
  return same?.value == null ? null : { model, value: same.value }
}

/** Local models are named by their id alone, or in the default namespace. */
const toModelId = (target: string) => target.replace(/^default\//, '')
