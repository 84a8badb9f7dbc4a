/** What was measured of the calls of one role: times in histograms, tokens and chunks in sums. */
import type { ModelReply, ModelRole, RoleFigures } from '../types.ts'
import type { Histograms } from './histograms.ts'

export interface RoleCounts {
  requests: number
  prompt_tokens: number
  completion_tokens: number
  /** Replies that did not tell their usage. */
  unknown_tokens: number
  chunks: number
  /** Completion tokens of streamed replies that told their usage. */
  streamed_tokens: number
  /** Chunks of those replies. */
  streamed_chunks: number
  /** Requests whose first token was not timed, by reason. */
  unmeasured: Record<string, number>
}

export const emptyCounts = (): RoleCounts => ({
  requests: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  unknown_tokens: 0,
  chunks: 0,
  streamed_tokens: 0,
  streamed_chunks: 0,
  unmeasured: {},
})

export class RoleMeasures {
  readonly counts: RoleCounts
  private readonly role: ModelRole
  private readonly histograms: Histograms

  /** `counts`: of the runs before, where there were some; older ones lack the newer fields. */
  constructor(role: ModelRole, histograms: Histograms, counts: Partial<RoleCounts> | undefined) {
    this.role = role
    this.histograms = histograms
    this.counts = { ...emptyCounts(), ...counts }
  }

  addReply({ timing, usage }: ModelReply): void {
    const { counts } = this
    this.record('queue', timing.queueMs)
    this.record('e2e', timing.e2eMs)
    this.record('e2e_with_retries', timing.e2eWithRetriesMs)
    this.record('ttft', timing.ttftMs)
    this.record('tpot', timing.tpotMs)
    counts.requests++
    if (usage.prompt === null && usage.completion === null) counts.unknown_tokens++
    counts.prompt_tokens += usage.prompt ?? 0
    counts.completion_tokens += usage.completion ?? 0
    if (timing.chunks === null) return
    counts.chunks += timing.chunks
    if (usage.completion === null || timing.chunks === 0) return
    counts.streamed_tokens += usage.completion
    counts.streamed_chunks += timing.chunks
  }

  addStream(gapsMs: readonly number[], whyNoTtft: string | null): void {
    for (const gapMs of gapsMs) this.record('gap', gapMs)
    const { unmeasured } = this.counts
    if (whyNoTtft !== null) unmeasured[whyNoTtft] = (unmeasured[whyNoTtft] ?? 0) + 1
  }

  /** Null if nothing was asked in this role. */
  toFigures(seconds: number): RoleFigures | null {
    const { requests, unmeasured, streamed_tokens: tokens, streamed_chunks: chunks } = this.counts
    if (requests === 0) return null
    const of = (name: string) => this.histograms.toMeasure(`${this.role}.${name}`)
    const ttft = of('ttft')
    return {
      requests,
      prompt_tokens: this.counts.prompt_tokens,
      completion_tokens: this.counts.completion_tokens,
      unknown_tokens: this.counts.unknown_tokens,
      queue: of('queue'),
      e2e: of('e2e'),
      e2e_with_retries: of('e2e_with_retries'),
      ttft,
      tpot: of('tpot'),
      itl: of('gap'),
      chunks: this.counts.chunks,
      tokens_per_chunk: chunks === 0 ? null : tokens / chunks,
      ttft_source: ttft ? 'measured' : 'unavailable',
      ttft_unavailable: Object.entries(unmeasured).map(([reason, count]) => ({ reason, requests: count })),
      requests_per_second: perSecond(requests, seconds),
      completion_tokens_per_second: perSecond(this.counts.completion_tokens, seconds),
    }
  }

  private record(name: string, ms: number | null): void {
    if (ms !== null) this.histograms.record(`${this.role}.${name}`, ms)
  }
}

export const perSecond = (count: number, seconds: number): number => (seconds > 0 ? count / seconds : 0)
