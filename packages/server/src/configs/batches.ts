/**
 * One template over many datasets.
 *
 * 1. A batch is stored whole before it begins, so a stopped server goes on with it.
 * 2. Each dataset ends with one runtime config and at most one job per attempt, however often the server stops: the job
 *    carries batch, dataset and attempt, and is looked for before one is started.
 * 3. Cancelling stops its jobs and takes away the configs it made for which nothing was run.
 * 4. One that fails says why and holds up no other.
 */
import { ensureRuntimeConfig, previewRuntimeConfig } from '@evalflow/configs'
import {
  DEFAULT_NAMESPACE,
  findRef,
  toUrn,
  type Batch,
  type BatchPreview,
  type BatchPreviewItem,
  type batchChoiceSchema,
  type batchRequestSchema,
  type EvaluationConfig,
} from '@evalflow/contract'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../db/database.ts'
import { messageOf, problems } from '../errors.ts'
import type { Jobs } from '../jobs/job-control.ts'
import type { Log } from '../process/log.ts'
import { escapeLike } from '../studio/flow-store.ts'
import { toPage, type PageQuery } from '../studio/page.ts'
import { createBatchStore, type BatchRow, type ItemRow } from './batch-store.ts'
import type { FactsReader, KnownDataset } from './dataset-facts.ts'
import type { PlatformPort } from './platform-port.ts'
import { removeConfig } from './removal-log.ts'
import { getStored, toRef } from './template-library.ts'

export interface BatchDeps {
  db: Database
  platform: PlatformPort
  facts: FactsReader
  jobs: Pick<Jobs, 'cancel'>
  now: () => Date
  log: Log
}

type Choice = z.infer<typeof batchChoiceSchema>

/** More is a matter for several batches: each is previewed whole. */
const MOST_DATASETS = 2000
/** Preparing waits on SQLite, which is one; more workers would only take turns. */
const WORKERS = 2

export type Batches = ReturnType<typeof createBatches>

