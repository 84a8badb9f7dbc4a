/**
 * `bert`: BERTScore (Zhang et al. 2020) as bert_score 0.3.13 computes it: greedy cosine matching over the vectors of single
 * tokens in their context, special tokens without weight, no idf, no rescaling by a baseline.
 *
 * Scores `precision[…]`, `recall[…]`, `f1[…]`; the brackets hold encoder, hidden layer and version, without which two
 * BERTScores do not compare. The layer is `last` unless `encoder_layer` names one, as bert_score's tables do for each model.
 */
import type { SampleContext } from '@evalflow/engine'
import { z } from 'zod'
import { type Encoder, encoderData, encoderIdentity, encoderParams, planEncoder } from '../encoders/encoder.ts'
import { encodeTexts } from '../encoders/token-vectors.ts'
import { evaluationErrors } from '../errors.ts'
import { parseParams } from '../llm-as-a-judge/settings.ts'
import { compute } from './aside/compute.ts'
import {
  ONLINE_OUTPUT,
  type RowScores,
  type ScorerType,
  allUnscored,
  joinColumns,
  paramTemplate,
  plannedScore,
} from './scorer.ts'

const ID = 'bert'
const SCORES = ['precision', 'recall', 'f1'] as const

const bertParams = z.looseObject({ ...encoderParams, idf: z.boolean().default(false) })

export const bertScoreScorer: ScorerType = {
  id: ID,
  async create(context) {
    const params = parseParams(bertParams, context.params, context.path)
    if (params.idf)
      throw evaluationErrors.metricUnavailable(
        ID,
        'Weights by idf are not computed; leave `idf` out.',
        `${context.path}.idf`,
      )
    const encoder = await planEncoder(params, context.services, { type: ID, path: context.path })
    const layer = params.encoder_layer ?? null
    const layers = encoder.isOwn ? encoder.facts.layer : null
    if (layer !== null && layers !== null && layer > layers)
      throw evaluationErrors.configInvalid(
        `${context.path}.encoder_layer`,
        `found ${layer}, the encoder has ${layers} layers.`,
      )
    const label = toLabel(encoder, layer)
    const names = SCORES.map((score) => `${score}[${label}]`)
    const truth = paramTemplate(context, 'ground_truth')
    const prediction = paramTemplate(context, 'prediction', ONLINE_OUTPUT)
    const key = `encoder:${context.metric}`
    return {
      scores: names.map((name) => plannedScore(context.metric, name, { range: [-1, 1], binary: false })),
      columns: joinColumns(truth, prediction),
      identity: { ...encoderIdentity(encoder), layer, idf: false },
      encoder: { ...encoderData(encoder), layer: layer ?? layers ?? 'last', idf: false },
      async score(view, sample): Promise<RowScores> {
        try {
          const texts = { answer: prediction.render(view).trim(), reference: truth.render(view).trim() }
          const found = await compare(texts, { encoder, context: sample, key }, layer)
          return toRowScores(names, found, truth.render(view))
        } catch (error) {
          return allUnscored(names, error)
        }
      },
    }
  },
}

async function compare(
  { answer, reference }: { answer: string; reference: string },
  asking: { encoder: Encoder; context: SampleContext; key: string },
  layer: number | null,
): Promise<readonly number[] | string> {
  if (reference === '') return 'the reference is empty'
  // as in the original, which asks no encoder for it
  if (answer === '') return [0, 0, 0]
  const [candidate, target] = await encodeTexts(asking, [answer, reference], layer)
  if (candidate === undefined || target === undefined) return 'the encoder gave no vectors'
  return compute('match', candidate, target)
}

function toRowScores(names: readonly string[], found: readonly number[] | string, reference: string): RowScores {
  const isScored = typeof found !== 'string'
  return {
    scores: Object.fromEntries(names.map((name, i) => [name, isScored ? (found[i] ?? null) : null])),
    unscored: isScored ? {} : Object.fromEntries(names.map((name) => [name, found])),
    reference,
  }
}

/** Without dots, since readers part a score's key at them: `all-minilm-l6-v2,last L6,no idf,sha256 0123456789ab`. */
function toLabel({ endpoint, facts, isOwn }: Encoder, layer: number | null): string {
  const last = isOwn && facts.layer !== null ? `last L${facts.layer}` : 'last'
  const isLast = layer === null || (isOwn && layer === facts.layer)
  return [endpoint.id, isLast ? last : `L${layer}`, 'no idf', facts.version ?? 'version unknown']
    .join(',')
    .replaceAll('.', '-')
}
