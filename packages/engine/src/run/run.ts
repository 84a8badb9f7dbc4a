/**
 * One run of a job: every sample once, durably (rules S, J, R in SPEC.md).
 *
 *   rows ─pull─► sample ─call─► slot ─► wire ─► reply held ─► outcome ─► journal ─commit─► slot free, row counted
 *
 * At most `parallelism` samples are active and 2 x parallelism exist (the rest wait for a retry), so memory does not
 * grow with the rows.
 */
import { Budget } from '../call/budget.ts'
import { fromCachedText, toCachedText } from '../call/reply-cache.ts'
import { createHttpTransport } from '../call/http-transport.ts'
import { ModelCaller } from '../call/model-caller.ts'
import { RunStopped } from '../call/run-stopped.ts'
import { Scheduler } from '../call/scheduler.ts'
import type { Transport } from '../call/transport.ts'
import { type Clock, systemClock } from '../clock.ts'
import { CallFailed, EngineError, engineErrors } from '../errors.ts'
import type { Journal } from '../journal/journal.ts'
import type { OutcomeRow } from '../journal/pending-writes.ts'
import type { RowFigures } from '../journal/reading.ts'
import { RowSet } from '../journal/row-set.ts'
import { rowFlags } from '../journal/schema.ts'
import type { TaskRows } from '../journal/task-rows.ts'
import { type CallPolicy, toCallPolicy } from '../policy.ts'
import type {
  EngineSample,
  ModelReply,
  RunProgress,
  RunSummary,
  SampleOutcome,
  SampleStatus,
  TaskInput,
} from '../types.ts'
import { Figures } from './figures.ts'
import { Instruments } from './instruments.ts'
import type { RunOptions } from './run-options.ts'
import { type SampleHost, SampleRun, toRowHash } from './sample-run.ts'
import { TurnBudget } from './turn-budget.ts'

type Ending = { readonly state: RunSummary['state']; readonly message: string; readonly error?: unknown }

const PROGRESS_GAP_MS = 250
/** A sample that scores for longer than this gives its slot back first. */
const HOLD_MS = 20
/** How long a stop waits for samples that do not heed the signal. */
const STOP_GRACE_MS = 400
/** Finished rows skipped in one turn of the event loop on resume. */
const SKIP_BATCH = 500
const SPENT = 'spent'

export class Run implements SampleHost {
  readonly caller: ModelCaller
  readonly journal: Journal
  private readonly options: RunOptions
  private readonly policy: CallPolicy
  private readonly clock: Clock
  private readonly scheduler: Scheduler
  private readonly transport: Transport
  private readonly budget: Budget | null
  private readonly figures: Figures
  private readonly instruments: Instruments
  private readonly abort = new AbortController()
  private readonly holding = new Set<SampleRun>()
  private readonly turns = new TurnBudget()
  private cancelHoldTimer: (() => void) | undefined
  private cancelProgress: (() => void) | undefined
  private cancelGrace: (() => void) | undefined
  private alive = 0
  private sleeping = 0
  private pulled = false
  private closed = false
  private ending: Ending | undefined
  private wakePump: (() => void) | undefined
  private finish: () => void = () => {}

  constructor(options: RunOptions) {
    this.options = options
    this.journal = options.journal
    this.policy = toCallPolicy(options.policy)
    this.clock = options.clock ?? systemClock
    this.scheduler = new Scheduler(this.policy, this.clock)
    this.transport = options.transport ?? createHttpTransport({ ...this.policy, connections: this.policy.parallelism })
    const budget = options.budget ?? this.policy.budget
    this.budget = budget ? new Budget(budget, this.journal.getMeta(SPENT)) : null
    for (const { endpointId, usage } of options.earlier ?? []) this.budget?.settle(0n, endpointId, usage)
    this.instruments = new Instruments(this.journal, this.policy)
    this.figures = new Figures(sumTotals(options.tasks), this.clock.nowMs())
    this.caller = new ModelCaller({
      policy: this.policy,
      transport: this.transport,
      scheduler: this.scheduler,
      clock: this.clock,
      random: options.random ?? Math.random,
      budget: this.budget,
      events: {
        stop: (state, message) => this.stop({ state, message }),
        onSleep: (by) => this.onSleep(by),
        onWarning: (message) => this.figures.warn(message),
        onMeasured: (role, seen) => this.instruments.addStream(role, seen),
      },
    })
  }

