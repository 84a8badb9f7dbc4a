/** Metric types of Custom Evaluation, in the order to show them. */
import { numberCheckScorer, stringCheckScorer } from './checks.ts'
import { embeddingBertscoreScorer, embeddingSimilarityScorer } from './embedding.ts'
import { jsonSchemaScorer } from './json-schema.ts'
import { llmJudgeScorer } from './llm-judge.ts'
import { bleuScorer, emScorer, f1Scorer, rougeScorer } from './overlap.ts'
import type { ScorerType } from './scorer.ts'
import { toolCallingScorer } from './tool-calling.ts'

export const scorerTypes: readonly ScorerType[] = [
  stringCheckScorer,
  numberCheckScorer,
  emScorer,
  f1Scorer,
  bleuScorer,
  rougeScorer,
  embeddingSimilarityScorer,
  embeddingBertscoreScorer,
  jsonSchemaScorer,
  toolCallingScorer,
  llmJudgeScorer,
]
