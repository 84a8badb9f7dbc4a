/**
 * What the process did over time: memory, processor, delay of the event loop, and the run's progress. At most 300
 * points: when they are used up, each two become one and further points span twice the time.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { TimelinePoint } from '../types.ts'

const MAX_POINTS = 300
const NS_PER_MS = 1e6

export interface TimelineState {
  /** Ticks per point. */
  readonly span: number
  readonly points: readonly TimelinePoint[]
}

type Progress = Pick<TimelinePoint, 'done' | 'failed' | 'in_flight' | 'concurrency'>

export class Timeline {
  private readonly delay = monitorEventLoopDelay({ resolution: 10 })
  private points: TimelinePoint[]
  private span: number
  private ticks: TimelinePoint[] = []
  private cpu = process.cpuUsage()
  private cpuAtMs = performance.now()

  constructor(state?: TimelineState) {
    this.points = [...(state?.points ?? [])]
    this.span = state?.span ?? 1
    this.delay.enable()
  }

  /** Takes a sample; call it at a steady pace. `server`: gauges of inference servers, if any are read. */
  tick(
    progress: Progress,
    now: Date,
    server: Readonly<Record<string, number>> = {},
  ): { point: TimelinePoint; cpuMs: number } {
    const cpu = process.cpuUsage(this.cpu)
    const nowMs = performance.now()
    const spanMs = Math.max(1, nowMs - this.cpuAtMs)
    const cpuMs = (cpu.user + cpu.system) / 1000
    const point: TimelinePoint = {
      at: now.toISOString(),
      ...progress,
      rss_bytes: process.memoryUsage.rss(),
      cpu_percent: round((100 * cpuMs) / spanMs),
      // the histogram holds the whole interval between two looks, of which 10 ms were asked for
      loop_delay_ms: round(Math.max(0, this.delay.count === 0 ? 0 : this.delay.max / NS_PER_MS - 10)),
      ...(Object.keys(server).length > 0 ? { server: { ...server } } : {}),
    }
    this.ticks.push(point)
    this.cpu = process.cpuUsage()
    this.cpuAtMs = nowMs
    this.delay.reset()
    if (this.ticks.length >= this.span) this.close()
    return { point, cpuMs }
  }

  toState(): TimelineState {
    return { span: this.span, points: this.ticks.length > 0 ? [...this.points, merge(this.ticks)] : this.points }
  }

  stop(): void {
    this.delay.disable()
  }

  private close(): void {
    this.points.push(merge(this.ticks))
    this.ticks = []
    if (this.points.length < MAX_POINTS) return
    const halved: TimelinePoint[] = []
    for (let at = 0; at < this.points.length; at += 2) halved.push(merge(this.points.slice(at, at + 2)))
    this.points = halved
    this.span *= 2
  }
}

/** Counts as at the end, memory and delay at their worst, processor on average. */
function merge(points: readonly TimelinePoint[]): TimelinePoint {
  const last = points.at(-1)
  if (!last || points.length === 1) return last ?? emptyPoint
  return {
    ...last,
    rss_bytes: Math.max(...points.map((point) => point.rss_bytes)),
    cpu_percent: round(points.reduce((sum, point) => sum + point.cpu_percent, 0) / points.length),
    loop_delay_ms: Math.max(...points.map((point) => point.loop_delay_ms)),
  }
}

const emptyPoint: TimelinePoint = {
  at: '',
  done: 0,
  failed: 0,
  in_flight: 0,
  concurrency: 0,
  rss_bytes: 0,
  cpu_percent: 0,
  loop_delay_ms: 0,
}

const round = (value: number) => Math.round(value * 100) / 100
