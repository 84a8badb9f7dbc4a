/**
 * Several judges, one verdict: mean, median or majority of those that gave one. Where a quorum did, the others' failure
 * does not fail the row; where none did and a call failed, the row is failed, so that it can be asked again.
 */
import { CallFailed } from '@evalflow/engine'
import type { Judge } from './ask-judge.ts'
import type { Verdict } from './read-verdict.ts'

export type Combine = 'mean' | 'median' | 'majority'

export interface Panel {
  readonly judges: readonly Judge[]
  readonly combine: Combine
  /** Verdicts needed for a score. */
  readonly quorum: number
  /** What a majority that is split gives: the first judge's vote, a number, or nothing. */
  readonly tie: 'unscored' | 'first_judge' | number
}

export interface Vote extends Verdict {
  record: object
}

export interface PanelVerdict extends Verdict {
  /** By score name, one per judge in order; null is a vote not given. */
  votes: Record<string, (number | null)[]>
  /** For the row: one judge's record as it is; of a panel all of them, who answered and who did not. */
  shown: unknown
}

/** The judges of a panel, marked as to whether it has a quorum without any one of them. */
export const toPanelJudges = (judges: readonly Judge[], quorum: number): Judge[] =>
  judges.map((judge) => ({ ...judge, isOptional: quorum < judges.length }))

/**
 * Judges are asked side by side. @throws CallFailed of a judge that a quorum needed: `endpoint_dead`, which ends the job,
 * only if so many judges are dead that no row can have a quorum
 */
export async function askPanel(
  panel: Panel,
  names: readonly string[],
  ask: (judge: Judge, index: number) => Promise<Vote>,
): Promise<PanelVerdict> {
  const votes = await askAll(panel, ask)
  const verdict: PanelVerdict = {
    scores: {},
    unscored: {},
    votes: {},
    shown: toShown(panel, votes),
  }
  for (const name of names) {
    const given = votes.map((vote) => (vote instanceof CallFailed ? null : (vote.scores[name] ?? null)))
    const found = combineVotes(given, panel)
    verdict.votes[name] = given
    verdict.scores[name] = found ?? null
    if (found !== undefined) continue
    const failed = votes.find((vote) => vote instanceof CallFailed)
    const valid = given.filter((value) => value !== null).length
    if (failed !== undefined && valid < panel.quorum) throw toFailure(panel, votes, failed)
    verdict.unscored[name] = toReason(panel, votes, name, valid)
  }
  return verdict
}

/** Undefined without a quorum, or if a majority is split and no rule says how to decide. */
export function combineVotes(votes: readonly (number | null)[], panel: Omit<Panel, 'judges'>): number | undefined {
  const given = votes.filter((vote) => vote !== null)
  if (given.length === 0 || given.length < panel.quorum) return undefined
  if (panel.combine === 'mean') return given.reduce((sum, vote) => sum + vote, 0) / given.length
  if (panel.combine === 'median') return median(given)
  const counts = new Map<number, number>()
  for (const vote of given) counts.set(vote, (counts.get(vote) ?? 0) + 1)
  const most = Math.max(...counts.values())
  const [winner, ...others] = [...counts].filter(([, count]) => count === most).map(([vote]) => vote)
  if (others.length === 0) return winner
  if (panel.tie === 'unscored') return undefined
  return panel.tie === 'first_judge' ? given[0] : panel.tie
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[sorted.length >> 1]
  const lower = sorted[(sorted.length - 1) >> 1]
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2
}

/** Greatest difference between two votes; null with fewer than two. */
export function spreadOf(votes: readonly (number | null)[]): number | null {
  const given = votes.filter((vote) => vote !== null)
  return given.length < 2 ? null : Math.max(...given) - Math.min(...given)
}

/** All are waited for, so that no call outlives its row. */
async function askAll(
  { judges }: Panel,
  ask: (judge: Judge, index: number) => Promise<Vote>,
): Promise<(Vote | CallFailed)[]> {
  const settled = await Promise.allSettled(judges.map((judge, index) => ask(judge, index)))
  return settled.map((one) => {
    if (one.status === 'fulfilled') return one.value
    const reason: unknown = one.reason
    if (reason instanceof CallFailed && judges.length > 1) return reason
    throw reason
  })
}

/** What fails the row. A dead judge ends the job only if the living ones are too few for any row. */
function toFailure({ judges, quorum }: Panel, votes: readonly (Vote | CallFailed)[], failed: CallFailed): CallFailed {
  const dead = votes.filter((vote) => vote instanceof CallFailed && vote.code === 'endpoint_dead')
  if (failed.code !== 'endpoint_dead' || judges.length - dead.length < quorum) return failed
  const { message, status, endpointId, attempts } = failed
  return new CallFailed('connection_failed', message, { status, endpointId, attempts })
}

function toShown({ judges, quorum }: Panel, votes: readonly (Vote | CallFailed)[]): unknown {
  const records = votes.map((vote, i) =>
    vote instanceof CallFailed ? { model: judges[i]?.endpoint.modelId ?? '', error: vote.message } : vote.record,
  )
  if (records.length === 1) return records[0]
  const idsOf = (failed: boolean) =>
    judges.flatMap(({ endpoint }, i) => (votes[i] instanceof CallFailed === failed ? [endpoint.id] : []))
  return { judges: records, answered: idsOf(false), missing: idsOf(true), quorum }
}

function toReason(panel: Panel, votes: readonly (Vote | CallFailed)[], name: string, valid: number): string {
  if (panel.judges.length > 1 && valid >= panel.quorum) return 'the judges are split and no rule decides'
  const reasons = votes.flatMap((vote) => (vote instanceof CallFailed ? [] : (vote.unscored[name] ?? [])))
  const why = [...new Set(reasons)].join('; ')
  return panel.judges.length === 1
    ? why
    : `${valid} of ${panel.judges.length} judges gave a verdict, ${panel.quorum} are needed: ${why}`
}
