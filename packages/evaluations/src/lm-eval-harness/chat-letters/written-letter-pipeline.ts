/** Rows whose letter the model writes and `read-letter.ts` reads; an answer without one is wrong, and counted. */
import type { Pipeline } from '@evalflow/engine'
import type { PlannedScore } from '../../types.ts'
import { keyOf, toPlanned } from '../row-scores.ts'
import { type LetterOptions, WRITTEN_SUFFIX, toLetterRow } from './letter-row.ts'
import { readLetter } from './read-letter.ts'

const ACC = `acc${WRITTEN_SUFFIX}`
/** Rate of answers that choose no letter. */
const NONE = 'no_letter'
/** Room for a sentence before the letter. */
const DEFAULT_TOKENS = 256

export const writtenLetterScores: readonly PlannedScore[] = [
  toPlanned(ACC, [0, 1], true),
  toPlanned(NONE, [0, 1], true),
]

export function createWrittenLetterPipeline(options: LetterOptions): Pipeline {
  const { endpoint, settings } = options
  const sampling = {
    max_tokens: settings.maxTokens ?? DEFAULT_TOKENS,
    temperature: settings.temperature ?? 0,
    ...(settings.topP === undefined ? {} : { top_p: settings.topP }),
    ...(settings.stop === undefined ? {} : { stop: settings.stop }),
    seed: settings.seed,
  }
  return {
    async runSample(sample, { call }) {
      const { messages, letters, gold } = toLetterRow(sample, options)
      const { text } = await call('target', endpoint, { kind: 'chat', role: 'target', body: { ...sampling, messages } })
      const letter = readLetter(text, letters)
      const isRight = letter !== undefined && letter === gold
      return {
        prompt: messages,
        answer: text,
        reference: gold ?? null,
        scores: { [keyOf(ACC)]: Number(isRight), [keyOf(NONE)]: Number(letter === undefined) },
        unscored: {},
        extra: { letter: letter ?? null },
        wrong: !isRight,
      }
    },
  }
}
