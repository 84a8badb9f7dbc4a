/** Rows whose answers are given texts: each choice (or the one target) is scored by its log-likelihood. */
import type { Endpoint, EngineSample, Pipeline, SampleOutcome } from '@evalflow/engine'
import { examplesOf } from './generation-pipeline.ts'
import { WINDOW } from '../context-window/plan-window.ts'
import type { ScoredPair, Scorer } from './log-likelihood.ts'
import type { Pair } from './pair.ts'
import type { Prompts } from './prompt.ts'
import { type CompiledScores, type LikelihoodRow, type RowScores, predictedIndex, toGold } from './row-scores.ts'
import type { Doc, TaskDefinition } from './task-definition.ts'

export interface LikelihoodOptions {
  endpoint: Endpoint
  definition: TaskDefinition
  prompts: Prompts
  examples: readonly Doc[]
  scores: CompiledScores<LikelihoodRow>
  scorer: Scorer
}

export function createLikelihoodPipeline(options: LikelihoodOptions): Pipeline {
  const { definition, scores, scorer } = options
  return {
    async runSample(sample, context) {
      const row = toRow(sample, options)
      const scored = await scorer.score(row.pairs, context)
      const likelihoods = scored.map(({ logLikelihood, isGreedy }) => ({ logLikelihood, isGreedy }))
      const result = scores.score({ doc: sample.item, choices: row.choices, gold: row.gold, likelihoods })
      return toOutcome(definition, row, scored, result)
    },
  }
}

interface LikelihoodTask {
  pairs: readonly Pair[]
  choices: readonly string[]
  gold: number | readonly number[]
}

function toRow({ item }: EngineSample, { definition, prompts, examples }: LikelihoodOptions): LikelihoodTask {
  if (definition.output_type === 'loglikelihood_rolling') {
    const continuation = String(prompts.target.read(item))
    return { pairs: [{ context: '', continuation, rolling: true }], choices: [continuation], gold: 0 }
  }
  const contexts = prompts.toTexts(item, examplesOf(item, examples))
  const target = prompts.target.read(item)
  if (definition.output_type === 'loglikelihood') {
    const continuation = String(target)
    return { pairs: [{ context: contexts[0] ?? '', continuation }], choices: [continuation], gold: 0 }
  }
  const choices = prompts.choices?.read(item) ?? []
  const input = prompts.text.read(item)
  if (typeof input === 'number') {
    const continuation = definition.target_delimiter + String(target)
    return { pairs: contexts.map((context) => ({ context, continuation })), choices, gold: toGold(input, choices) }
  }
  const context = contexts[0] ?? ''
  return {
    pairs: choices.map((choice) => ({ context, continuation: definition.target_delimiter + choice })),
    choices,
    gold: toGold(target, choices),
  }
}

/** Of one context the prompt is a text; of several, all of them. */
function toOutcome(
  definition: TaskDefinition,
  { pairs, choices, gold }: LikelihoodTask,
  scored: readonly ScoredPair[],
  result: RowScores,
): SampleOutcome {
  const contexts = [...new Set(pairs.map(({ context }) => context))]
  const isChoice = definition.output_type === 'multiple_choice'
  const chosen = isChoice ? predictedIndex(scored) : 0
  const firstKey = Object.keys(result.scores)[0]
  const first = firstKey === undefined ? undefined : result.scores[firstKey]
  return {
    prompt: contexts.length === 1 ? contexts[0] : contexts,
    answer: {
      ...(isChoice ? { choice: chosen, text: choices[chosen] ?? null } : {}),
      log_likelihoods: scored.map(({ logLikelihood }) => logLikelihood),
      greedy: scored.map(({ isGreedy }) => isGreedy),
      tokens: scored.map(({ tokens }) => tokens),
      // a token that begins in the context and ends in the continuation: its score depends on where one cuts
      ...(scored.some(({ dropped }) => dropped !== undefined)
        ? { tokens_cut: scored.map(({ dropped }) => dropped ?? 0) }
        : {}),
      ...(scored.some(({ straddles }) => straddles) ? { straddling: scored.map(({ straddles }) => straddles) } : {}),
    },
    reference: [gold].flat().map((index) => choices[index] ?? null)[0] ?? null,
    scores: result.scores,
    unscored: result.unscored,
    extra: { ...result.extra, [WINDOW]: scored.flatMap(({ dropped }) => (dropped === undefined ? [] : [dropped])) },
    // the first metric says whether the row is right; acc_norm may differ
    wrong: first === 0,
  }
}
