/**
 * Live figures of a run: counts, scores, tokens, rate and time left. Memory does not grow with the rows: scores are
 * running sums. Latencies are measured in `instruments.ts`.
 */
import type { RunProgress } from '../types.ts'
import { addScores, type ScoreFold, toScoreAggregates } from './score-fold.ts'

/** Time after which an old rate counts half. */
const RATE_HALF_LIFE_MS = 5_000
/** Two-sided 95 % of a normal distribution. */
const Z95 = 1.96

export interface RowResult {
  readonly task: string
  readonly status: 'ok' | 'partly' | 'failed'
  readonly scores: Readonly<Record<string, number | null>>
  readonly cached: boolean
  readonly promptTokens: number | null
  readonly completionTokens: number | null
  readonly servedBy: string | null
}

export class Figures {
  done = 0
  ok = 0
  partly = 0
  failed = 0
  resumed = 0
  cached = 0
  readonly servedBy: Record<string, number> = {}
  readonly total: number | null
  private readonly startedMs: number
  private readonly folds = new Map<string, ScoreFold>()
  private readonly tokens = { prompt: 0, completion: 0, unknown: 0 }
  private readonly warnings = new Set<string>()
  private rate: { mean: number; variance: number } | null = null
  private measuredMs: number
  private measuredDone = 0

  constructor(total: number | null, nowMs: number) {
    this.total = total
    this.startedMs = nowMs
    this.measuredMs = nowMs
  }

  addRow(row: RowResult): void {
    this.done++
    this[row.status]++
    if (row.cached) this.cached++
    if (row.servedBy !== null) this.servedBy[row.servedBy] = (this.servedBy[row.servedBy] ?? 0) + 1
    if (row.status !== 'failed') {
      let fold = this.folds.get(row.task)
      if (!fold) this.folds.set(row.task, (fold = new Map()))
      addScores(fold, row.scores)
    }
    if (row.promptTokens === null && row.completionTokens === null) this.tokens.unknown++
    this.tokens.prompt += row.promptTokens ?? 0
    this.tokens.completion += row.completionTokens ?? 0
  }

  warn(message: string): void {
    this.warnings.add(message)
  }

  /** Takes in the rate since the last call; call it at a steady pace. */
  measure(nowMs: number): void {
    const spanMs = nowMs - this.measuredMs
    const rows = this.done - this.resumed - this.measuredDone
    if (spanMs < 50) return
    const now = (rows / spanMs) * 1000
    const weight = 1 - 0.5 ** (spanMs / RATE_HALF_LIFE_MS)
    if (!this.rate) {
      if (rows > 0) this.rate = { mean: now, variance: 0 }
    } else {
      const delta = now - this.rate.mean
      this.rate.mean += weight * delta
      this.rate.variance = (1 - weight) * (this.rate.variance + weight * delta * delta)
    }
    this.measuredMs = nowMs
    this.measuredDone += rows
  }

  toProgress(
    nowMs: number,
    live: Pick<RunProgress, 'retried' | 'rate_limited' | 'in_flight' | 'concurrency' | 'cost' | 'latency'>,
  ): RunProgress {
    const elapsedSeconds = (nowMs - this.startedMs) / 1000
    return {
      total: this.total,
      done: this.done,
      failed: this.failed,
      unscored: this.partly,
      cached: this.cached,
      ...live,
      rate: this.toRate(elapsedSeconds),
      eta_seconds: this.toEta(),
      elapsed_seconds: elapsedSeconds,
      scores: [...this.folds].flatMap(([task, fold]) => toScoreAggregates(task, fold)),
      tokens: { ...this.tokens },
      partial: this.failed > 0,
      warnings: [...this.warnings],
    }
  }

  /** Moving while there is something left; then that of the whole run, without the rows it found done. */
  private toRate(elapsedSeconds: number): number | null {
    const isOver = this.total !== null && this.done >= this.total
    if (!isOver) return this.rate?.mean ?? null
    const rows = this.done - this.resumed
    return rows > 0 && elapsedSeconds > 0 ? rows / elapsedSeconds : null
  }

  /** Rows left over the moving rate, give or take 95 % of its spread. */
  private toEta(): RunProgress['eta_seconds'] {
    if (this.total === null || !this.rate || this.rate.mean <= 0) return null
    const left = Math.max(0, this.total - this.done)
    const spread = Z95 * Math.sqrt(this.rate.variance)
    const slowest = Math.max(this.rate.mean - spread, this.rate.mean / 4)
    return { low: left / (this.rate.mean + spread), high: left / slowest }
  }
}
