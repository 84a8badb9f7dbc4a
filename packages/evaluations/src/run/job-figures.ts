/** What a job's progress takes over from the engine's as it is. */
import type { JobProgress } from '@evalflow/contract'
import type { RunProgress } from '@evalflow/engine'

/** The figures that both share; the engine keeps some more. */
export function withoutScores(progress: RunProgress): Omit<JobProgress, 'scores' | 'pipelines' | 'warnings'> {
  const {
    total,
    done,
    failed,
    unscored,
    cached,
    retried,
    rate_limited,
    in_flight,
    concurrency,
    rate,
    eta_seconds,
    elapsed_seconds,
  } = progress
  const { latency, tokens, cost, partial } = progress
  return {
    total,
    done,
    failed,
    unscored,
    cached,
    retried,
    rate_limited,
    in_flight,
    concurrency,
    rate,
    eta_seconds,
    elapsed_seconds,
    latency: { target: latency.target, ttft: latency.ttft, judge: latency.judge },
    tokens,
    cost,
    partial,
  }
}