  get signal(): AbortSignal {
    return this.abort.signal
  }

  async start(): Promise<RunSummary> {
    const finished = new Promise<void>((resolve) => (this.finish = resolve))
    const cancel = () => this.stop({ state: 'cancelled', message: 'Cancelled. Resume to go on where it stopped.' })
    this.options.signal?.addEventListener('abort', cancel, { once: true })
    if (this.options.signal?.aborted) cancel()
    else void this.begin()
    await finished
    this.options.signal?.removeEventListener('abort', cancel)
    return this.conclude()
  }

  /** Servers tell their figures before the first request leaves. */
  private async begin(): Promise<void> {
    await this.instruments.start(() => this.look())
    if (!this.ending) await this.pump()
  }

  releaseSlot(): void {
    this.scheduler.releaseSlot()
  }

  onReply(...[request, reply]: Parameters<SampleHost['onReply']>): void {
    this.instruments.addReply(request.role, reply)
    if (this.budget) this.journal.setMeta(SPENT, this.budget.spentText)
  }

  findCached(key: string): ModelReply | undefined {
    const text = this.policy.cache?.get(key)
    return text === undefined ? undefined : fromCachedText(text)
  }

  keepCached(key: string, reply: ModelReply): void {
    this.policy.cache?.put(key, toCachedText(reply))
  }

  get hasCache(): boolean {
    return this.policy.cache !== undefined
  }

  costOf(reply: ModelReply): number | null | undefined {
    if (!this.budget) return undefined
    return reply.cached ? 0 : this.budget.costOf(reply.servedBy, reply.usage)
  }

  onHeld(run: SampleRun): void {
    run.heldSinceMs = this.clock.nowMs()
    this.holding.add(run)
    this.cancelHoldTimer ??= this.clock.setTimer(() => this.sweepHeld(), HOLD_MS)
  }

  onUnheld(run: SampleRun): void {
    this.holding.delete(run)
  }

  waitForTurn(): Promise<void> | undefined {
    return this.turns.wait()
  }

  onJournalError(error: Error): void {
    this.stop({ state: 'failed', message: `The journal could not be written: ${error.message}`, error })
  }

  private async pump(): Promise<void> {
    try {
      for (const task of this.options.tasks) {
        await this.pumpTask(task)
        if (this.ending) break
      }
    } catch (error) {
      this.stop({ state: 'failed', message: error instanceof Error ? error.message : String(error), error })
    }
    this.pulled = true
    this.finishIfDone()
  }

  private async pumpTask(task: TaskInput): Promise<void> {
    const onChanged = this.options.onChanged ?? 'error'
    const rows = this.journal.beginTask(task.name, task.fingerprint ?? null, onChanged)
    const hasReplays = this.journal.hasCalls(rows.no)
    const started = new RowSet()
    let skipped = 0
    for await (const sample of task.samples) {
      if (this.ending) return
      if (started.has(sample.index)) throw engineErrors.rowTwice(task.name, sample.index)
      started.add(sample.index)
      const itemText = JSON.stringify(sample.item)
      const hash = toRowHash(sample.id, itemText)
      if (rows.done.has(sample.index) && this.resumeRow(task, rows, sample, hash)) {
        if (++skipped % SKIP_BATCH === 0) await new Promise((resolve) => setImmediate(resolve))
        continue
      }
      const replays = hasReplays ? this.journal.findCalls(rows.no, sample.index) : null
      this.alive++
      void this.runOne(task, new SampleRun(sample, { host: this, taskNo: rows.no, itemText, hash, replays }))
      if (!this.hasRoom()) await new Promise<void>((resolve) => (this.wakePump = resolve))
      // a row that asks no model has been scored by now
      const turn = this.waitForTurn()
      if (turn) await turn
      if (this.ending) return
    }
  }

