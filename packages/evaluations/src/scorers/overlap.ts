/** Metrics of overlap with a reference: `em`, `f1`, `rouge`, `bleu`. */
import {
  type BleuCounts,
  countBleu,
  exactMatch,
  mergeBleu,
  noBleuCounts,
  rouge,
  scoreBleu,
  scored,
  tokenF1,
} from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import type { CompiledTemplate } from '../template/template.ts'
import type { CorpusFold } from '../types.ts'
import {
  ONLINE_OUTPUT,
  type RowScores,
  type ScorerContext,
  type ScorerType,
  allUnscored,
  joinColumns,
  paramTemplate,
  plannedScore,
  scoreOne,
  compileParam,
} from './scorer.ts'

export const emScorer = createTextScorer('em', true, (prediction, reference) => exactMatch(prediction, reference))
export const f1Scorer = createTextScorer('f1', false, (prediction, reference) => tokenF1(prediction, reference))

function createTextScorer(
  id: string,
  binary: boolean,
  compute: (prediction: string, reference: string) => number,
): ScorerType {
  return {
    id,
    create(context) {
      const truth = paramTemplate(context, 'ground_truth')
      const prediction = paramTemplate(context, 'prediction', ONLINE_OUTPUT)
      return {
        scores: [plannedScore(context.metric, id, { range: [0, 1], binary })],
        columns: joinColumns(truth, prediction),
        score: (view) =>
          scoreOne(id, () => {
            const reference = truth.render(view)
            return { ...scored(compute(prediction.render(view), reference)), reference }
          }),
      }
    },
  }
}

export const ROUGE_SCORES = ['rouge_1_score', 'rouge_2_score', 'rouge_3_score', 'rouge_L_score'] as const

/** F-measures with stemmer, as NeMo reports them. */
export function rougeScores(reference: string, prediction: string): Record<(typeof ROUGE_SCORES)[number], number> {
  const { rouge1, rouge2, rouge3, rougeL } = rouge(reference, prediction, ['rouge1', 'rouge2', 'rouge3', 'rougeL'], {
    stem: true,
  })
  return {
    rouge_1_score: rouge1.fmeasure,
    rouge_2_score: rouge2.fmeasure,
    rouge_3_score: rouge3.fmeasure,
    rouge_L_score: rougeL.fmeasure,
  }
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
        guardRow(ROUGE_SCORES, () => {
          const reference = truth.render(view)
          return { scores: rougeScores(reference, prediction.render(view)), unscored: {}, reference }
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
        guardRow(['sentence'], () => {
          const texts = references.map((reference) => reference.render(view))
          const output = candidate.render(view)
          const [first = ''] = texts
          const counts = countBleu(output, [first])
          const all = texts.length === 1 ? counts : countBleu(output, texts)
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

function guardRow(names: readonly string[], compute: () => RowScores): RowScores {
  try {
    return compute()
  } catch (error) {
    return allUnscored(names, error)
  }
}
