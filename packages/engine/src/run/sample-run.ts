/**
 * One sample under way: its calls, the replies not yet journaled, and its row at the end (rules J2 to J5 in SPEC.md).
 *
 * A reply is *held* with its slot until either the sample ends (one record for reply and outcome), or the sample asks
 * again, has other calls open, or takes long to score: then the reply is journaled by itself and its slot given back.
 */
import { hash } from 'node:crypto'
import { toCacheKey } from '../call/reply-cache.ts'
import type { ModelCaller } from '../call/model-caller.ts'
import { CallFailed, engineErrors } from '../errors.ts'
import type { Journal } from '../journal/journal.ts'
import type { OutcomeRow } from '../journal/pending-writes.ts'
import { rowFlags } from '../journal/schema.ts'
import type { StoredText } from '../journal/stored-row.ts'
import type {
  AttemptRecord,
  Endpoint,
  EngineSample,
  ModelReply,
  ModelRequest,
  SampleContext,
  SampleOutcome,
} from '../types.ts'

export interface SampleHost {
  readonly caller: ModelCaller
  readonly journal: Journal
  readonly signal: AbortSignal
  releaseSlot(): void
  readonly hasCache: boolean
  findCached(key: string): ModelReply | undefined
  keepCached(key: string, reply: ModelReply): void
  /** Undefined where no prices were given. */
  costOf(reply: ModelReply): number | null | undefined
  onReply(request: ModelRequest, reply: ModelReply): void
  /** The sample holds a reply while it scores; after a while the host calls `journalHeld`. */
  onHeld(run: SampleRun): void
  onUnheld(run: SampleRun): void
  /** Undefined where this turn of the event loop has time left for the sample's scoring. */
  waitForTurn(): Promise<void> | undefined
  onJournalError(error: Error): void
}

interface HeldReply {
  readonly key: string
  readonly reply: ModelReply
}

export class SampleRun implements SampleContext {
  readonly sample: EngineSample
  readonly itemText: string
  readonly hash: string
  heldSinceMs = 0
  private readonly host: SampleHost
  private readonly taskNo: number
  private readonly replays: Map<string, { hash: string; reply: string }> | null
  private readonly replies: { request: ModelRequest; reply: ModelReply }[] = []
  private readonly keys: string[] = []
  private held: HeldReply[] = []
  private open = 0
  private asked = false

  constructor(
    sample: EngineSample,
    from: {
      host: SampleHost
      taskNo: number
      itemText: string
      hash: string
      replays: Map<string, { hash: string; reply: string }> | null
    },
  ) {
    this.sample = sample
    this.host = from.host
    this.taskNo = from.taskNo
    this.itemText = from.itemText
    this.hash = from.hash
    this.replays = from.replays
  }

  get signal(): AbortSignal {
    return this.host.signal
  }

  readonly call = async (key: string, endpoint: Endpoint, request: ModelRequest): Promise<ModelReply> => {
    if (this.keys.includes(key)) throw engineErrors.callKeyReused(this.sample.task, this.sample.index, key)
    this.keys.push(key)
    const replay = this.replays?.get(key)
    if (replay && replay.hash === this.hash) {
      const reply = JSON.parse(replay.reply) as ModelReply
      this.replies.push({ request, reply })
      this.asked = true
      return reply
    }
    const cacheKey = this.host.hasCache ? toCacheKey(key, endpoint, request) : null
    const hit = cacheKey === null ? undefined : this.host.findCached(cacheKey)
    if (hit) {
      this.replies.push({ request, reply: hit })
      return hit
    }
    if (this.held.length > 0) await this.journalHeld()
    const reply = await this.ask(key, endpoint, request)
    if (cacheKey !== null && reply.finishReason !== 'content_filter') this.host.keepCached(cacheKey, reply)
    // another call of this sample is still out: its slot must not wait for this one's
    if (this.open > 0) await this.journalHeld()
    else this.host.onHeld(this)
    const turn = this.host.waitForTurn()
    if (turn) await turn
    return reply
  }

  readonly step = async <T>(key: string, run: () => Promise<T>): Promise<T> => {
    if (this.keys.includes(key)) throw engineErrors.callKeyReused(this.sample.task, this.sample.index, key)
    this.keys.push(key)
    const replay = this.replays?.get(key)
    if (replay && replay.hash === this.hash) return (JSON.parse(replay.reply) as { step: T }).step
    // what led to the step must be durable before it has an effect outside; its slot is free meanwhile
    if (this.held.length > 0) await this.journalHeld()
    if (this.signal.aborted) throw this.signal.reason
    const value = await run()
    await this.append(key, JSON.stringify({ step: value }))
    return value
  }

  /** Journals the held replies one by one; resolves when they are durable and their slots are free. */
  journalHeld(): Promise<void> {
    const held = this.held
    this.held = []
    this.host.onUnheld(this)
    const commits = held.map(({ key, reply }) => this.append(key, JSON.stringify(reply), () => this.host.releaseSlot()))
    return Promise.all(commits).then(() => undefined)
  }

