/**
 * From a judge's reply to scores: JSON of the last balanced object where JSON was asked for, else the last match of a
 * pattern. Reasoning in `<think>` is no verdict. What cannot be read is unscored with the reason, never 0.
 */
import type { Score } from '@evalflow/metrics'
import { scored, unscored } from '@evalflow/metrics'
import { type ScoreRule, readScore, readWord, toScore } from '../scorers/read-score.ts'
import { parseJson } from '../template/value-template.ts'

export interface Verdict {
  /** By score name. */
  scores: Record<string, number | null>
  /** Reason of each null. */
  unscored: Record<string, string>
}

export interface ScoreSpec {
  name: string
  type: 'int' | 'float'
  minimum?: number
  maximum?: number
  /** What it measures, for the judge. */
  description?: string
  /** Anchors: what a level means. */
  levels?: Readonly<Record<string, string>>
  pattern: RegExp
  /** Where the value is in JSON, dotted; the score's name by default. */
  jsonPath?: string
}

/** Which slot won: 1, 2, or 0 for a tie. */
export type Slot = 0 | 1 | 2

/** A verdict stands at the end; nothing before this many characters is searched for JSON. */
const JSON_LENGTH = 20_000
const CLOSING_BRACES = 10
const OPENING_BRACES = 200

/** Without what a reasoning model thought aloud; of thoughts that never end nothing is left. */
export const withoutReasoning = (reply: string): string =>
  reply.replace(/<(think|thinking|reasoning)>[\s\S]*?(?:<\/\1>|$)/g, '')

export function readScores(reply: string, specs: readonly ScoreSpec[], asJson: boolean): Verdict {
  const text = withoutReasoning(reply)
  const object = asJson ? findLastObject(text) : undefined
  const verdict: Verdict = { scores: {}, unscored: {} }
  for (const spec of specs) {
    const { value, reason } = readOne(text, object, spec, asJson)
    verdict.scores[spec.name] = value
    if (reason !== null) verdict.unscored[spec.name] = reason
  }
  return verdict
}

function readOne(text: string, object: Record<string, unknown> | undefined, spec: ScoreSpec, asJson: boolean): Score {
  if (!asJson) return readScore(text, toRule(spec))
  if (object === undefined) {
    // a judge that knows no JSON may still have followed the pattern
    const found = readScore(text, toRule(spec))
    return found.value === null ? unscored(`no JSON object in the judge's reply; ${found.reason ?? ''}`) : found
  }
  const path = spec.jsonPath ?? spec.name
  const value = spec.jsonPath === undefined ? object[spec.name] : findAt(object, spec.jsonPath)
  if (value === undefined || value === null) return unscored(`the judge's JSON has no "${path}"`)
  if (typeof value !== 'number' && typeof value !== 'string') return unscored(`the judge's "${path}" is no number`)
  return toScore(String(value).trim(), toRule(spec))
}

const findAt = (object: unknown, path: string): unknown =>
  path.split('.').reduce((at: unknown, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), object)

const toRule = ({ type, pattern, minimum, maximum }: ScoreSpec): ScoreRule => ({
  type,
  pattern,
  ...(minimum === undefined ? {} : { minimum }),
  ...(maximum === undefined ? {} : { maximum }),
})

const WINNERS: Readonly<Record<string, Slot>> = { a: 1, b: 2, c: 0, tie: 0, draw: 0 }

/** The winner's slot by JSON `winner`, else by the pattern's last match. */
export function readWinner(reply: string, pattern: RegExp, asJson: boolean): Score {
  const text = withoutReasoning(reply)
  const object = asJson ? findLastObject(text) : undefined
  const word = typeof object?.['winner'] === 'string' ? object['winner'] : readWord(text, pattern)
  if (word === undefined) return unscored(`nothing in the judge's reply matches ${pattern.source}`)
  const slot = WINNERS[word.trim().toLowerCase()]
  return slot === undefined ? unscored(`the judge's verdict "${word.slice(0, 40)}" is none of A, B, tie`) : scored(slot)
}

/** The object that ends last and is whole, prose and fences around it left out. */
export function findLastObject(reply: string): Record<string, unknown> | undefined {
  const text = reply.slice(-JSON_LENGTH)
  let end = text.lastIndexOf('}')
  for (let i = 0; end >= 0 && i < CLOSING_BRACES; i++) {
    let start = text.lastIndexOf('{', end)
    for (let j = 0; start >= 0 && j < OPENING_BRACES; j++) {
      const value = parseJson(text.slice(start, end + 1))
      if (isObject(value)) return value
      start = start === 0 ? -1 : text.lastIndexOf('{', start - 1)
    }
    end = end === 0 ? -1 : text.lastIndexOf('}', end - 1)
  }
  return undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