export function createBatches(deps: BatchDeps) {
  const { db, platform, facts, now, log } = deps
  const store = createBatchStore(db)
  const active = new Map<string, Promise<void>>()
  let closing = false

  /** A name each; with `all_fitting` those that fit, or of which that is not known, are not in it. */
  async function choose({ template: ref, datasets }: Choice): Promise<string[]> {
    if (Array.isArray(datasets)) return [...new Set(datasets)]
    const template = await getTemplate(db, ref)
    const like = `%${escapeLike(datasets.search ?? '')}%`
    const rows = await sql<{ ref: string; body: string }>`select namespace || '/' || name as ref, body from entities
      where kind = 'dataset' and name like ${like} escape '\\' order by name limit ${MOST_DATASETS}`.execute(db)
    const fitting: string[] = []
    for (const row of rows.rows) {
      const known = await facts.toKnown(row.ref, row.body)
      if ((await facts.fit(template, known)).fits) fitting.push(row.ref)
    }
    return fitting
  }

  async function previewOne(
    template: { ref: string; config: EvaluationConfig },
    dataset: string,
  ): Promise<BatchPreviewItem> {
    const known = await facts.find(dataset)
    const base = { dataset, config: null }
    if (!known) return { ...base, outcome: 'error', reasons: ['There is no such dataset any more.'] }
    const fit = await facts.fit(template.config, known)
    if (fit.fits === false) return { ...base, outcome: 'unfit', reasons: fit.reasons }
    try {
      const input = { template: toRef(template.ref), dataset: { files_url: known.files_url } }
      const { outcome, ref } = await previewRuntimeConfig(input, platform)
      const config = toUrn(ref)
      if (fit.fits === null) return { dataset, config, outcome: 'unknown', reasons: fit.reasons }
      return { dataset, config, outcome, reasons: [] }
    } catch (error) {
      return { ...base, outcome: 'error', reasons: [messageOf(error)] }
    }
  }

  async function preview(choice: Choice, query: PageQuery): Promise<BatchPreview> {
    const template = { ref: choice.template, config: await getTemplate(db, choice.template) }
    const items: BatchPreviewItem[] = []
    for (const dataset of await choose(choice)) items.push(await previewOne(template, dataset))
    const counts = { create: 0, reuse: 0, unfit: 0, unknown: 0, error: 0 }
    for (const { outcome } of items) counts[outcome] += 1
    const from = (query.page - 1) * query.page_size
    return { ...toPage(items.slice(from, from + query.page_size), items.length, query), counts }
  }

  async function start({ id, target, ...choice }: z.infer<typeof batchRequestSchema>): Promise<Batch> {
    if (await store.find(id)) return store.get(id)
    await getTemplate(db, choice.template)
    const datasets = await choose(choice)
    if (datasets.length === 0) throw problems.badInput('No dataset fits, so there is nothing to run.', 'datasets')
    const resolved = target === undefined ? null : await toTarget(platform, target)
    const row = { id, template: choice.template, target: resolved, created_at: now().toISOString() }
    await store.insert(row, datasets)
    run({ ...row, cancelled: 0 })
    return store.get(id)
  }

  function run(batch: BatchRow): void {
    if (closing || active.has(batch.id)) return
    const work = Promise.all(Array.from({ length: WORKERS }, () => workOn(batch)))
      .then(() => undefined)
      .catch((error: unknown) => log.error({ batch: batch.id, err: error }, 'batch stopped'))
      .finally(() => active.delete(batch.id))
    active.set(batch.id, work)
  }

  async function workOn(batch: BatchRow): Promise<void> {
    while (!closing) {
      const item = await store.take(batch.id)
      if (!item) return
      try {
        await prepare(batch, item)
      } catch (error) {
        await store.set(item, { state: 'failed', message: messageOf(error) }, now())
      }
      // requests of people come in between
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async function prepare(batch: BatchRow, item: ItemRow): Promise<void> {
    const dataset = await facts.find(item.dataset)
    if (!dataset) throw problems.notFound('dataset', item.dataset)
    const fit = await facts.fit(await getTemplate(db, batch.template), dataset)
    if (fit.fits === false) return store.set(item, { state: 'left_out', message: fit.reasons.join(' ') }, now())
    const input = { template: toRef(batch.template), dataset: toInput(dataset) }
    const ensured = await ensureRuntimeConfig(input, platform)
    const config = toUrn(ensured.ref)
    const made = item.made === 1 || ensured.outcome === 'created' ? 1 : 0
    const prepared = { ...item, config, made }
    if (batch.target === null) return store.set(prepared, { state: 'ready' }, now())
    await store.set(prepared, { state: 'working' }, now())
    const isCancelled = (await store.find(batch.id))?.cancelled === 1
    if (isCancelled) return undo(prepared)
    const job = (await findJob(item)) ?? (await platform.launch(toJob(batch, item, config))).id
    await store.set(prepared, { state: 'ready', job }, now())
    // cancelled between the two: its job was not known yet
    if ((await store.find(batch.id))?.cancelled === 1) await deps.jobs.cancel(job)
  }

  function toJob(batch: BatchRow, item: ItemRow, config: string) {
    const custom_fields = {
      evalflow_batch: batch.id,
      evalflow_batch_dataset: item.dataset,
      evalflow_batch_attempt: String(item.attempt),
    }
    return { namespace: DEFAULT_NAMESPACE, config, target: batch.target ?? '', custom_fields }
  }

  /** Started before the server stopped, and not noted any more. */
  async function findJob(item: ItemRow): Promise<string | undefined> {
    const rows = await sql<{ id: string }>`select id from entities where kind = 'job'
      and json_extract(body, '$.custom_fields.evalflow_batch') = ${item.batch_id}
      and json_extract(body, '$.custom_fields.evalflow_batch_dataset') = ${item.dataset}
      and json_extract(body, '$.custom_fields.evalflow_batch_attempt') = ${String(item.attempt)} limit 1`.execute(db)
    return rows.rows[0]?.id
  }

  async function cancel(id: string): Promise<Batch> {
    const batch = await store.find(id)
    if (!batch) throw problems.notFound('batch', id)
    const begun = await store.cancel(id)
    await active.get(id)
    for (const { job } of begun) if (job !== null) await deps.jobs.cancel(job)
    if (batch.target !== null)
      for (const item of begun) if (item.job === null && item.state !== 'working') await undo(item)
    return store.get(id)
  }

  /** Takes away the config that was made for a run that will not be. */
  async function undo(item: ItemRow): Promise<void> {
    const removal = { by: 'person', reason: 'made by a batch that was cancelled', now: now() } as const
    const isUsed = item.config !== null && (await hasJobs(db, item.config))
    const removed = item.made === 1 && item.config !== null && !isUsed && (await removeConfig(db, item.config, removal))
    const kept = removed ? { config: null, made: 0 } : {}
    await store.set(item, { state: 'cancelled', ...kept }, now())
  }

  return {
    preview,
    start,
    cancel,
    list: store.list,
    get: store.get,
    listItems: store.listItems,
    async retry(id: string): Promise<Batch> {
      const batch = await store.find(id)
      if (!batch) throw problems.notFound('batch', id)
      if ((await store.retryFailed(id)) === 0) throw problems.nothingFailed(id)
      await active.get(id)
      run(batch)
      return store.get(id)
    },
    /** Goes on with what a stopped server left. */
    async resume(): Promise<void> {
      for (const batch of await store.unfinished()) run(batch)
    },
    /** Resolves when no batch is being prepared; jobs may still run. */
    idle: async () => void (await Promise.all(active.values())),
    async close(): Promise<void> {
      closing = true
      await Promise.all(active.values())
    },
  }
}

const toInput = ({ files_url, ref }: KnownDataset) => ({ files_url, ref })

async function getTemplate(db: Database, ref: string): Promise<EvaluationConfig> {
  return getStored(db, toRef(ref, 'template'))
}

async function hasJobs(db: Database, config: string): Promise<boolean> {
  const rows = await sql<{
    n: number
  }>`select count(*) as n from entities j indexed by jobs_by_config where j.kind = 'job'
    and json_extract(j.body, '$.config.namespace') || '/' || json_extract(j.body, '$.config.name') = ${config}`.execute(
    db,
  )
  return (rows.rows[0]?.n ?? 0) > 0
}

/** A stored target, or a model by its id, which is then stored as one under that name. */
async function toTarget(platform: PlatformPort, target: string): Promise<string> {
  const ref = findRef(target) ?? { namespace: DEFAULT_NAMESPACE, name: target }
  if (await platform.findTarget(ref)) return toUrn(ref)
  if (findRef(target)) throw problems.notFound('target', target)
  await platform.createTarget({ ...ref, type: 'model', model: target })
  return toUrn(ref)
}
