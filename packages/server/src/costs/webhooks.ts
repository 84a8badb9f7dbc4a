/**
 * Tells an address of the user's that a budget was reached. Never in the way of a job: a delivery is a stored row, sent by a
 * queue of its own, also after a restart.
 *
 * - `POST` of JSON `{id, event, created_at, data}`; headers `evalflow-event`, `evalflow-delivery` and, with a secret,
 *   `evalflow-signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`.
 * - No answer, 408, 429 and 5xx are tried again with full jitter, 8 times in all; any other answer but 2xx is final.
 * - Link-local and metadata addresses are refused at each try, and redirects are not followed (DESIGN D8).
 */
import { createHmac } from 'node:crypto'
import type { WebhookDelivery } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { messageOf } from '../errors.ts'
import { checkOutgoing } from '../security/outgoing.ts'
import { type Page, type PageQuery, toPage } from '../studio/page.ts'
import type { CostSettingsStore } from './cost-settings.ts'

const MAX_TRIES = 8
const MAX_WAIT_MS = 300_000
const DEADLINE_MS = 10_000
/** Older ones are forgotten. */
const KEPT = 500

export interface WebhookOptions {
  db: Database
  settings: CostSettingsStore
  /** @throws if there is no secret of that name */
  resolveSecret: (name: string) => Promise<string>
  now: () => Date
  newId: () => string
  /** First wait; doubles with each try. */
  baseDelayMs?: number
  random?: () => number
}

interface Row extends WebhookDelivery {
  body: string
}

export type Webhooks = ReturnType<typeof createWebhooks>

export function createWebhooks({
  db,
  settings,
  resolveSecret,
  now,
  newId,
  baseDelayMs = 1_000,
  random = Math.random,
}: WebhookOptions) {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  let asked = false

  /** Stores the message; nothing if no webhook is set. Resolves before it is sent. */
  async function send(event: string, data: unknown): Promise<string | undefined> {
    const { webhook } = await settings.get()
    if (!webhook || stop.signal.aborted) return undefined
    const id = `delivery-${newId()}`
    const at = now().toISOString()
    const body = JSON.stringify({ id, event, created_at: at, data })
    await sql`insert into webhook_deliveries (id, event, url, body, state, tries, created_at, next_at)
      values (${id}, ${event}, ${webhook.url}, ${body}, 'waiting', 0, ${at}, ${at})`.execute(db)
    await sql`delete from webhook_deliveries where seq <= (select max(seq) from webhook_deliveries) - ${KEPT}`.execute(
      db,
    )
    kick()
    return id
  }

  function kick(): void {
    clearTimeout(timer)
    asked = true
    if (stop.signal.aborted || working) return
    asked = false
    working = work().finally(() => {
      working = undefined
      // what was stored while the last look found nothing
      if (asked) kick()
    })
  }

  async function work(): Promise<void> {
    for (;;) {
      const found = await sql<Row>`select * from webhook_deliveries where state = 'waiting'
        order by next_at, seq limit 1`.execute(db)
      const row = found.rows[0]
      if (!row || stop.signal.aborted) return
      const waitMs = Date.parse(row.next_at ?? '') - now().getTime()
      if (waitMs > 0) {
        timer = setTimeout(kick, waitMs)
        timer.unref()
        return
      }
      await deliver(row)
    }
  }

  async function deliver(row: Row): Promise<void> {
    const tries = row.tries + 1
    const outcome = await attempt(row)
    if (stop.signal.aborted) return
    const again = outcome.again && tries < MAX_TRIES
    const state = outcome.error === null ? 'delivered' : again ? 'waiting' : 'failed'
    const waitMs = Math.min(MAX_WAIT_MS, baseDelayMs * 2 ** (tries - 1)) * (0.5 + random() / 2)
    const nextAt = again ? new Date(now().getTime() + waitMs).toISOString() : null
    await sql`update webhook_deliveries set state = ${state}, tries = ${tries}, status = ${outcome.status},
      error = ${outcome.error}, next_at = ${nextAt} where id = ${row.id}`.execute(db)
  }

  async function attempt({
    id,
    event,
    url,
    body,
  }: Row): Promise<{ status: number | null; error: string | null; again: boolean }> {
    try {
      await checkOutgoing(url)
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'evalflow',
        'evalflow-event': event,
        'evalflow-delivery': id,
        ...(await sign(body)),
      }
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(DEADLINE_MS)])
      const { guardedFetch } = await import('@evalflow/engine')
      const answer = await guardedFetch(url, { method: 'POST', headers, body, signal })
      await answer.body?.cancel()
      const { status } = answer
      if (answer.ok) return { status, error: null, again: false }
      const again = status === 408 || status === 429 || status >= 500
      return {
        status,
        error: `answered ${status}${status >= 300 && status < 400 ? ', and redirects are not followed' : ''}`,
        again,
      }
    } catch (error) {
      // an address that is refused now may be corrected, as a secret that is missing may be stored
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
      return { status: null, error: `${messageOf(error)}${cause}`, again: true }
    }
  }

  async function sign(body: string): Promise<Record<string, string>> {
    const secret = (await settings.get()).webhook?.secret
    if (!secret) return {}
    const at = Math.floor(now().getTime() / 1000)
    const mac = createHmac('sha256', await resolveSecret(secret))
      .update(`${at}.${body}`)
      .digest('hex')
    return { 'evalflow-signature': `t=${at},v1=${mac}` }
  }

  async function list(query: PageQuery): Promise<Page<WebhookDelivery>> {
    const rows = await sql<WebhookDelivery>`select id, event, url, state, tries, status, error, created_at, next_at
      from webhook_deliveries order by seq desc limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(
      db,
    )
    const count = await sql<{ n: number }>`select count(*) as n from webhook_deliveries`.execute(db)
    return toPage(rows.rows, count.rows[0]?.n ?? 0, query)
  }

  return {
    send,
    list,
    /** Takes up what a stopped process left. */
    resume: kick,
    async close(): Promise<void> {
      stop.abort()
      clearTimeout(timer)
      await working?.catch(() => {})
    },
  }
}
