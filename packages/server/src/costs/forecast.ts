/**
 * What an evaluation would take, from a pilot: some rows of each task, drawn at random, are asked for real, under the policy of a job, and
 * their replies kept for it (`jobs/pilot-cache.ts`). Rows that an earlier pilot asked count as they did then.
 *
 * A pilot is paid for: it stands in the sums, and in its project's budget, as a line of its own.
 */
import { createHash } from 'node:crypto'
import { injectDataset } from '@evalflow/configs'
import type { Estimate, Forecast } from '@evalflow/contract'
import { defaultPolicy, type Endpoint, type Journal, openJournal, type ReplyCache } from '@evalflow/engine'
import { z } from 'zod'
import { problems } from '../errors.ts'
import type { EvaluationPort } from '../jobs/evaluation-port.ts'
import type { JobCosts, JobServices } from '../jobs/job-deps.ts'
import { toHubToken } from '../jobs/job-options.ts'
import { remembering } from '../jobs/job-run.ts'
import { type PilotCache, toScope } from '../jobs/pilot-cache.ts'
import type { PriceStore } from '../jobs/price-store.ts'
import { toPrices } from '../jobs/prices-of-job.ts'
import type { PricedEndpoint } from '../jobs/priced-endpoint.ts'
import { toRunPolicy } from '../jobs/run-policy.ts'
import { estimateSeconds, estimateTotal, relativeError, scaled } from './estimate.ts'

export interface ForecastDeps {
  evaluation: EvaluationPort
  services: JobServices
  prices: PriceStore
  costs: JobCosts
  pilots: PilotCache
  ownUrl: () => string
  newId: () => string
  now: () => Date
}

export interface ForecastInput {
  /** Resolved, with secrets open. */
  config: Record<string, unknown>
  target: Record<string, unknown>
  filesUrl: string | undefined
  pilotRows: number
  project: string
  signal: AbortSignal
}

const NO_PILOT = 'Nothing was asked, so nothing is known. Run a pilot of a few rows.'

const limitsSchema = z.looseObject({
  params: z.looseObject({ parallelism: z.number().nullish() }).nullish().catch(null),
})

/** @throws errors of the plan (422), `bad_input` if no row of the pilot went well */
export async function forecast(deps: ForecastDeps, input: ForecastInput): Promise<Forecast> {
  const { costs } = deps
  const config =
    input.filesUrl === undefined ? input.config : injectDataset(toBody(input.config), { files_url: input.filesUrl })
  const endpoints: PricedEndpoint[] = []
  const access = { hubToken: toHubToken(config), signal: input.signal }
  const plan = (sample?: { rows: number; seed: number }) =>
    deps.evaluation.plan({
      config,
      target: input.target,
      services: remembering(deps.services, sample === undefined ? [] : endpoints, access),
      ...(sample === undefined ? {} : { sample }),
    })
  const { tasks = [] } = await plan()
  const rows = tasks.some(({ total }) => total === null)
    ? null
    : tasks.reduce((sum, { total }) => sum + (total ?? 0), 0)
  if (input.pilotRows === 0) return { ...UNKNOWN, rows, notes: [NO_PILOT] }

  const table = await deps.prices.get()
  const { parallelism = null } = limitsSchema.parse(config).params ?? {}
  const scope = toScope(config)
  // of the evaluation, so that the same forecast draws the same rows, and a larger pilot asks only what is new
  const seed = toSeed(scope)
  const pilot = await plan({ rows: input.pilotRows, seed })
  const money = toPrices({ endpoints, table, ownUrl: deps.ownUrl() })
  const { prices, currency } = money
  const pool = await costs.pools.find(input.project, currency, table.currency)
  const pilotId = `pilot-${deps.newId()}`
  const journal = openJournal(':memory:')
  costs.meter.begin(pilotId)
  try {
    const unpriced = endpoints.filter(({ id }) => prices[id] === undefined).map(({ modelId }) => modelId)
    const replies = deps.pilots.ofPilot(scope)
    const policy = toRunPolicy({
      options: {},
      endpoints,
      money,
      openCache: () => replies,
      pilots: deps.pilots,
      scope,
      alertPercents: [],
      shared: pool && { pool, runId: pilotId },
      onAlert: () => {},
    })
    // own models cost nothing, which a job need not count and a forecast tells
    const isCounted = policy.budget !== undefined || unpriced.length > 0
    const counting = isCounted ? policy : { ...policy, budget: { prices, currency, limit: null } }
    const startedMs = deps.now().getTime()
    const outcome = await pilot.run({
      journal,
      signal: input.signal,
      policy: { ...counting, cache: replies },
      onProgress: () => {},
    })
    const seconds = (deps.now().getTime() - startedMs) / 1000
    const compute = costs.meter.read(pilotId)
    const { done, failed, cached, cost, tokens } = outcome.progress
    if (compute)
      await costs.spend.put({
        jobId: pilotId,
        kind: 'pilot',
        project: input.project,
        flowId: '',
        model: [...new Set(endpoints.map(({ modelId }) => modelId))].join(' + '),
        cost,
        rows: done,
        tokens,
        compute,
      })
    if (done === failed)
      throw problems.badInput(
        `No row of the pilot went well: ${outcome.message} Correct it, then forecast again.`,
        'target',
      )

    const kept = createMeasures(replies, endpoints)
    const measured = new Map(tasks.map(({ name }) => [name, kept.readRows(journal, name)]))
    const asked = done - cached
    const total = (pick: (row: PilotRow) => number | null): Estimate | null =>
      rows === null
        ? null
        : estimateTotal(
            tasks.map(({ name, total }) => ({
              rows: total ?? 0,
              values: (measured.get(name) ?? []).map(pick).filter((value) => value !== null),
            })),
          )
    const work = total(({ ms }) => ms)
    const pace = kept.keepPace({ rows: asked, seconds, energyWh: compute?.energy_wh ?? null })
    const left = Math.max(0, (rows ?? 0) - done)
    const time =
      rows === null || !pace
        ? null
        : estimateSeconds(left, { ...pace, parallelism: parallelism ?? defaultPolicy.parallelism }, relativeError(work))
    const expense = unpriced.length > 0 ? null : total(({ cost: each }) => each)
    const energy =
      time === null || !pace || pace.energyWh === null
        ? null
        : scaled(
            time,
            pace.energyWh / pace.seconds,
            `${compute?.energy_method ?? ''}, as the pilot used it, over the time above`,
          )
    return {
      rows,
      pilot: { rows: done, failed, cached, seed: rows === null ? null : seed, seconds, cost: cost?.amount ?? null },
      prompt_tokens: total(({ prompt }) => prompt),
      completion_tokens: total(({ completion }) => completion),
      money: expense && { ...expense, currency },
      seconds: time,
      energy_wh: energy,
      notes: [
        ...(rows === null
          ? [
              'The data set does not tell how many rows it has, so totals are unknown, and the pilot took the first rows.',
            ]
          : []),
        ...(unpriced.length > 0
          ? [`No price for ${[...new Set(unpriced)].join(', ')}: add one under Settings, Prices.`]
          : []),
        ...(failed > 0 ? [`${failed} pilot rows failed and are left out.`] : []),
        ...(energy === null ? [`Energy: ${compute?.energy_method ?? 'unavailable'}.`] : []),
        ...(rows !== null && done < rows ? [`The pilot's rows were drawn at random, with seed ${seed}.`] : []),
      ],
    }
  } finally {
    costs.meter.end(pilotId)
    journal.close()
  }
}

