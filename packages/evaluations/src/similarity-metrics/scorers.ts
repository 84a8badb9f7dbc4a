/** Similarity metrics: an answer against `ideal_response`. Names and scales are NeMo's; BLEU is 0 to 1 here. */
import { scoreBleu } from '@evalflow/metrics'
import { compute } from '../scorers/aside/compute.ts'
import { bertScoreScorer } from '../scorers/bert-score.ts'
import { embeddingBertscoreScorer, embeddingSimilarityScorer } from '../scorers/embedding.ts'
import { createBleuFold, ROUGE_SCORES, rougeScores } from '../scorers/overlap.ts'
import {
  ONLINE_OUTPUT,
  allUnscored,
  type Scorer,
  type ScorerContext,
  type ScorerType,
  plannedScore,
} from '../scorers/scorer.ts'
import { type RowView, findColumn } from '../template/row-view.ts'
import type { PlannedScore } from '../types.ts'

export const IDEAL = 'ideal_response'

export interface SimilarityScorer {
  /** `type` in the config. */
  id: string
  create(context: Omit<ScorerContext, 'topLevel'>): Scorer | Promise<Scorer>
}

type Compared = { scores: Record<string, number>; extra?: unknown }
type Compare = (answer: string, ideal: string) => Promise<Compared>

const UNIT = { range: [0, 1] as [number, number], binary: false }

/** In the order to show them. */
export const similarityScorers: readonly SimilarityScorer[] = [
  // equal but for white space around; `em` is the one that normalises
  single('accuracy', true, (answer, ideal) => (answer.trim() === ideal.trim() ? 1 : 0)),
  comparing(
    'bleu',
    (metric) => [
      { ...plannedScore(metric, 'bleu_score', UNIT), corpus: { perRow: true, create: () => createBleuFold(0.01) } },
    ],
    async (answer, ideal) => {
      const counts = await compute('bleu', answer, ideal)
      return { scores: { bleu_score: scoreBleu(counts, { effectiveOrder: true }).score / 100 }, extra: counts }
    },
  ),
  comparing(
    'rouge',
    (metric) => ROUGE_SCORES.map((name) => plannedScore(metric, name, UNIT)),
    async (answer, ideal) => ({ scores: await rougeScores(ideal, answer) }),
  ),
  single('em', true, (answer, ideal) => compute('em', answer, ideal)),
  single('f1', false, (answer, ideal) => compute('f1', answer, ideal)),
  encoding(embeddingSimilarityScorer),
  encoding(embeddingBertscoreScorer),
  encoding(bertScoreScorer),
]

function single(
  id: string,
  binary: boolean,
  compare: (answer: string, ideal: string) => number | Promise<number>,
): SimilarityScorer {
  return comparing(
    id,
    (metric) => [plannedScore(metric, id, { ...UNIT, binary })],
    async (answer, ideal) => ({ scores: { [id]: await compare(answer, ideal) } }),
  )
}

function comparing(id: string, plan: (metric: string) => PlannedScore[], compare: Compare): SimilarityScorer {
  return {
    id,
    create({ metric }) {
      const scores = plan(metric)
      return {
        scores,
        columns: new Set<string>(),
        async score(view) {
          const texts = textsOf(view)
          if (typeof texts === 'string') return allMissing(scores, texts, view)
          try {
            return { ...(await compare(texts.answer, texts.ideal)), unscored: {}, reference: texts.ideal }
          } catch (error) {
            const names = scores.map(({ score }) => score)
            return { ...allUnscored(names, error), reference: texts.ideal }
          }
        },
      }
    },
  }
}

/** A metric of Custom Evaluation on this type's columns. */
function encoding(type: ScorerType): SimilarityScorer {
  return {
    id: type.id,
    async create(context) {
      const params = { ...context.params, ground_truth: `{{ item.${IDEAL} }}`, prediction: ONLINE_OUTPUT }
      const scorer = await type.create({ ...context, params, topLevel: false })
      return {
        ...scorer,
        score(view, sample) {
          const texts = textsOf(view)
          return typeof texts === 'string' ? allMissing(scorer.scores, texts, view) : scorer.score(view, sample)
        },
      }
    },
  }
}

/** The two texts of a row, or what it lacks. */
function textsOf({ item, sample }: RowView): { answer: string; ideal: string } | string {
  const ideal = findColumn(item, IDEAL)
  const answer = sample['output_text']
  if (typeof ideal !== 'string') return `the row has no text in "${IDEAL}"`
  return typeof answer === 'string' ? { answer, ideal } : 'no stored answer for this row'
}

function allMissing(scores: readonly PlannedScore[], reason: string, { item }: RowView) {
  const names = scores.map(({ score }) => score)
  return {
    scores: Object.fromEntries(names.map((name) => [name, null])),
    unscored: Object.fromEntries(names.map((name) => [name, reason])),
    reference: findColumn(item, IDEAL),
  }
}
