/**
 * Reads one inference server's `/metrics` before, during and after a run (rule M9 in SPEC.md). What the server tells
 * counts for all its clients, so growth is the job's alone only if nobody else asks it. Whatever goes wrong is stated in
 * `failure` and harms nothing else. No credential is sent.
 */
import { createToolTransport, type ToolTransport } from '../call/tool-transport.ts'
import type { ServerMetrics } from '../types.ts'
import { type MetricSample, type MetricsText, parsePrometheus } from './prometheus.ts'

const EVERY_MS = 5_000
const TIMEOUT_MS = 3_000
const MAX_BYTES = 4 * 1024 * 1024
const MOST_SERIES = 500
/** Gauges worth a place in the timeline, by what servers call them. */
const HEADLINE = /running|waiting|queue|usage|util/i
const MOST_HEADLINES = 6

interface Scrape {
  readonly text: MetricsText
  readonly at: string
}

export class ServerWatch {
  /** Gauges by metric, labels summed, as last read. */
  headline: Record<string, number> = {}
  private readonly endpointId: string
  private readonly url: string
  private readonly transport: ToolTransport | null
  private readonly stopping = new AbortController()
  private timer: NodeJS.Timeout | undefined
  private first: Scrape | undefined
  private last: Scrape | undefined
  private failure: string | null = null
  private scrapes = 0
  private readonly ranges = new Map<string, { min: number; max: number }>()

  constructor({ endpointId, url }: { endpointId: string; url: string }) {
    this.endpointId = endpointId
    this.url = url
    const origin = URL.parse(url)?.origin
    this.transport = origin === undefined || origin === 'null' ? null : createToolTransport(new Set([origin]))
    if (this.transport === null) this.failure = 'the address is no http or https URL'
  }

  async start(): Promise<void> {
    await this.scrape()
    this.timer = setInterval(() => void this.scrape(), EVERY_MS)
    this.timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.scrape()
    this.giveUp()
  }

  giveUp(): void {
    clearInterval(this.timer)
    this.stopping.abort(new Error('The run ended.'))
    void this.transport?.close()
  }

  toMetrics(): ServerMetrics {
    const { first, last } = this
    const empty = { counters: {}, gauges: {}, distributions: {}, dropped: 0 }
    const shared = { endpoint: this.endpointId, url: this.url, failure: this.failure, scrapes: this.scrapes }
    if (!first || !last) return { ...shared, started_at: '', ended_at: '', ...empty }
    return { ...shared, started_at: first.at, ended_at: last.at, ...this.compare(first.text, last.text) }
  }

  private async scrape(): Promise<void> {
    if (this.transport === null) return
    const url = new URL(this.url)
    try {
      const reply = await this.transport.send({
        url,
        method: 'GET',
        headers: { accept: 'text/plain;version=0.0.4' },
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_BYTES,
        signal: this.stopping.signal,
      })
      if ('fault' in reply) return void (this.failure = reply.message)
      if (reply.status !== 200) return void (this.failure = `it answered HTTP ${reply.status}`)
      this.take({ text: parsePrometheus(reply.text), at: new Date().toISOString() })
    } catch (error) {
      if (this.stopping.signal.aborted) return
      this.failure = error instanceof Error ? error.message : String(error)
    }
  }

  private take(scrape: Scrape): void {
    this.first ??= scrape
    this.last = scrape
    this.failure = null
    this.scrapes++
    const headline: Record<string, number> = {}
    for (const { name, series, value } of scrape.text.samples) {
      if (scrape.text.types.get(name) !== 'gauge' || !Number.isFinite(value)) continue
      const range = this.ranges.get(series)
      if (range) {
        range.min = Math.min(range.min, value)
        range.max = Math.max(range.max, value)
      } else if (this.ranges.size < MOST_SERIES) this.ranges.set(series, { min: value, max: value })
      if (!HEADLINE.test(name)) continue
      if (name in headline || Object.keys(headline).length < MOST_HEADLINES)
        headline[name] = (headline[name] ?? 0) + value
    }
    this.headline = headline
  }

  private compare(
    first: MetricsText,
    last: MetricsText,
  ): Pick<ServerMetrics, 'counters' | 'gauges' | 'distributions' | 'dropped'> {
    const before = toValues(first)
    const after = toValues(last)
    const grown = (series: string) => growth(before.get(series), after.get(series))
    const found: Pick<ServerMetrics, 'counters' | 'gauges' | 'distributions'> = {
      counters: {},
      gauges: {},
      distributions: {},
    }
    let kept = 0
    let dropped = 0
    for (const { name, series, value } of last.samples) {
      const put = this.toFigure(last, { name, series, value }, before.get(series), grown)
      if (put === null) continue
      if (kept++ < MOST_SERIES) put(found)
      else dropped++
    }
    return { ...found, dropped }
  }

  /** What one series adds to the figures; null if it adds nothing. */
  private toFigure(
    { types }: MetricsText,
    { name, series, value }: Pick<MetricSample, 'name' | 'series' | 'value'>,
    before: number | undefined,
    grown: (series: string) => number,
  ): ((into: Pick<ServerMetrics, 'counters' | 'gauges' | 'distributions'>) => void) | null {
    // OpenMetrics names the type of `x_total` at `x`
    const type = types.get(name) ?? types.get(name.replace(/_total$/, ''))
    if (type === 'gauge') {
      const range = this.ranges.get(series)
      return range
        ? ({ gauges }) => (gauges[series] = { before: toFinite(before), after: toFinite(value), ...range })
        : null
    }
    if (type === 'counter') {
      const sum = grown(series)
      return sum === 0 ? null : ({ counters }) => (counters[series] = sum)
    }
    const base = name.endsWith('_sum') ? name.slice(0, -'_sum'.length) : undefined
    if (base === undefined || !isDistribution(types.get(base))) return null
    const labels = series.slice(name.length)
    const count = grown(`${base}_count${labels}`)
    const sum = grown(series)
    return count === 0 ? null : (into) => (into.distributions[base + labels] = { count, sum, mean: sum / count })
  }
}

const toValues = ({ samples }: MetricsText): ReadonlyMap<string, number> =>
  new Map(samples.map(({ series, value }) => [series, value]))

/** A server that was started anew counts from 0 again. */
function growth(before: number | undefined, after: number | undefined): number {
  if (after === undefined || !Number.isFinite(after)) return 0
  return before === undefined || after < before ? after : after - before
}

const isDistribution = (type: string | undefined): boolean => type === 'histogram' || type === 'summary'
const toFinite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null
