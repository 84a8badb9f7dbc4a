/**
 * Measures of one query's ranking, as trec_eval 9 defines them (BEIR reports its numbers through pytrec_eval).
 *
 * | name | value |
 * | --- | --- |
 * | `P_k` | relevant documents among the first k, over k (also where fewer were found) |
 * | `recall_k` | the same over all relevant documents |
 * | `success_k` | 1 if one of the first k is relevant (hit rate) |
 * | `ndcg_cut_k`, `ndcg` | DCG with gain = grade and discount log2(rank + 1), over the DCG of the best order |
 * | `map_cut_k`, `map` | precision at the rank of each relevant document found, summed, over all relevant documents |
 * | `recip_rank`, `recip_rank_cut_k` | 1 over the rank of the first relevant one; 0 if there is none (among the first k) |
 *
 * A document is relevant from grade 1 up; negative grades gain nothing. Without any relevant document all values are 0.
 */
import { metricErrors } from '../errors.ts'

/** Grade of each judged document. */
export type Judgements = ReadonlyMap<string, number>

export interface RankingMeasure {
  /** trec_eval's name, e.g. `ndcg_cut_10`. */
  name: string
  score(ranked: readonly string[], judgements: Judgements): number
}

const ALIASES: Readonly<Record<string, string>> = {
  precision: 'P',
  hit_rate: 'success',
  hit: 'success',
  mrr: 'recip_rank',
  mrr_cut: 'recip_rank_cut',
  ndcg_at: 'ndcg_cut',
  map_at: 'map_cut',
}

type Compute = (ranked: readonly string[], judgements: Judgements, k: number) => number

const WITH_CUT: Readonly<Record<string, Compute>> = {
  P: (ranked, judgements, k) => countRelevant(ranked.slice(0, k), judgements) / k,
  recall: (ranked, judgements, k) => over(countRelevant(ranked.slice(0, k), judgements), relevantIn(judgements)),
  success: (ranked, judgements, k) => Math.min(1, countRelevant(ranked.slice(0, k), judgements)),
  ndcg_cut: ndcg,
  map_cut: averagePrecision,
  recip_rank_cut: reciprocalRank,
}
const WHOLE: Readonly<Record<string, Compute>> = { ndcg, map: averagePrecision, recip_rank: reciprocalRank }

/**
 * The measure a name means: trec_eval's, or `precision_k`, `hit_rate_k`, `mrr`, `mrr_cut_k`; `@` may stand before k.
 *
 * @throws MetricError `unknown_operator`
 */
export function parseRankingMeasure(text: string): RankingMeasure {
  const [, found = '', cut] = /^([A-Za-z_]+?)(?:[_@](\d+))?$/.exec(text.trim()) ?? []
  const base = /^p$/i.test(found) ? 'P' : (ALIASES[found.toLowerCase()] ?? found.toLowerCase())
  const k = cut === undefined ? Infinity : Number(cut)
  // "ndcg@10" and "ndcg_10" are ndcg_cut_10
  const name = cut !== undefined && base in WHOLE ? `${base}_cut` : base
  const compute = cut === undefined ? WHOLE[name] : WITH_CUT[name]
  if (compute === undefined || k === 0) throw metricErrors.unknownOperator(text, KNOWN)
  return {
    name: cut === undefined ? name : `${name}_${k}`,
    score: (ranked, judgements) => compute(ranked, judgements, k),
  }
}

const KNOWN = [...Object.keys(WITH_CUT).map((name) => `${name}_10`), ...Object.keys(WHOLE)]

/** Ids by falling score; equal scores by falling id, as trec_eval orders them. */
export function rankDocuments(scores: Iterable<readonly [id: string, score: number]>): string[] {
  return [...scores].sort(([a, x], [b, y]) => y - x || compareBytes(b, a)).map(([id]) => id)
}

/** By code point, which for UTF-8 is C's order of bytes. */
function compareBytes(a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = [[...a], [...b]]
  for (const [i, char] of left.entries()) {
    const other = right[i]
    if (other === undefined) return 1
    if (char !== other) return (char.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
  }
  return -1
}

const isRelevant = (id: string, judgements: Judgements): boolean => (judgements.get(id) ?? 0) >= 1
const countRelevant = (ids: readonly string[], judgements: Judgements): number =>
  ids.reduce((sum, id) => sum + (isRelevant(id, judgements) ? 1 : 0), 0)
const relevantIn = (judgements: Judgements): number => [...judgements.values()].filter((grade) => grade >= 1).length
const over = (value: number, total: number): number => (total === 0 ? 0 : value / total)

function ndcg(ranked: readonly string[], judgements: Judgements, k: number): number {
  const gains = ranked.slice(0, k).map((id) => judgements.get(id) ?? 0)
  const best = [...judgements.values()].sort((a, b) => b - a).slice(0, k)
  return over(discounted(gains), discounted(best))
}

const discounted = (gains: readonly number[]): number =>
  gains.reduce((sum, gain, i) => sum + (gain > 0 ? gain / Math.log2(i + 2) : 0), 0)

function averagePrecision(ranked: readonly string[], judgements: Judgements, k: number): number {
  let found = 0
  let sum = 0
  for (const [i, id] of ranked.slice(0, k).entries()) if (isRelevant(id, judgements)) sum += ++found / (i + 1)
  return over(sum, relevantIn(judgements))
}

function reciprocalRank(ranked: readonly string[], judgements: Judgements, k: number): number {
  const at = ranked.slice(0, k).findIndex((id) => isRelevant(id, judgements))
  return at < 0 ? 0 : 1 / (at + 1)
}
