/**
 * Whether a result is good enough (rules of Gate).
 *
 * 1. A condition is checked on what was declared: the value, or the end of its 95 % interval that is harder to pass (the
 *    lower end for `>=`, the upper for `<=`).
 * 2. What is not known does not pass: no value, or no interval where the interval was declared.
 * 3. Shares are of all rows: unscored / (scored + unscored + failed). The worst score of those checked counts.
 */
import type { ScoreSummary } from '@evalflow/contract'
import { compare, findScore, type GateCondition } from './conditions.ts'

export interface GateSettings {
  conditions: readonly GateCondition[]
  on: 'value' | 'interval'
  /** Percent, 0 to 100. */
  maxUnscoredPercent: number
  maxFailedPercent: number
}

/** `passed` of one check, with everything a person needs to see why. */
export interface GateCheck {
  name: string
  passed: boolean
  /** What was asked, e.g. `accuracy.accuracy >= 0.8`. */
  expected: string
  /** What was found, e.g. `0.725 (95 % 0.61 – 0.82, n 60)`. */
  found: string
}

export interface GateVerdict {
  passed: boolean
  checks: GateCheck[]
}

/** @throws ComponentError `gate_unusable` */
export function checkGate(scores: readonly ScoreSummary[], settings: GateSettings): GateVerdict {
  const asked = settings.conditions.map((condition) => ({ condition, score: findScore(scores, condition.name) }))
  // without conditions the gate is about completeness alone
  const counted = asked.length === 0 ? scores : asked.map(({ score }) => score)
  const checks = [
    ...asked.map(({ condition, score }) => checkCondition(condition, score, settings.on)),
    checkShare('unscored', counted, settings.maxUnscoredPercent),
    checkShare('failed', counted, settings.maxFailedPercent),
  ]
  return { passed: checks.every((check) => check.passed), checks }
}

function checkCondition(condition: GateCondition, score: ScoreSummary, on: GateSettings['on']): GateCheck {
  const { operator, threshold, name } = condition
  const bound = on === 'value' ? score.value : hardEnd(score, operator)
  const passed =
    bound !== null &&
    (operator === '=' && on === 'interval'
      ? score.ci !== null && score.ci.low <= threshold && threshold <= score.ci.high
      : compare(bound, operator, threshold))
  const what =
    on === 'value' ? '' : operator === '=' ? ' (inside the interval)' : ` (${endName(operator)} end of the interval)`
  return { name, passed, expected: `${name} ${operator} ${threshold}${what}`, found: describe(score) }
}

function hardEnd({ ci }: ScoreSummary, operator: GateCondition['operator']): number | null {
  if (ci === null) return null
  return operator === '<=' || operator === '<' ? ci.high : ci.low
}

const endName = (operator: GateCondition['operator']) => (operator === '<=' || operator === '<' ? 'upper' : 'lower')

function describe({ value, ci, n }: ScoreSummary): string {
  if (value === null) return `nothing scored (n ${n})`
  const interval = ci === null ? 'no interval' : `95 % ${rounded(ci.low)} – ${rounded(ci.high)}`
  return `${rounded(value)} (${interval}, n ${n})`
}

function checkShare(kind: 'unscored' | 'failed', scores: readonly ScoreSummary[], maxPercent: number): GateCheck {
  const share = scores.map((score) => {
    const all = score.n + score.unscored + score.failed
    return { count: score[kind], all, percent: all === 0 ? 100 : (100 * score[kind]) / all }
  })
  const worst = share.toSorted((a, b) => b.percent - a.percent)[0]
  return {
    name: kind,
    passed: worst !== undefined && worst.percent <= maxPercent,
    expected: `at most ${maxPercent} % ${kind}`,
    found: worst === undefined ? 'no score at all' : `${worst.count} of ${worst.all} (${rounded(worst.percent)} %)`,
  }
}

const rounded = (value: number): string => String(Number(value.toPrecision(4)))
