/**
 * One judge on two answers. With swap it is asked in both orders, and an answer wins only if it wins in both; a judge
 * that follows the slot instead of the answer thus gives ties, and its consistency and preference are reported.
 */
import type { Slot } from './read-verdict.ts'

export interface PairVerdict {
  /** Of answer A: 1 win, 0.5 tie, 0 loss; 0.75 and 0.25 under the lenient rule. */
  win: number
  /** Null when asked in one order only. */
  consistent: boolean | null
  /** Share of decisive verdicts that named the first slot; 0.5 is no preference, null if all were ties. */
  firstPosition: number | null
}

/** `swapped`: answer B stood in the first slot. */
export interface OrderVerdict {
  slot: Slot
  swapped: boolean
}

export function resolvePair(verdicts: readonly OrderVerdict[], rule: 'strict' | 'lenient'): PairVerdict {
  const wins = verdicts.map(toWin)
  const decisive = verdicts.filter(({ slot }) => slot !== 0)
  const firstPosition =
    decisive.length === 0 ? null : decisive.filter(({ slot }) => slot === 1).length / decisive.length
  const [one = 0.5, two] = wins
  if (two === undefined) return { win: one, consistent: null, firstPosition }
  const consistent = one === two
  if (consistent) return { win: one, consistent, firstPosition }
  const halfWin = rule === 'lenient' && (one === 0.5 || two === 0.5)
  return { win: halfWin ? (one + two) / 2 : 0.5, consistent, firstPosition }
}

function toWin({ slot, swapped }: OrderVerdict): number {
  if (slot === 0) return 0.5
  return (slot === 1) === swapped ? 0 : 1
}