  /** Whether the row is finished and stays so. */
  private resumeRow(task: TaskInput, rows: TaskRows, sample: EngineSample, hash: string): boolean {
    const figures = this.journal.findRowFigures(rows.no, sample.index)
    if (!figures) return false
    const isChanged = figures.hash !== hash
    if (isChanged && this.options.onChanged !== 'ask') throw engineErrors.rowChanged(task.name, sample.index)
    if (isChanged) this.journal.deleteRow(rows.no, sample.index)
    if (isChanged || (this.options.retryFailed && figures.flags & rowFlags.failed)) return false
    this.figures.resumed++
    this.count(task.name, figures, null, false)
    return true
  }

  private async runOne(task: TaskInput, run: SampleRun): Promise<void> {
    let outcome: SampleOutcome | null = null
    let failure: unknown = null
    try {
      outcome = await task.pipeline.runSample(run.sample, run)
    } catch (error) {
      failure = error
      // a fault of the job's making, alike for every row
      if (error instanceof EngineError) this.stop({ state: 'failed', message: error.message, error })
      // an endpoint that the sample could not do without after all
      if (error instanceof CallFailed && error.code === 'endpoint_dead') this.stop(toDead(error))
    }
    const slots = run.takeHeldSlots()
    // a stopped sample is no failed one: it leaves no row and is asked again
    if (this.closed || (!outcome && (failure instanceof RunStopped || this.ending))) return this.onGone(slots)
    const row = this.toRow(run, outcome, failure)
    try {
      this.journal.appendOutcome(row, (error) => {
        if (error) this.onJournalError(error)
        else
          this.count(
            task.name,
            { ...row, scores: row.flags & rowFlags.failed ? {} : (outcome?.scores ?? {}) },
            run.servedBy,
            run.isCached,
          )
        this.onGone(slots)
      })
    } catch (error) {
      // the journal was closed under the run
      this.onJournalError(error instanceof Error ? error : new Error(String(error)))
      this.onGone(slots)
    }
  }

  private toRow(run: SampleRun, outcome: SampleOutcome | null, failure: unknown): OutcomeRow {
    try {
      return run.toRow(outcome, failure)
    } catch (error) {
      // an outcome that JSON cannot hold
      return run.toRow(null, error)
    }
  }

  private count(
    task: string,
    row: Pick<RowFigures, 'flags' | 'scores' | 'promptTokens' | 'completionTokens'>,
    servedBy: string | null,
    cached: boolean,
  ): void {
    const { scores, promptTokens, completionTokens } = row
    this.figures.addRow({ task, status: toStatus(row.flags), scores, cached, promptTokens, completionTokens, servedBy })
    if (this.options.onProgress) this.cancelProgress ??= this.clock.setTimer(() => this.report(), PROGRESS_GAP_MS)
  }

  private onGone(slots: number): void {
    for (let i = 0; i < slots; i++) this.scheduler.releaseSlot()
    this.alive--
    if (this.wakePump && this.hasRoom()) this.wake()
    this.finishIfDone()
  }

  private onSleep(by: 1 | -1): void {
    this.sleeping += by
    if (by === 1 && this.wakePump && this.hasRoom()) this.wake()
  }

  private hasRoom(): boolean {
    const { parallelism } = this.policy
    return this.alive - this.sleeping < parallelism && this.alive < 2 * parallelism
  }

  private wake(): void {
    const wake = this.wakePump
    this.wakePump = undefined
    wake?.()
  }

