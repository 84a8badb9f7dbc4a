/** Scores one row by every metric of its task and joins the results under `{metric}.{score}`. */
import type { SampleContext, SampleOutcome } from '@evalflow/engine'
import type { RowView } from '../template/row-view.ts'
import type { RowScores, Scorer } from './scorer.ts'

export type NamedScorer = readonly [metric: string, scorer: Scorer]

/** What metrics of a task were encoded with, by metric; undefined if none has an encoder. */
export function encodersOf(scorers: readonly NamedScorer[]): Record<string, unknown> | undefined {
  const found = scorers.flatMap(([metric, { encoder }]) => (encoder === undefined ? [] : [[metric, encoder] as const]))
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** Metrics run in declared order; two judges of one row ask one after the other. */
export async function scoreRow(
  view: RowView,
  scorers: readonly NamedScorer[],
  context: SampleContext,
  shown: { prompt: unknown; answer: unknown },
): Promise<SampleOutcome> {
  const scores: Record<string, number | null> = {}
  const unscored: Record<string, string> = {}
  const extra: Record<string, unknown> = {}
  const judge: Record<string, unknown> = {}
  let reference: unknown = null
  for (const [metric, scorer] of scorers) {
    const pending = scorer.score(view, context)
    // awaiting what is no promise would cost a turn per metric and row
    const result: RowScores = pending instanceof Promise ? await pending : pending
    for (const name in result.scores) scores[`${metric}.${name}`] = result.scores[name] ?? null
    for (const name in result.unscored) unscored[`${metric}.${name}`] = result.unscored[name] ?? ''
    reference ??= result.reference
    if (result.extra !== undefined) extra[metric] = result.extra
    if (result.judge !== undefined) judge[metric] = result.judge
  }
  return {
    ...shown,
    reference: reference ?? null,
    scores,
    unscored,
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
    ...(Object.keys(judge).length > 0 ? { judge } : {}),
  }
}
