/**
 * What a job measured, for target, judge, simulated user and encoder apart (rules M1 to M9 in SPEC.md). Kept in the journal beside
 * the rows, so that a resumed job goes on counting; a kill loses the last two seconds of it, and nothing of the rows.
 */
import type { Journal } from '../journal/journal.ts'
import type { CallPolicy } from '../policy.ts'
import type { ModelReply, ModelRole, RunInstruments, RunProgress, ServerMetrics, TimelinePoint } from '../types.ts'
import { Histograms } from './histograms.ts'
import { type RoleCounts, RoleMeasures, perSecond } from './role-measures.ts'
import { ServerWatch } from './server-watch.ts'
import { Timeline, type TimelineState } from './timeline.ts'

const META = 'instruments'
const META_STATE = 'instruments_state'
const TICK_MS = 1_000
const TICKS_PER_SAVE = 2
const ROLES = ['target', 'judge', 'user', 'encoder'] as const satisfies readonly ModelRole[]
const LOOP_DELAY = 'process.loop_delay'

interface Goodput {
  met: number
  missed: number
  unmeasured: number
}
interface Process {
  rss_max_bytes: number
  cpu_seconds: number
}
interface State {
  readonly histograms: Record<string, string>
  readonly counts: Partial<Record<ModelRole, Partial<RoleCounts>>>
  readonly goodput: Goodput
  readonly activeMs: number
  readonly timeline: TimelineState
  readonly process?: Process
}
type Look = Pick<TimelinePoint, 'done' | 'failed' | 'in_flight' | 'concurrency'>

/** What the journal of a job holds; undefined before its first two seconds. The engine alone writes it. */
export function readInstruments(journal: Pick<Journal, 'getMeta'>): RunInstruments | undefined {
  const text = journal.getMeta(META)
  return text === undefined ? undefined : (JSON.parse(text) as RunInstruments)
}

export class Instruments {
  private readonly journal: Journal
  private readonly slo: CallPolicy['slo']
  private readonly histograms: Histograms
  private readonly roles: Readonly<Record<ModelRole, RoleMeasures>>
  private readonly goodput: Goodput
  private readonly process: Process
  private readonly timeline: Timeline
  private readonly servers: readonly ServerWatch[]
  private readonly earlierMs: number
  private readonly startedMs = performance.now()
  private timer: NodeJS.Timeout | undefined
  private ticks = 0

  constructor(journal: Journal, { slo, serverMetrics }: Pick<CallPolicy, 'slo' | 'serverMetrics'>) {
    const text = journal.getMeta(META_STATE)
    const state = text === undefined ? undefined : (JSON.parse(text) as State) // written by `save`
    this.journal = journal
    this.slo = slo
    const histograms = Histograms.fromTexts(state?.histograms ?? {})
    this.histograms = histograms
    const toRole = (role: ModelRole) => new RoleMeasures(role, histograms, state?.counts[role])
    this.roles = { target: toRole('target'), judge: toRole('judge'), user: toRole('user'), encoder: toRole('encoder') }
    this.goodput = state?.goodput ?? { met: 0, missed: 0, unmeasured: 0 }
    this.process = state?.process ?? { rss_max_bytes: 0, cpu_seconds: 0 }
    this.timeline = new Timeline(state?.timeline)
    this.servers = (serverMetrics ?? []).map((server) => new ServerWatch(server))
    this.earlierMs = state?.activeMs ?? 0
  }

  /** Samples the process once a second, and servers as they say; ends with `stop`. Waits for the servers' first figures. */
  async start(look: () => Look): Promise<void> {
    this.timer = setInterval(() => {
      this.tick(look())
      if (++this.ticks % TICKS_PER_SAVE === 0) this.save()
    }, TICK_MS)
    this.timer.unref()
    await Promise.all(this.servers.map((server) => server.start()))
  }

  addReply(role: ModelRole, reply: ModelReply): void {
    this.roles[role].addReply(reply)
    if (role === 'target' && this.slo) this.goodput[judge(this.slo, reply.timing)]++
  }

  addStream(role: ModelRole, seen: { gapsMs: readonly number[]; whyNoTtft: string | null }): void {
    this.roles[role].addStream(seen.gapsMs, seen.whyNoTtft)
  }

  toLatency(): RunProgress['latency'] {
    const of = (name: string) => this.histograms.toFigures(name)
    return {
      target: of('target.e2e'),
      ttft: of('target.ttft'),
      itl: of('target.gap'),
      judge: of('judge.e2e'),
      queue: of('target.queue'),
    }
  }

  /** The last sample, the servers' last figures, and the last save. */
  async stop(look: Look): Promise<void> {
    clearInterval(this.timer)
    this.tick(look)
    this.timeline.stop()
    await Promise.all(this.servers.map((server) => server.stop()))
    this.save()
  }

  /** For a run that ends without a result. */
  giveUp(): void {
    clearInterval(this.timer)
    this.timeline.stop()
    for (const server of this.servers) server.giveUp()
  }

  toInstruments(): RunInstruments {
    const seconds = this.activeMs() / 1000
    const { met, missed, unmeasured } = this.goodput
    const { rss_max_bytes, cpu_seconds } = this.process
    return {
      active_seconds: seconds,
      target: this.roles.target.toFigures(seconds),
      judge: this.roles.judge.toFigures(seconds),
      user: this.roles.user.toFigures(seconds),
      encoder: this.roles.encoder.toFigures(seconds),
      goodput: this.slo ? { slo: this.slo, met, missed, unmeasured, per_second: perSecond(met, seconds) } : null,
      process: {
        rss_max_bytes,
        cpu_seconds,
        cpu_percent: 100 * perSecond(cpu_seconds, seconds),
        loop_delay: this.histograms.toMeasure(LOOP_DELAY),
      },
      servers: this.servers.map((server): ServerMetrics => server.toMetrics()),
      timeline: [...this.timeline.toState().points],
    }
  }

  private tick(look: Look): void {
    const gauges: Record<string, number> = {}
    for (const server of this.servers) Object.assign(gauges, server.headline)
    const { point, cpuMs } = this.timeline.tick(look, new Date(), gauges)
    this.process.rss_max_bytes = Math.max(this.process.rss_max_bytes, point.rss_bytes)
    this.process.cpu_seconds += cpuMs / 1000
    this.histograms.record(LOOP_DELAY, point.loop_delay_ms)
  }

  private activeMs(): number {
    return this.earlierMs + performance.now() - this.startedMs
  }

  private save(): void {
    const state: State = {
      histograms: this.histograms.toTexts(),
      counts: Object.fromEntries(ROLES.map((role) => [role, this.roles[role].counts])),
      goodput: this.goodput,
      activeMs: this.activeMs(),
      timeline: this.timeline.toState(),
      process: this.process,
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
