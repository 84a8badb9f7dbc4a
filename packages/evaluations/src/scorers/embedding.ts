/**
 * Metrics on an encoder the user names (`encoders/encoder.ts`):
 *
 * | type | score | what |
 * | --- | --- | --- |
 * | `embedding-similarity` | `cosine[…]` | cosine of the two texts' vectors, -1 to 1 |
 * | `embedding-bertscore` | `precision[…]`, `recall[…]`, `f1[…]` | BERTScore's greedy matching over units embedded one by one |
 *
 * `embedding-bertscore` is no BERTScore: its units (`sentence` or `word`) are embedded each by itself, without their
 * context, so its numbers compare with those of the same encoder and unit alone. The brackets hold the encoder's label.
 */
import type { SampleContext } from '@evalflow/engine'
import { cosineSimilarity, greedyMatch } from '@evalflow/metrics'
import { z } from 'zod'
import {
  type Encoder,
  embedTexts,
  encoderData,
  encoderIdentity,
  encoderParams,
  planEncoder,
} from '../encoders/encoder.ts'
import { splitUnits } from '../encoders/split-units.ts'
import { parseParams } from '../llm-as-a-judge/settings.ts'
import type { RowView } from '../template/row-view.ts'
import {
  ONLINE_OUTPUT,
  type RowScores,
  type ScorerType,
  allUnscored,
  joinColumns,
  paramTemplate,
  plannedScore,
} from './scorer.ts'

/** Greedy matching costs the product of both sides. */
const MOST_UNITS = 512

const similarityParams = z.looseObject(encoderParams)
const matchParams = z.looseObject({ ...encoderParams, unit: z.enum(['sentence', 'word']).default('sentence') })

type Compare = (
  texts: { prediction: string; reference: string },
  embed: (texts: readonly string[]) => Promise<(readonly number[])[]>,
) => Promise<number[] | string>

export const embeddingSimilarityScorer: ScorerType = {
  id: 'embedding-similarity',
  async create(context) {
    const params = parseParams(similarityParams, context.params, context.path)
    const encoder = await planEncoder(params, context.services, { type: 'embedding-similarity', path: context.path })
    return createScorer(context, { encoder, names: [`cosine[${encoder.label}]`], range: [-1, 1] }, compareWhole)
  },
}

export const embeddingBertscoreScorer: ScorerType = {
  id: 'embedding-bertscore',
  async create(context) {
    const { unit, ...params } = parseParams(matchParams, context.params, context.path)
    const encoder = await planEncoder(params, context.services, { type: 'embedding-bertscore', path: context.path })
    const names = ['precision', 'recall', 'f1'].map((name) => `${name}[${unit},${encoder.label}]`)
    return createScorer(context, { encoder, names, range: [-1, 1] }, (texts, embed) => compareUnits(unit, texts, embed))
  },
}

const compareWhole: Compare = async ({ prediction, reference }, embed) => {
  // encoders refuse an empty text, or give it a vector that means nothing
  if (prediction.trim() === '') return 'the answer is empty, so it has no vector'
  if (reference.trim() === '') return 'the reference is empty, so it has no vector'
  const [a = [], b = []] = await embed([prediction, reference])
  const { value, reason } = cosineSimilarity(a, b)
  return value === null ? (reason ?? '') : [value]
}

async function compareUnits(
  unit: 'sentence' | 'word',
  { prediction, reference }: Parameters<Compare>[0],
  embed: Parameters<Compare>[1],
): Promise<number[] | string> {
  const candidate = splitUnits(prediction, unit)
  const target = splitUnits(reference, unit)
  if (target.length === 0) return 'the reference is empty'
  // an empty candidate has nothing in common with any reference, as in the original
  if (candidate.length === 0) return [0, 0, 0]
  const most = Math.max(candidate.length, target.length)
  if (most > MOST_UNITS) return `a side has ${most} units of kind "${unit}"; at most ${MOST_UNITS} are matched`
  const vectors = await embed([...candidate, ...target])
  const { precision, recall, f1 } = greedyMatch(vectors.slice(0, candidate.length), vectors.slice(candidate.length))
  return [precision, recall, f1]
}

function createScorer(
  context: Parameters<ScorerType['create']>[0],
  { encoder, names, range }: { encoder: Encoder; names: readonly string[]; range: [number, number] },
  compare: Compare,
) {
  const truth = paramTemplate(context, 'ground_truth')
  const prediction = paramTemplate(context, 'prediction', ONLINE_OUTPUT)
  const key = `encoder:${context.metric}`
  return {
    scores: names.map((name) => plannedScore(context.metric, name, { range, binary: false })),
    columns: joinColumns(truth, prediction),
    identity: encoderIdentity(encoder),
    encoder: encoderData(encoder),
    async score(view: RowView, sample: SampleContext): Promise<RowScores> {
      try {
        const texts = { prediction: prediction.render(view), reference: truth.render(view) }
        const found = await compare(texts, (list) => embedTexts(encoder, list, sample, { key, role: 'encoder' }))
        return typeof found === 'string'
          ? without(names, found, texts.reference)
          : withScores(names, found, texts.reference)
      } catch (error) {
        return allUnscored(names, error)
      }
    },
  }
}

const withScores = (names: readonly string[], values: readonly number[], reference: string): RowScores => ({
  scores: Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])),
  unscored: {},
  reference,
})

const without = (names: readonly string[], reason: string, reference: string): RowScores => ({
  scores: Object.fromEntries(names.map((name) => [name, null])),
  unscored: Object.fromEntries(names.map((name) => [name, reason])),
  reference,
})
