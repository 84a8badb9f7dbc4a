/** Similarity metrics: an answer against `ideal_response`. Names and scales are NeMo's; BLEU is 0 to 1 here. */
import { countBleu, exactMatch, scoreBleu, tokenF1 } from '@evalflow/metrics'
import { createBleuFold, ROUGE_SCORES, rougeScores } from '../scorers/overlap.ts'
import { plannedScore } from '../scorers/scorer.ts'
import type { PlannedScore } from '../types.ts'
import { BERT_UNAVAILABLE } from './bert-unavailable.ts'

export interface SimilarityScorer {
  /** `type` in the config. */
  id: string
  scores(metric: string): PlannedScore[]
  score(answer: string, ideal: string): { scores: Record<string, number>; extra?: unknown }
  /** Why it cannot run. */
  unavailable?: string
}

const UNIT = { range: [0, 1] as [number, number], binary: false }

function single(id: string, binary: boolean, compute: (answer: string, ideal: string) => number): SimilarityScorer {
  return {
    id,
    scores: (metric) => [plannedScore(metric, id, { ...UNIT, binary })],
    score: (answer, ideal) => ({ scores: { [id]: compute(answer, ideal) } }),
  }
}

/** In the order to show them. */
export const similarityScorers: readonly SimilarityScorer[] = [
  // equal but for white space around; `em` is the one that normalises
  single('accuracy', true, (answer, ideal) => (answer.trim() === ideal.trim() ? 1 : 0)),
  {
    id: 'bleu',
    scores: (metric) => [
      { ...plannedScore(metric, 'bleu_score', UNIT), corpus: { perRow: true, create: () => createBleuFold(0.01) } },
    ],
    score(answer, ideal) {
      const counts = countBleu(answer, [ideal])
      return { scores: { bleu_score: scoreBleu(counts, { effectiveOrder: true }).score / 100 }, extra: counts }
    },
  },
  {
    id: 'rouge',
    scores: (metric) => ROUGE_SCORES.map((name) => plannedScore(metric, name, UNIT)),
    score: (answer, ideal) => ({ scores: rougeScores(ideal, answer) }),
  },
  single('em', true, (answer, ideal) => exactMatch(answer, ideal)),
  single('f1', false, (answer, ideal) => tokenF1(answer, ideal)),
  { id: 'bert', unavailable: BERT_UNAVAILABLE, scores: () => [], score: () => ({ scores: {} }) },
]
