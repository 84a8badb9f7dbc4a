/**
 * Clean-up by rules in the background. Off until a person turns it on; removes runtime configs only, never what an
 * unfinished job uses, and notes each one, so that it can be undone.
 */
import {
  cleanupSettingsSchema,
  type CleanupRule,
  type CleanupSettings,
  type CleanupState,
  type cleanupResultSchema,
} from '@evalflow/contract'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import type { Log } from '../process/log.ts'
import { cleanUpRefs } from '../views/config-cleanup.ts'
import { listConfigs } from '../views/config-view.ts'

type Result = z.infer<typeof cleanupResultSchema>

const KEY = 'config_cleanup'
const PAGE = 200
/** How often it is looked whether the rules are due. */
const LOOK_EVERY_MS = 60_000
const HOUR_MS = 3_600_000

const storedSchema = cleanupSettingsSchema.extend({ last_run_at: z.string().nullable(), since: z.string().nullable() })
const OFF: z.infer<typeof storedSchema> = { enabled: false, every_hours: 24, rules: [], last_run_at: null, since: null }

export interface CleanupDeps {
  db: Database
  now: () => Date
  log: Log
}

export type CleanupRules = ReturnType<typeof createCleanupRules>

export function createCleanupRules({ db, now, log }: CleanupDeps) {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()

  async function load(): Promise<z.infer<typeof storedSchema>> {
    const rows = await sql<{ value: string }>`select value from settings where key = ${KEY}`.execute(db)
    return rows.rows[0] ? storedSchema.parse(JSON.parse(rows.rows[0].value)) : OFF
  }

  async function save(stored: z.infer<typeof storedSchema>): Promise<void> {
    await sql`insert into settings (key, value) values (${KEY}, ${JSON.stringify(stored)})
      on conflict (key) do update set value = excluded.value`.execute(db)
  }

  async function get(): Promise<CleanupState> {
    const { since, ...stored } = await load()
    return { ...stored, next_run_at: stored.enabled ? toNext({ ...stored, since }).toISOString() : null }
  }

  /** What is turned on first runs a whole interval later, so that there is time to think again. */
  async function put(settings: CleanupSettings): Promise<CleanupState> {
    const before = await load()
    const since = settings.enabled ? (before.enabled ? before.since : now().toISOString()) : null
    await save({ ...settings, last_run_at: before.last_run_at, since })
    return get()
  }

  async function run(dryRun: boolean, rules?: readonly CleanupRule[]): Promise<Result> {
    const chosen = rules ?? (await load()).rules
    const result: Result = { removed: [], kept: [], dry_run: dryRun }
    const seen = new Set<string>()
    for (const rule of chosen) {
      const refs = (await findByRule(db, rule, now())).filter((ref) => !seen.has(ref))
      for (const ref of refs) seen.add(ref)
      const part = await cleanUpRefs(db, refs, {
        dryRun,
        by: rules ? 'person' : 'rule',
        reason: toReason(rule),
        now: now(),
      })
      result.removed.push(...part.removed)
      result.kept.push(...part.kept)
    }
    return result
  }

  /** Runs the rules if they are on and due. */
  async function look(): Promise<Result | undefined> {
    const stored = await load()
    if (!stored.enabled || now() < toNext(stored)) return undefined
    await save({ ...stored, last_run_at: now().toISOString() })
    const result = await run(false)
    if (result.removed.length > 0) log.info({ removed: result.removed.length }, 'runtime configs removed by rule')
    return result
  }

  return {
    get,
    put,
    run,
    look,
    start() {
      timer ??= setInterval(() => {
        running = look().catch((error: unknown) => log.error({ err: error }, 'clean-up by rule failed'))
      }, LOOK_EVERY_MS)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

const toNext = (stored: z.infer<typeof storedSchema>): Date =>
  new Date(Date.parse(stored.last_run_at ?? stored.since ?? '') + stored.every_hours * HOUR_MS)

async function findByRule(db: Database, rule: CleanupRule, now: Date): Promise<string[]> {
  const refs: string[] = []
  for (let page = 1; ; page++) {
    const found = await listConfigs(db, { page, page_size: PAGE, kinds: ['runtime'], sort: 'created_at', ...rule }, now)
    refs.push(...found.data.map(({ namespace, name }) => `${namespace}/${name}`))
    if (page >= found.pagination.total_pages) return refs
  }
}

function toReason({ template, older_than_days: age, unused_days: unused }: CleanupRule): string {
  const parts = [
    ...(age === undefined ? [] : [`older than ${age} days`]),
    ...(unused === undefined ? [] : [`not used for ${unused} days`]),
    ...(template === undefined ? [] : [`of ${template}`]),
  ]
  return `rule: ${parts.join(', ')}`
}