  private sweepHeld(): void {
    this.cancelHoldTimer = undefined
    const nowMs = this.clock.nowMs()
    for (const run of this.holding) {
      if (nowMs - run.heldSinceMs < HOLD_MS) break // oldest first
      void run.journalHeld().catch(() => {}) // the run already stops through onJournalError
    }
    if (this.holding.size > 0) this.cancelHoldTimer = this.clock.setTimer(() => this.sweepHeld(), HOLD_MS)
  }

  private stop(ending: Ending): void {
    if (this.ending) return
    this.ending = ending
    this.caller.stop()
    this.transport.destroy()
    this.abort.abort(new RunStopped())
    this.wake()
    this.cancelGrace = this.clock.setTimer(() => this.finish(), STOP_GRACE_MS)
    this.finishIfDone()
  }

  private finishIfDone(): void {
    if (this.alive === 0 && (this.pulled || this.ending)) this.finish()
  }

  private report(): void {
    this.cancelProgress = undefined
    if (this.closed) return
    const nowMs = this.clock.nowMs()
    this.figures.measure(nowMs)
    this.options.onProgress?.(this.toProgress(nowMs))
  }

  private toProgress(nowMs: number): RunProgress {
    return this.figures.toProgress(nowMs, {
      retried: this.caller.retried,
      rate_limited: this.caller.rateLimited,
      in_flight: this.scheduler.inFlight,
      concurrency: this.scheduler.concurrency,
      latency: this.instruments.toLatency(),
      cost: this.budget
        ? { amount: this.budget.amount, currency: this.budget.options.currency, budget: this.budget.options.limit }
        : null,
    })
  }

  private look() {
    const { done, failed } = this.figures
    return { done, failed, in_flight: this.scheduler.inFlight, concurrency: this.scheduler.concurrency }
  }

  private async conclude(): Promise<RunSummary> {
    this.closed = true
    this.cancelProgress?.()
    this.cancelHoldTimer?.()
    this.cancelGrace?.()
    this.transport.destroy()
    if (this.ending?.error !== undefined) {
      this.instruments.giveUp()
      throw this.ending.error
    }
    await this.instruments.stop(this.look())
    if (this.budget) this.journal.setMeta(SPENT, this.budget.spentText)
    this.journal.flush()
    const nowMs = this.clock.nowMs()
    this.figures.measure(nowMs)
    // folded in row order, so that the result does not depend on the order of answers
    const progress = { ...this.toProgress(nowMs), in_flight: 0, scores: await this.journal.scores() }
    this.options.onProgress?.(progress)
    const { ok, partly, resumed, servedBy } = this.figures
    return {
      ...progress,
      ...this.toEnding(),
      ok,
      partly,
      resumed,
      requests: this.caller.requests,
      served_by: { ...servedBy },
    }
  }

  private toEnding(): Pick<RunSummary, 'state' | 'message'> {
    if (this.ending) return { state: this.ending.state, message: this.ending.message }
    const { done, failed, total } = this.figures
    if (total !== null && done < total) {
      return {
        state: 'failed',
        message: `The rows ended early: ${done} of ${total} came. Check the dataset, then resume the job.`,
      }
    }
    if (done > 0 && failed === done)
      return { state: 'failed', message: `All ${done} samples failed. ${this.firstFailure()}`.trim() }
    return { state: 'completed', message: failed > 0 ? `${failed} of ${done} samples failed.` : '' }
  }

  private firstFailure(): string {
    return this.journal.listSamples({ filter: 'failed', pageSize: 1 }).data[0]?.error ?? ''
  }
}

const toDead = ({ message }: CallFailed): Ending => ({
  state: 'failed',
  message: `${message} Check that the server runs and that its key is right, then resume the job.`,
})

function toStatus(flags: number): SampleStatus {
  if (flags & rowFlags.failed) return 'failed'
  return flags & rowFlags.partly ? 'partly' : 'ok'
}

function sumTotals(tasks: readonly TaskInput[]): number | null {
  let total = 0
  for (const task of tasks) {
    if (task.total === null) return null
    total += task.total
  }
  return total
}