  private append(call: string, reply: string, onSettled?: () => void): Promise<void> {
    const { taskNo, hash, sample } = this
    return new Promise((resolve, reject) => {
      this.host.journal.appendCall({ taskNo, index: sample.index, call, hash, reply }, (error) => {
        onSettled?.()
        if (!error) return resolve()
        this.host.onJournalError(error)
        reject(error)
      })
    })
  }

  /** Endpoint that answered for the target, or for the judge where there is no target call. */
  get servedBy(): string | null {
    const target = this.replies.filter(({ request }) => request.role === 'target')
    return toServedBy((target.length > 0 ? target : this.replies).map(({ reply }) => reply))
  }

  get isCached(): boolean {
    return this.replies.length > 0 && this.replies.every(({ reply }) => reply.cached)
  }

  /** Slots this sample still has, given back once its row is committed. */
  takeHeldSlots(): number {
    const slots = this.held.length
    this.held = []
    if (slots > 0) this.host.onUnheld(this)
    return slots
  }

  toRow(outcome: SampleOutcome | null, error: unknown): OutcomeRow {
    // a cache hit took no time that would say anything of the model
    const target = this.replies
      .filter(({ request, reply }) => request.role === 'target' && !reply.cached)
      .map(({ reply }) => reply)
    const scores = outcome?.scores ?? {}
    const figures = sumFigures(target)
    return {
      taskNo: this.taskNo,
      index: this.sample.index,
      flags: toFlags(outcome),
      hash: this.hash,
      scores: JSON.stringify(scores),
      durationMs: figures.durationMs,
      ttftMs: target[0]?.timing.ttftMs ?? null,
      promptTokens: this.sumTokens('prompt'),
      completionTokens: this.sumTokens('completion'),
      record: JSON.stringify(this.toText(outcome, error, target)),
      item: this.itemText,
    }
  }

  private toText(outcome: SampleOutcome | null, error: unknown, target: ModelReply[]): StoredText {
    const attempts: AttemptRecord[] = this.replies.flatMap(({ reply }) => reply.timing.attempts)
    const text: StoredText = {
      id: this.sample.id,
      prompt: outcome?.prompt ?? null,
      answer: outcome?.answer ?? null,
      reference: outcome?.reference ?? null,
      unscored: outcome?.unscored ?? {},
      error: outcome ? null : toErrorText(error),
      served_by: this.servedBy,
      cached: this.isCached,
      attempts,
      queue_ms: target[0]?.timing.queueMs ?? null,
    }
    const cost = this.sumCost()
    if (cost !== undefined) text.cost = cost
    if (outcome?.judge !== undefined) text.judge = outcome.judge
    if (outcome?.extra !== undefined) text.extra = outcome.extra
    return text
  }

  private sumCost(): number | null | undefined {
    let sum = 0
    for (const { reply } of this.replies) {
      const cost = this.host.costOf(reply)
      if (cost === undefined || cost === null) return cost
      sum += cost
    }
    return this.replies.length > 0 ? sum : undefined
  }

  private sumTokens(side: 'prompt' | 'completion'): number | null {
    let sum: number | null = null
    for (const { reply } of this.replies) {
      const tokens = reply.usage[side]
      if (tokens !== null) sum = (sum ?? 0) + tokens
    }
    return sum
  }

  private async ask(key: string, endpoint: Endpoint, request: ModelRequest): Promise<ModelReply> {
    this.open++
    try {
      const reply = await this.host.caller.ask(endpoint, request, this.asked)
      this.held.push({ key, reply })
      this.replies.push({ request, reply })
      this.asked = true
      this.host.onReply(request, reply)
      return reply
    } finally {
      this.open--
    }
  }
}

/** Hash of a row's content: a resume that finds another one never mixes the two. */
export function toRowHash(id: string, itemText: string): string {
  return hash('sha256', `${id}\n${itemText}`, 'base64url').slice(0, 22)
}

function toFlags(outcome: SampleOutcome | null): number {
  if (!outcome) return rowFlags.failed
  let flags = 0
  let hasZero = false
  for (const key in outcome.scores) {
    const value = outcome.scores[key]
    if (value === null) flags |= rowFlags.partly
    else if (value === 0) hasZero = true
  }
  return (outcome.wrong ?? hasZero) ? flags | rowFlags.wrong : flags
}

function toErrorText(error: unknown): string {
  if (error instanceof CallFailed) return error.message
  // one with a code is made for people to read; others are faults, whose class says more than their message
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.message
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function toServedBy(replies: ModelReply[]): string | null {
  const first = replies[0]
  if (!first) return null
  return replies.every((reply) => reply.servedBy === first.servedBy)
    ? first.servedBy
    : [...new Set(replies.map((reply) => reply.servedBy))].join(', ')
}

function sumFigures(replies: ModelReply[]): { durationMs: number | null } {
  let durationMs: number | null = null
  for (const reply of replies) durationMs = (durationMs ?? 0) + reply.timing.e2eMs
  return { durationMs }
}
