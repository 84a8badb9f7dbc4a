/**
 * What a job measured, for target and judge apart (rules M1 to M5 in SPEC.md). Kept in the journal beside the rows, so
 * that a resumed job goes on counting; a kill loses the last two seconds of it, and nothing of the rows.
 */
import type { Journal } from '../journal/journal.ts'
import type { CallPolicy } from '../policy.ts'
import type { ModelReply, ModelRequest, RoleFigures, RunInstruments, RunProgress, TimelinePoint } from '../types.ts'
import { Histograms } from './histograms.ts'
import { Timeline, type TimelineState } from './timeline.ts'

const META = 'instruments'
const META_STATE = 'instruments_state'
const TICK_MS = 1_000
const TICKS_PER_SAVE = 2

type Role = ModelRequest['role']
interface Counts {
  requests: number
  prompt_tokens: number
  completion_tokens: number
  /** Replies that did not tell their usage. */
  unknown_tokens: number
}
interface Goodput {
  met: number
  missed: number
  unmeasured: number
}
interface State {
  readonly histograms: Record<string, string>
  readonly counts: Record<Role, Counts>
  readonly goodput: Goodput
  readonly activeMs: number
  readonly timeline: TimelineState
}

/** What the journal of a job holds; undefined before its first two seconds. The engine alone writes it. */
export function readInstruments(journal: Pick<Journal, 'getMeta'>): RunInstruments | undefined {
  const text = journal.getMeta(META)
  return text === undefined ? undefined : (JSON.parse(text) as RunInstruments)
}

export class Instruments {
  private readonly journal: Journal
  private readonly slo: CallPolicy['slo']
  private readonly histograms: Histograms
  private readonly counts: Record<Role, Counts>
  private readonly goodput: Goodput
  private readonly timeline: Timeline
  private readonly earlierMs: number
  private readonly startedMs = performance.now()
  private timer: NodeJS.Timeout | undefined
  private ticks = 0

  constructor(journal: Journal, slo: CallPolicy['slo']) {
    const text = journal.getMeta(META_STATE)
    const state = text === undefined ? undefined : (JSON.parse(text) as State) // written by `save`
    this.journal = journal
    this.slo = slo
    this.histograms = Histograms.fromTexts(state?.histograms ?? {})
    this.counts = state?.counts ?? { target: emptyCounts(), judge: emptyCounts() }
    this.goodput = state?.goodput ?? { met: 0, missed: 0, unmeasured: 0 }
    this.timeline = new Timeline(state?.timeline)
    this.earlierMs = state?.activeMs ?? 0
  }

  /** Samples the process once a second; ends with `stop`. */
  start(look: () => Pick<TimelinePoint, 'done' | 'failed' | 'in_flight' | 'concurrency'>): void {
    this.timer = setInterval(() => {
      this.timeline.tick(look(), new Date())
      if (++this.ticks % TICKS_PER_SAVE === 0) this.save()
    }, TICK_MS)
    this.timer.unref()
  }

  addReply(role: Role, { timing, usage }: ModelReply): void {
    const record = (name: string, ms: number | null) => {
      if (ms !== null) this.histograms.record(`${role}.${name}`, ms)
    }
    record('queue', timing.queueMs)
    record('e2e', timing.e2eMs)
    record('e2e_with_retries', timing.e2eWithRetriesMs)
    record('ttft', timing.ttftMs)
    record('tpot', timing.tpotMs)
    record('itl', timing.itlMs)
    const counts = this.counts[role]
    counts.requests++
    if (usage.prompt === null && usage.completion === null) counts.unknown_tokens++
    counts.prompt_tokens += usage.prompt ?? 0
    counts.completion_tokens += usage.completion ?? 0
    if (role === 'target' && this.slo) this.goodput[judge(this.slo, timing)]++
  }

  toLatency(): RunProgress['latency'] {
    const of = (name: string) => this.histograms.toFigures(name)
    return {
      target: of('target.e2e'),
      ttft: of('target.ttft'),
      itl: of('target.itl'),
      judge: of('judge.e2e'),
      queue: of('target.queue'),
    }
  }

  /** The last sample and the last save. */
  stop(look: Pick<TimelinePoint, 'done' | 'failed' | 'in_flight' | 'concurrency'>): void {
    clearInterval(this.timer)
    this.timeline.tick(look, new Date())
    this.timeline.stop()
    this.save()
  }

  /** For a run that ends without a result. */
  giveUp(): void {
    clearInterval(this.timer)
    this.timeline.stop()
  }

  toInstruments(): RunInstruments {
    const seconds = this.activeMs() / 1000
    const { met, missed, unmeasured } = this.goodput
    return {
      active_seconds: seconds,
      target: this.toRole('target', seconds),
      judge: this.toRole('judge', seconds),
      goodput: this.slo ? { slo: this.slo, met, missed, unmeasured, per_second: perSecond(met, seconds) } : null,
      timeline: [...this.timeline.toState().points],
    }
  }

  private toRole(role: Role, seconds: number): RoleFigures | null {
    const counts = this.counts[role]
    if (counts.requests === 0) return null
    const of = (name: string) => this.histograms.toMeasure(`${role}.${name}`)
    return {
      ...counts,
      queue: of('queue'),
      e2e: of('e2e'),
      e2e_with_retries: of('e2e_with_retries'),
      ttft: of('ttft'),
      tpot: of('tpot'),
      itl: of('itl'),
      ttft_source: of('ttft') ? 'measured' : 'unavailable',
      requests_per_second: perSecond(counts.requests, seconds),
      completion_tokens_per_second: perSecond(counts.completion_tokens, seconds),
    }
  }

  private activeMs(): number {
    return this.earlierMs + performance.now() - this.startedMs
  }

  private save(): void {
    const state: State = {
      histograms: this.histograms.toTexts(),
      counts: this.counts,
      goodput: this.goodput,
      activeMs: this.activeMs(),
      timeline: this.timeline.toState(),
    }
    this.journal.setMeta(META_STATE, JSON.stringify(state))
    this.journal.setMeta(META, JSON.stringify(this.toInstruments()))
  }
}

/** Unmeasured where the objective names a time that this reply has not. */
function judge(slo: NonNullable<CallPolicy['slo']>, timing: ModelReply['timing']): keyof Goodput {
  const pairs = [
    [slo.e2e_ms, timing.e2eMs],
    [slo.ttft_ms, timing.ttftMs],
    [slo.tpot_ms, timing.tpotMs],
  ] as const
  let isUnmeasured = false
  for (const [limit, ms] of pairs) {
    if (limit === undefined) continue
    if (ms === null) isUnmeasured = true
    else if (ms > limit) return 'missed'
  }
  return isUnmeasured ? 'unmeasured' : 'met'
}

const emptyCounts = (): Counts => ({ requests: 0, prompt_tokens: 0, completion_tokens: 0, unknown_tokens: 0 })
const perSecond = (count: number, seconds: number) => (seconds > 0 ? count / seconds : 0)
