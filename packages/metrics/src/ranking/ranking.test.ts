import { describe, expect, it } from 'vitest'
import { parseRankingMeasure, rankDocuments } from './ranking.ts'

const judgements = new Map([
  ['a', 2],
  ['b', 0],
  ['c', 1],
  ['d', 1],
])

describe('ranking measures', () => {
  // by hand: relevant are a, c, d; the ranking finds c at 2 and a at 3
  it.each([
    ['P_2', 1 / 2],
    ['P_10', 2 / 10],
    ['recall_2', 1 / 3],
    ['recall_10', 2 / 3],
    ['success_1', 0],
    ['success_3', 1],
    ['map', (1 / 2 + 2 / 3) / 3],
    ['map_cut_2', 1 / 2 / 3],
    ['recip_rank', 1 / 2],
    ['recip_rank_cut_1', 0],
    ['ndcg_cut_2', 1 / Math.log2(3) / (2 + 1 / Math.log2(3))],
    ['ndcg', (1 / Math.log2(3) + 2 / 2) / (2 + 1 / Math.log2(3) + 1 / 2)],
  ])('%s is %d', (name, expected) => {
    expect(parseRankingMeasure(name).score(['b', 'c', 'a', 'x'], judgements)).toBeCloseTo(expected, 12)
  })

  it.each([
    ['precision@5', 'P_5'],
    ['NDCG@10', 'ndcg_cut_10'],
    ['hit_rate_3', 'success_3'],
    ['MRR', 'recip_rank'],
    ['mrr@10', 'recip_rank_cut_10'],
    ['Recall@100', 'recall_100'],
  ])('%s is trec_eval’s %s', (given, name) => {
    expect(parseRankingMeasure(given).name).toBe(name)
  })

  it.each(['recall', 'P_0', 'bleu', ''])('does not know "%s"', (name) => {
    expect(() => parseRankingMeasure(name)).toThrow('Unknown operator')
  })

  it('is 0 where nothing is relevant or nothing was found', () => {
    for (const name of ['P_1', 'recall_1', 'ndcg', 'map', 'recip_rank', 'success_1']) {
      expect(parseRankingMeasure(name).score(['b'], new Map([['b', 0]]))).toBe(0)
      expect(parseRankingMeasure(name).score([], judgements)).toBe(0)
    }
  })

  it('orders by falling score, then by falling id', () => {
    expect(
      rankDocuments([
        ['d1', 0.5],
        ['d10', 0.5],
        ['d2', 0.5],
        ['x', 0.9],
      ]),
    ).toEqual(['x', 'd2', 'd10', 'd1'])
  })
})
