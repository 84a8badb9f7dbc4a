/** Which config a run would use, before it runs: the rules of the Evaluator itself, over at most two look-ups by name. */
import { planEvaluatorRun, runtimeNameOf, type EvaluatorPlan } from '@evalflow/components'
import { findRef, type ConfigPlan, type EvaluationConfig } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import { parseConfig } from './config-view.ts'
import { toIsoTime } from './times.ts'

const NOTHING = { name: null, made_at: null, files_url: null, dataset_ignored: false, name_taken: false }

/** @throws ApiProblem `bad_input` if `config` is not `namespace/name` */
export async function planConfig(
  db: Database,
  { config: configRef, files_url: filesUrl = null }: { config: string; files_url?: string | null | undefined },
): Promise<ConfigPlan> {
  const ref = findRef(configRef)
  if (!ref) throw problems.badInput(`"${configRef}" is no reference. Write namespace/name.`, 'config')
  const config = await findConfig(db, ref)
  const runtimeName = filesUrl !== null ? runtimeNameOf(config, filesUrl, ref) : null
  const existing = runtimeName === null ? null : await findConfig(db, { namespace: ref.namespace, name: runtimeName })
  return toConfigPlan(planEvaluatorRun({ configRef, config, filesUrl, existing }))
}

function toConfigPlan(plan: EvaluatorPlan): ConfigPlan {
  switch (plan.action) {
    case 'blocked':
      return { ...NOTHING, outcome: plan.reason === 'no_dataset' ? 'dataset_missing' : 'config_missing' }
    case 'as_is': {
      const { configName, filesUrl, datasetIgnored } = plan
      return { ...NOTHING, outcome: 'as_is', name: configName, files_url: filesUrl, dataset_ignored: datasetIgnored }
    }
    case 'copy':
    case 'reuse': {
      const made_at = plan.madeAt === null ? null : toIsoTime(plan.madeAt)
      return { ...NOTHING, outcome: plan.action, name: plan.configName, made_at }
    }
    case 'create':
      return { ...NOTHING, outcome: 'create', name: plan.configName, name_taken: plan.nameTaken }
  }
}

async function findConfig(db: Database, ref: { namespace: string; name: string }): Promise<EvaluationConfig | null> {
  const found = await sql<{ body: string; created_at: string }>`select body, created_at from entities
    where kind = 'config' and namespace = ${ref.namespace} and name = ${ref.name}`.execute(db)
  const row = found.rows[0]
  return row ? { ...parseConfig(row.body), created_at: row.created_at } : null
}
