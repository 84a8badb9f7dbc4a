/** The baselines, in display order. Always present; labelled *baseline* wherever they appear. */
import type { TextModel } from '../text-model.ts'
import { createAnsweringBaseline } from './answering-baseline.ts'
import { answerWithEcho } from './echo-baseline.ts'
import { answerWithNearest } from './nearest-baseline.ts'
import { createNgramBaseline } from './ngram-baseline.ts'

export interface BaselineEntry {
  id: string
  label: string
  /** Its definition in one line, for people. */
  detail: string
  contextTokens: number
  create: () => TextModel
}

/** Bytes or words; a bound on work, not a property of the method. */
const CONTEXT_TOKENS = 131_072

export const baselines: readonly BaselineEntry[] = [
  {
    id: 'baseline-ngram',
    label: 'Baseline: n-gram language model',
    detail: 'Byte-level 6-gram model (interpolated Witten-Bell) on a small shipped text; has log-probabilities.',
    contextTokens: CONTEXT_TOKENS,
    create: () => createNgramBaseline('baseline-ngram', CONTEXT_TOKENS),
  },
  {
    id: 'baseline-nearest',
    label: 'Baseline: nearest neighbour',
    detail: 'Gives the answer of the most similar example in the prompt, or of a shipped list of 45 questions.',
    contextTokens: CONTEXT_TOKENS,
    create: () => createAnsweringBaseline('baseline-nearest', CONTEXT_TOKENS, answerWithNearest),
  },
  {
    id: 'baseline-echo',
    label: 'Baseline: echo',
    detail: 'Says the last user message again.',
    contextTokens: CONTEXT_TOKENS,
    create: () => createAnsweringBaseline('baseline-echo', CONTEXT_TOKENS, answerWithEcho),
  },
]
