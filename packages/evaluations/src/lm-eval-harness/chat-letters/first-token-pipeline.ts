/**
 * Rows answered by one token: the letter that is likeliest to be written first. A letter that is not among the tokens the
 * endpoint tells counts as impossible and is counted; a row without any letter is wrong. A reply without log-probabilities
 * leaves its row unscored.
 */
import type { Pipeline } from '@evalflow/engine'
import { argmax } from '@evalflow/metrics'
import type { PlannedScore } from '../../types.ts'
import { keyOf, toPlanned } from '../row-scores.ts'
import { readFirstToken, scoreLetters } from './first-token.ts'
import { LOGPROB_SUFFIX, type LetterOptions, toLetterRow } from './letter-row.ts'

const ACC = `acc${LOGPROB_SUFFIX}`
/** Mean probability of all letters together. */
const MASS = 'letter_mass'
/** Mean number of letters per row that the endpoint did not tell. */
const MISSING = 'letters_missing'
/** Rate of rows in which it told none. */
const NONE = 'no_letter'

export const firstTokenScores: readonly PlannedScore[] = [
  toPlanned(ACC, [0, 1], true),
  toPlanned(MASS, [0, 1], false),
  toPlanned(MISSING, null, false),
  toPlanned(NONE, [0, 1], true),
]

/** `top`: what `top_logprobs` may be at this endpoint. */
export function createFirstTokenPipeline(options: LetterOptions & { top: number }): Pipeline {
  const { endpoint, settings, top } = options
  return {
    async runSample(sample, { call }) {
      const { messages, letters, gold } = toLetterRow(sample, options)
      const body = { messages, max_tokens: 1, temperature: 0, logprobs: true, top_logprobs: top, seed: settings.seed }
      const reply = await call('target', endpoint, { kind: 'chat', role: 'target', body })
      const shared = { prompt: messages, reference: gold ?? null }
      const tokens = readFirstToken(reply.body)
      if (tokens === undefined)
        return {
          ...shared,
          answer: { text: reply.text },
          ...allUnscored('the reply has no log-probabilities of its first token'),
        }
      const { logLikelihoods, mass, missing } = scoreLetters(tokens, letters)
      const hasNone = missing === letters.length
      const letter = hasNone ? undefined : letters[argmax(logLikelihoods)]
      const isRight = letter !== undefined && letter === gold
      return {
        ...shared,
        // null stands for a letter that was not told
        answer: { letter: letter ?? null, text: reply.text, log_likelihoods: logLikelihoods.map(toFinite) },
        scores: {
          [keyOf(ACC)]: Number(isRight),
          [keyOf(MASS)]: mass,
          [keyOf(MISSING)]: missing,
          [keyOf(NONE)]: Number(hasNone),
        },
        unscored: {},
        wrong: !isRight,
      }
    },
  }
}

const toFinite = (value: number): number | null => (Number.isFinite(value) ? value : null)

function allUnscored(reason: string): { scores: Record<string, null>; unscored: Record<string, string> } {
  const keys = firstTokenScores.map(({ key }) => key)
  return {
    scores: Object.fromEntries(keys.map((key) => [key, null])),
    unscored: Object.fromEntries(keys.map((key) => [key, reason])),
  }
}
