/** Metrics of overlap with a reference: `em`, `f1`, `rouge`, `bleu`. */
import { type BleuCounts, mergeBleu, noBleuCounts, scoreBleu } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import type { CompiledTemplate } from '../template/template.ts'
import type { CorpusFold } from '../types.ts'
import { compute } from './aside/compute.ts'
import {
  ONLINE_OUTPUT,
  type RowScores,
  type ScorerContext,
  type ScorerType,
  allUnscored,
  joinColumns,
  paramTemplate,
  plannedScore,
  compileParam,
} from './scorer.ts'

export const emScorer = createTextScorer('em', true)
export const f1Scorer = createTextScorer('f1', false)

function createTextScorer(id: 'em' | 'f1', binary: boolean): ScorerType {
  return {
    id,
    create(context) {
      const truth = paramTemplate(context, 'ground_truth')
      const prediction = paramTemplate(context, 'prediction', ONLINE_OUTPUT)
      return {
        scores: [plannedScore(context.metric, id, { range: [0, 1], binary })],
        columns: joinColumns(truth, prediction),
        score: (view) =>
          guardRow([id], async () => {
            const reference = truth.render(view)
            const value = await compute(id, prediction.render(view), reference)
            return { scores: { [id]: value }, unscored: {}, reference }
          }),
      }
    },
  }
}

export const ROUGE_SCORES = ['rouge_1_score', 'rouge_2_score', 'rouge_3_score', 'rouge_L_score'] as const

/** F-measures with stemmer, as NeMo reports them. */
export async function rougeScores(reference: string, prediction: string): Promise<Record<string, number>> {
  const values = await compute('rouge', prediction, reference)
  return Object.fromEntries(ROUGE_SCORES.map((name, i) => [name, values[i] ?? 0]))
}

export const rougeScorer: ScorerType = {
  id: 'rouge',
  create(context) {
    const truth = paramTemplate(context, 'ground_truth')
    const prediction = paramTemplate(context, 'prediction', ONLINE_OUTPUT)
    return {
      scores: ROUGE_SCORES.map((name) => plannedScore(context.metric, name, { range: [0, 1], binary: false })),
      columns: joinColumns(truth, prediction),
      score: (view) =>
        guardRow(ROUGE_SCORES, async () => {
          const reference = truth.render(view)
          return { scores: await rougeScores(reference, prediction.render(view)), unscored: {}, reference }
        }),
    }
  },
}

/** `sentence` per row against all references; `corpus` from counts against the first reference, as NeMo does. */
export const bleuScorer: ScorerType = {
  id: 'bleu',
  create(context) {
    const references = toReferences(context)
    const candidate = paramTemplate(context, 'candidate', ONLINE_OUTPUT)
    return {
      scores: [
        plannedScore(context.metric, 'sentence', { range: [0, 100], binary: false }),
        {
          ...plannedScore(context.metric, 'corpus', { range: [0, 100], binary: false }),
          corpus: { perRow: false, create: () => createBleuFold(1) },
        },
      ],
      columns: joinColumns(candidate, ...references),
      score: (view) =>
        guardRow(['sentence'], async () => {
          const texts = references.map((reference) => reference.render(view))
          const output = candidate.render(view)
          const [first = ''] = texts
          const counts = await compute('bleu', output, first)
          const all = texts.length === 1 ? counts : await compute('bleu', output, ...texts)
          return {
            scores: { sentence: scoreBleu(all, { effectiveOrder: true }).score },
            unscored: {},
            reference: texts.length === 1 ? first : texts,
            extra: counts,
          }
        }),
    }
  },
}

/** Corpus BLEU times `scale` over rows' counts. Sums of whole numbers, so the order of rows cannot matter. */
export function createBleuFold(scale: number): CorpusFold {
  let counts: BleuCounts | null = null
  return {
    add(extra) {
      if (isBleuCounts(extra)) counts = mergeBleu(counts ?? noBleuCounts(), extra)
    },
    value: () => (counts === null ? null : scoreBleu(counts).score * scale),
  }
}

const isBleuCounts = (value: unknown): value is BleuCounts =>
  typeof value === 'object' && value !== null && 'correct' in value && 'hypothesisLength' in value

function toReferences(context: ScorerContext): CompiledTemplate[] {
  const given = context.params['references'] ?? context.params['ground_truth']
  const sources: unknown[] = typeof given === 'string' ? [given] : Array.isArray(given) ? given : []
  if (sources.length === 0 || !sources.every((source) => typeof source === 'string'))
    throw evaluationErrors.configInvalid(
      `${context.path}.references`,
      'expected a list of templates, e.g. ["{{ item.reference_answer }}"].',
    )
  return sources.map((source, i) => compileParam(context, String(source), `references.${i}`))
}

async function guardRow(names: readonly string[], score: () => Promise<RowScores>): Promise<RowScores> {
  try {
    return await score()
  } catch (error) {
    return allUnscored(names, error)
  }
}