interface PilotRow {
  prompt: number | null
  completion: number | null
  cost: number | null
  ms: number | null
}

const pilotRowSchema: z.ZodType<PilotRow> = z.object({
  prompt: z.number().nullable(),
  completion: z.number().nullable(),
  cost: z.number().nullable(),
  ms: z.number().nullable(),
})

const paceSchema = z.object({ rows: z.number(), seconds: z.number(), energyWh: z.number().nullable() })

/** What pilots of one evaluation and these models measured, kept beside their replies. */
function createMeasures(kept: ReplyCache, endpoints: readonly Endpoint[]) {
  const models = endpoints.map(({ id, url }) => `${id} ${url}`).join(' ')
  return {
    /** Figures of each good row; of one whose replies were kept, those of the pilot that asked it. */
    readRows: (journal: Journal, task: string): PilotRow[] =>
      [...journal.samples(task)].flatMap((record): PilotRow[] => {
        if (record.status === 'failed') return []
        const key = `row ${models} ${task} ${record.index}`
        if (record.cached) {
          const text = kept.get(key)
          return text === undefined ? [] : [pilotRowSchema.parse(JSON.parse(text))]
        }
        const { prompt_tokens: prompt, completion_tokens: completion, cost = null, duration_ms: ms } = record
        kept.put(key, JSON.stringify({ prompt, completion, cost, ms }))
        return [{ prompt, completion, cost, ms }]
      }),

    /** This pilot's pace, or, where everything came from the cache, that of the pilot that filled it. */
    keepPace(pace: z.infer<typeof paceSchema>): z.infer<typeof paceSchema> | undefined {
      const key = `pace ${models}`
      if (pace.rows > 0) {
        kept.put(key, JSON.stringify(pace))
        return pace
      }
      const text = kept.get(key)
      return text === undefined ? undefined : paceSchema.parse(JSON.parse(text))
    },
  }
}

const UNKNOWN: Forecast = {
  rows: null,
  pilot: null,
  prompt_tokens: null,
  completion_tokens: null,
  money: null,
  seconds: null,
  energy_wh: null,
  notes: [],
}

const toSeed = (scope: string): number => createHash('sha256').update(scope).digest().readUInt32BE()

const toBody = (config: Record<string, unknown>) => config as Parameters<typeof injectDataset>[0] // stored by the config schema
