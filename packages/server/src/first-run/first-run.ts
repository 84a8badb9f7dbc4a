/**
 * The first start: makes the example and runs it, through the same routes and runs as a person's own work.
 *
 * 1. Only in a data directory without any flow, and only once: deleting the example does not bring it back.
 * 2. With the local model where it is there, else with a baseline, labelled so. When the model arrives later the example
 *    is pointed at it and runs again, unless somebody changed the flow meanwhile.
 * 3. A failure is logged and leaves the server as it is.
 */
import { ConflictError, type NemoClient } from '@evalflow/client'
import { evaluationConfigCreateSchema, projectCreateSchema, type ModelItem } from '@evalflow/contract'
import type { Inference } from '@evalflow/models'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import type { Log } from '../process/log.ts'
import type { RunManager } from '../runs/run-manager.ts'
import type { FlowStore } from '../studio/flow-store.ts'
import { createFirstConfig, createFirstFlow, firstProject } from './first-flow.ts'

const SETTING = 'first_run'
const LOOK_EVERY_MS = 5_000
/** Answers questions from the examples it knows; the other baselines would give empty words. */
const BASELINE = 'baseline-nearest'

const stateSchema = z.object({ flow_id: z.string(), revision: z.int(), is_baseline: z.boolean() })
type FirstRunState = z.infer<typeof stateSchema>

export interface FirstRunDeps {
  db: Database
  flows: FlowStore
  runs: RunManager
  inference: Pick<Inference, 'list'>
  nemo: {
    projects: Pick<NemoClient['projects'], 'create'>
    evaluation: { configs: Pick<NemoClient['evaluation']['configs'], 'create'> }
  }
  log: Log
  /** How often to look whether the model arrived. */
  lookEveryMs?: number
}

/** Resolves when the example exists and runs; what comes later goes on until `signal` aborts. */
export async function beginFirstRun(deps: FirstRunDeps, signal: AbortSignal): Promise<void> {
  try {
    const state = (await readState(deps.db)) ?? (await createExample(deps))
    if (state?.is_baseline) waitForModel(state, deps, signal)
  } catch (error) {
    if (!signal.aborted) deps.log.warn({ err: error }, 'the example of the first start could not be made')
  }
}

async function createExample(deps: FirstRunDeps): Promise<FirstRunState | undefined> {
  const existing = await deps.flows.list({ page: 1, page_size: 1 })
  if (existing.pagination.total_results > 0) return undefined
  const model = await chooseModel(deps.inference)
  if (!model) return undefined
  await unlessThere(() => deps.nemo.projects.create(projectCreateSchema.parse(firstProject)))
  const config = evaluationConfigCreateSchema.parse(createFirstConfig().body)
  await unlessThere(() => deps.nemo.evaluation.configs.create(config))
  const flow = await deps.flows.create(createFirstFlow(model))
  const state = { flow_id: flow.id, revision: flow.revision, is_baseline: model.isBaseline }
  await writeState(deps.db, state)
  await deps.runs.start(flow.id)
  return state
}

function waitForModel(state: FirstRunState, deps: FirstRunDeps, signal: AbortSignal): void {
  const timer = setInterval(() => {
    void runWithModel(state, deps)
      .then((done) => {
        if (done) clearInterval(timer)
      })
      .catch((error: unknown) => {
        clearInterval(timer)
        if (!signal.aborted) deps.log.warn({ err: error }, 'the example could not be run with the local model')
      })
  }, deps.lookEveryMs ?? LOOK_EVERY_MS)
  timer.unref()
  signal.addEventListener('abort', () => clearInterval(timer))
}

/** True when there is nothing left to wait for. */
async function runWithModel(state: FirstRunState, { db, flows, runs, inference }: FirstRunDeps): Promise<boolean> {
  const model = await chooseModel(inference)
  if (!model || model.isBaseline) return false
  await writeState(db, { ...state, is_baseline: false })
  const stored = await flows.get(state.flow_id).catch(() => undefined)
  if (stored?.revision !== state.revision) return true
  await flows.replace(state.flow_id, createFirstFlow(model), state.revision)
  const earlier = await runs.latest(state.flow_id)
  if (earlier?.state === 'running') await runs.cancel(earlier.id)
  await runs.start(state.flow_id)
  return true
}

async function chooseModel(
  inference: Pick<Inference, 'list'>,
): Promise<{ id: string; label: string; isBaseline: boolean } | undefined> {
  const ready = (await inference.list()).filter(({ state }) => state === 'ready')
  const local = ready.find(({ kind, id }) => kind === 'local' && !isEncoder(id))
  const chosen: ModelItem | undefined = local ?? ready.find(({ id }) => id === BASELINE)
  return chosen && { id: chosen.id, label: chosen.label, isBaseline: chosen.kind === 'baseline' }
}

/** Files of embedding models are listed beside the others, but cannot answer. */
function isEncoder(id: string): boolean {
  return /(?:minilm|embed|bge|e5)/i.test(id)
}

async function readState(db: Database): Promise<FirstRunState | undefined> {
  const rows = await sql<{ value: string }>`select value from settings where key = ${SETTING}`.execute(db)
  const row = rows.rows[0]
  return row && stateSchema.parse(JSON.parse(row.value))
}

async function writeState(db: Database, state: FirstRunState): Promise<void> {
  await sql`insert into settings (key, value) values (${SETTING}, ${JSON.stringify(state)})
    on conflict (key) do update set value = excluded.value`.execute(db)
}

async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create()
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
  }
}
