/**
 * One request to a Hugging Face hub, or to a Data Store that answers as one.
 *
 * - The token goes to the endpoint's own origin only: a redirect to another (a content network) leaves it behind.
 * - Every address is checked, those of redirects too, and again at connecting: link-local and metadata addresses are
 *   never asked, whatever a name resolves to by then.
 * - 408, 429, 5xx and broken connections are tried again, after `Retry-After` if it is given.
 * - An answer must begin within `deadlineMs`, and go on at least that often.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { BlockedAddressError, type GuardedFetch } from '@evalflow/engine'
import { ApiProblem, messageOf, problems } from '../errors.ts'
import { checkOutgoing } from '../security/outgoing.ts'

export interface HubAccess {
  /** Without slash at the end. */
  endpoint: string
  token: string | undefined
  /** What error messages call the data set. */
  ref: string
  signal: AbortSignal | undefined
  limits: HubLimits
}

export interface HubLimits {
  /** Bytes of one data set at most. */
  maxBytes: number
  /** Of silence, before and within an answer. */
  deadlineMs: number
  /** First wait before another try; it doubles. */
  retryMs: number
  /** What to do about a data set that is larger. */
  hint?: string
}

export const DEFAULT_LIMITS: HubLimits = { maxBytes: 16 * 1024 ** 3, deadlineMs: 60_000, retryMs: 500 }

const TRIES = 5
const MAX_REDIRECTS = 5
const MAX_WAIT_MS = 120_000

class PassingFailure extends Error {
  readonly waitMs: number | undefined
  constructor(message: string, waitMs?: number) {
    super(message)
    this.waitMs = waitMs
  }
}

/**
 * Gives what `read` makes of the answer; a connection that breaks while it reads is tried again from the start.
 *
 * @throws ApiProblem `dataset_unavailable`, `address_refused`
 */
export async function askHub<T>(access: HubAccess, url: string, read: (answer: HubAnswer) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askOnce(access, url, read)
    } catch (error) {
      access.signal?.throwIfAborted()
      // what was refused, or could not be stored, will not be otherwise next time
      if (!(error instanceof PassingFailure)) throw error
      if (attempt === TRIES)
        throw problems.datasetUnavailable(
          access.ref,
          `${access.endpoint} did not give it in ${TRIES} tries (${error.message})`,
          'Try again later, or correct `hf_endpoint`.',
        )
      const waitMs = error.waitMs ?? access.limits.retryMs * 2 ** (attempt - 1)
      await sleep(Math.min(waitMs, MAX_WAIT_MS), undefined, access.signal ? { signal: access.signal } : {})
    }
  }
}

export interface HubAnswer {
  headers: { get(name: string): string | null }
  body: () => AsyncGenerator<Uint8Array>
  json: () => Promise<unknown>
}

async function askOnce<T>(access: HubAccess, url: string, read: (answer: HubAnswer) => Promise<T>): Promise<T> {
  const silence = new AbortController()
  const { deadlineMs } = access.limits
  const late = () => silence.abort(new Error(`no byte came for ${deadlineMs / 1000} s`))
  let timer = setTimeout(late, deadlineMs)
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(late, deadlineMs)
  }
  try {
    const signal = access.signal ? AbortSignal.any([access.signal, silence.signal]) : silence.signal
    const response = await follow(access, url, signal)
    const body = async function* () {
      const reader = response.body?.getReader()
      for (;;) {
        const part = await passing(async () => reader?.read())
        if (part === undefined || part.done) return
        heard()
        yield part.value
      }
    }
    const json = async () => {
      const parts: Uint8Array[] = []
      for await (const part of body()) parts.push(part)
      try {
        return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown
      } catch {
        throw toNoHub(access, url)
      }
    }
    return await read({ headers: response.headers, body, json })
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

export function toNoHub({ ref, endpoint }: HubAccess, url: string): ApiProblem {
  return problems.datasetUnavailable(
    ref,
    `${URL.parse(url)?.origin ?? endpoint} does not answer as a Hugging Face hub does`,
    'Set `hf_endpoint` to https://huggingface.co, or to a Data Store (an Evalflow is one, under /v1/hf).',
  )
}

type Answer = Awaited<ReturnType<GuardedFetch>>

async function follow(access: HubAccess, first: string, signal: AbortSignal): Promise<Answer> {
  let url = first
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    await checkOutgoing(url)
    const known = access.token !== undefined && new URL(url).origin === new URL(access.endpoint).origin
    const headers = { 'user-agent': 'evalflow', ...(known ? { authorization: `Bearer ${access.token}` } : {}) }
    const response = await passing(() => ask(url, { headers, signal }))
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel()
      url = new URL(location, url).href
      continue
    }
    if (response.ok) return response
    await response.body?.cancel()
    throw toFailure(access, url, response)
  }
  throw problems.datasetUnavailable(access.ref, `${first} redirects in circles`, 'Correct `hf_endpoint`.')
}

async function ask(url: string, init: Parameters<GuardedFetch>[1]): Promise<Answer> {
  try {
    // its HTTP client is large, and most servers never read from a hub
    const { guardedFetch } = await import('@evalflow/engine')
    return await guardedFetch(url, init)
  } catch (error) {
    // a name that has another address now than when it was checked
    if (error instanceof BlockedAddressError) throw problems.addressRefused(new URL(url).hostname)
    throw error
  }
}

function toFailure({ ref, endpoint, token }: HubAccess, url: string, { status, headers }: Answer): Error {
  if (status === 408 || status === 429 || status >= 500)
    return new PassingFailure(`status ${status}`, toWait(headers.get('retry-after')))
  // the hub answers 401 for what is not there, too, as long as it does not know who asks
  if (status === 401 || status === 403)
    return problems.datasetUnavailable(
      ref,
      `${endpoint} answers ${status}: it is private or gated, or does not exist${token === undefined ? ', and no token was given' : ' for this token'}`,
      'Correct its name, or ask for access on its page and give a token that may read it (a job has it as `params.extra.hf_token`, Dataset Creator as Token).',
    )
  if (status === 404)
    return problems.datasetUnavailable(
      ref,
      `${endpoint} has nothing at ${URL.parse(url)?.pathname ?? url}`,
      'Correct its name or revision (in a job part of `files_url`), or the address of the hub (in a job `hf_endpoint`).',
    )
  return problems.datasetUnavailable(ref, `${endpoint} answers ${status}`, 'Correct `files_url` or `hf_endpoint`.')
}

/** Seconds, or a date. */
function toWait(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined
  const seconds = Number(retryAfter)
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter) - Date.now()
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined
}

/** Whatever breaks on the wire may go well next time. */
async function passing<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof ApiProblem) throw error
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
    throw new PassingFailure(`${messageOf(error)}${cause}`)
  }
}
