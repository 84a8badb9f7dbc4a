/**
 * BFCL's verdict on a conversation with tools: after each turn the worlds of model and reference must be in the same state,
 * and whatever the reference's calls returned must have been returned to the model, in this turn or before.
 *
 * Source: bfcl-eval 2026.3.23, `eval_checker/multi_turn_eval/multi_turn_checker.py`. Numbers compare by value: upstream
 * also tells 5 from 5.0 in what a call returned.
 */
import { type PyCall, canonicalJson, parsePythonCalls } from '@evalflow/metrics'
import type { World } from './backends/backend.ts'
import { type Call, createWorld } from './execute-calls.ts'

export interface TurnsRow {
  readonly initial_config: Readonly<Record<string, unknown>>
  readonly involved_classes: readonly string[]
}

export type TurnsVerdict =
  | { readonly valid: true }
  | { readonly valid: false; readonly kind: TurnsFault; readonly turn: number; readonly reason: string }

export type TurnsFault = 'turns_missing' | 'no_calls' | 'state_differs' | 'result_missing'

/**
 * `made`: by turn and step, the calls that could be read (steps without any left out). `reference`: by turn, as
 * expressions in Python.
 */
export function checkTurns(
  row: TurnsRow,
  made: readonly (readonly (readonly (Call | PyCall)[])[])[],
  reference: readonly (readonly string[])[],
  world: World,
): TurnsVerdict {
  if (made.length !== reference.length)
    return fail('turns_missing', made.length, `${made.length} of ${reference.length} turns were come to.`)
  const [ours, theirs] = [row, row].map((from) => createWorld(from.involved_classes, from.initial_config, world))
  if (ours === undefined || theirs === undefined) throw new Error('two worlds were made')
  const returned: string[] = []
  for (const [turn, expected] of reference.entries()) {
    const steps = made[turn] ?? []
    returned.push(...steps.flat().map((call) => ours.execute(call)))
    const wanted = expected.flatMap((text) => parsePythonCalls(text)).map((call) => theirs.execute(call))
    if (expected.length === 0) continue
    if (steps.every((calls) => calls.length === 0)) return fail('no_calls', turn, 'No calls were made.')
    const differing = findDifference(ours.state(), theirs.state())
    if (differing !== undefined) return fail('state_differs', turn, `${differing} is not in the expected state.`)
    const missing = findMissing(wanted, returned)
    if (missing !== undefined) return fail('result_missing', turn, `Nothing returned ${missing.slice(0, 200)}`)
  }
  return { valid: true }
}

const fail = (kind: TurnsFault, turn: number, reason: string): TurnsVerdict => ({ valid: false, kind, turn, reason })

/** The first class whose state differs. */
const findDifference = (
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
): string | undefined => Object.keys(right).find((name) => canonicalJson(left[name]) !== canonicalJson(right[name]))

/** The first result, counted, that is not among those returned. */
function findMissing(wanted: readonly string[], returned: readonly string[]): string | undefined {
  const left = [...returned]
  return wanted.find((result) => {
    const at = left.indexOf(result)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
