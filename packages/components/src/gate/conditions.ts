/**
 * What a gate asks of a result, one condition a line: `[task/]metric[.score] operator number`.
 *
 * `accuracy >= 0.8` takes the score that is called so or belongs to that metric; where several fit, the line must say more.
 */
import type { ScoreSummary } from '@evalflow/contract'
import { ComponentError } from '../errors.ts'

export type GateOperator = '>=' | '<=' | '>' | '<' | '='

export interface GateCondition {
  name: string
  operator: GateOperator
  threshold: number
}

const LINE = /^(.+?)\s*(>=|<=|>|<|=)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(\s*%)?$/

/** @throws ComponentError `condition_invalid`, naming the line */
export function parseGateConditions(text: string): GateCondition[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) return []
    const match = LINE.exec(trimmed)
    const operator = OPERATORS.find((known) => known === match?.[2])
    if (!match?.[1] || !operator)
      throw new ComponentError(
        'condition_invalid',
        `Line ${index + 1} is "${trimmed.slice(0, 80)}". Expected \`score operator number\`, such as \`accuracy >= 0.8\`.`,
        { field: 'conditions' },
      )
    const threshold = Number(match[3]) / (match[4] === undefined ? 1 : 100)
    return [{ name: match[1], operator, threshold }]
  })
}

const OPERATORS: readonly GateOperator[] = ['>=', '<=', '>', '<', '=']

/** @throws ComponentError `gate_unusable` if no score, or more than one, is called so */
export function findScore(scores: readonly ScoreSummary[], name: string): ScoreSummary {
  // the most exact meaning wins: a full name is never ambiguous because another metric has a score of that name
  const ways: ((score: ScoreSummary) => string)[] = [
    ({ task, metric, score }) => `${task}/${metric}.${score}`,
    ({ metric, score }) => `${metric}.${score}`,
    ({ task, metric }) => `${task}/${metric}`,
    ({ metric }) => metric,
    ({ score }) => score,
  ]
  for (const nameOf of ways) {
    const found = scores.filter((score) => nameOf(score) === name)
    if (found.length === 1 && found[0]) return found[0]
    if (found.length > 1) throw unusable(name, 'means several scores', found)
  }
  throw unusable(name, 'is no score of this result', scores)
}

function unusable(name: string, why: string, scores: readonly ScoreSummary[]): ComponentError {
  const listed = scores.slice(0, 20).map(({ task, metric, score }) => `${task}/${metric}.${score}`)
  const names = listed.length === 0 ? 'It has none.' : `Use one of: ${listed.join(', ')}.`
  return new ComponentError('gate_unusable', `"${name}" ${why}. ${names}`, { field: 'conditions' })
}

export function compare(value: number, operator: GateOperator, threshold: number): boolean {
  switch (operator) {
    case '>=':
      return value >= threshold
    case '<=':
      return value <= threshold
    case '>':
      return value > threshold
    case '<':
      return value < threshold
    case '=':
      return value === threshold
  }
}
