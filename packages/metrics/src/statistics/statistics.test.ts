import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GOLDEN_DIGITS, golden } from '../fixtures/golden.ts'
import { cohenKappa, krippendorffAlpha, roganGladen } from './agreement.ts'
import { bootstrapInterval, createPcg32, percentile } from './bootstrap.ts'
import { comparePaired, compareUnpaired, holm, mcNemar } from './comparison.ts'
import { normalCdf, normalQuantile, studentCdf, studentQuantile } from './distributions.ts'
import { meanInterval, tInterval, wilsonInterval } from './intervals.ts'
import { minimumDetectableEffect, requiredRows } from './power.ts'
import { clusteredStderr, pooledStderr, stderrOfMean, unweightedStderr } from './stderr.ts'
import { mergeSummaries, summarize, toScoreStats } from './summary.ts'

describe('summary', () => {
  it.each(golden.stderr)('of $x has mean $mean and standard error $stderr', ({ x, mean, stderr }) => {
    const stats = toScoreStats(summarize(x))

    expect(stats).toMatchObject({ count: x.length, nan_count: 0 })
    expect('mean' in stats && stats.mean).toBeCloseTo(mean, GOLDEN_DIGITS)
    expect(stderrOfMean(x)).toBeCloseTo(stderr, GOLDEN_DIGITS)
  })

  it('counts unscored rows apart, and has no error for one row', () => {
    expect(toScoreStats(summarize([1, null, NaN]))).toEqual({
      count: 1,
      sum: 1,
      sum_squared: 1,
      mean: 1,
      min: 1,
      max: 1,
      variance: 0,
      stddev: 0,
      nan_count: 2,
    })
    expect(toScoreStats(summarize([null]))).toEqual({ count: 0, sum: 0, nan_count: 1 })
  })

  it('gives the population’s variance, as NeMo', () => {
    expect(toScoreStats(summarize([1, 3]))).toMatchObject({ variance: 1, stddev: 1, stderr: 1 })
  })

  it('merges to the summary of the whole', () => {
    const values = fc.array(fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constant(null)), {
      maxLength: 40,
    })

    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = mergeSummaries(summarize(a), summarize(b))
        const whole = summarize([...a, ...b])

        expect(merged.count).toBe(whole.count)
        expect(merged.unscored).toBe(whole.unscored)
        expect(merged.mean).toBeCloseTo(whole.mean, 8)
        expect(merged.m2 / 1e6).toBeCloseTo(whole.m2 / 1e6, 8)
        expect([merged.min, merged.max]).toEqual([whole.min, whole.max])
      }),
    )
  })
})

describe('standard errors', () => {
  it.each(golden.clustered_stderr_CR0)('clustered $x gives $se', ({ x, clusters, se }) => {
    expect(clusteredStderr(x, clusters)).toBeCloseTo(se, GOLDEN_DIGITS)
  })

  it('clustered with the finite factor, and null for one cluster', () => {
    expect(clusteredStderr([1, 0, 1, 1], ['a', 'a', 'b', 'b'], { finiteFactor: true })).toBeCloseTo(0.25, 12)
    expect(clusteredStderr([1, 0], ['a', 'a'])).toBeNull()
  })

  it('pooled over equal parts equals the unweighted one', () => {
    const parts = [
      { stderr: 0.1, size: 50 },
      { stderr: 0.2, size: 50 },
    ]

    expect(pooledStderr(parts)).toBeCloseTo(unweightedStderr([0.1, 0.2]), 12)
    expect(pooledStderr([{ stderr: 0, size: 1 }])).toBeNull()
  })
})

describe('distributions', () => {
  // normal: scipy.stats.norm; t: Simpson integration of the density with 200,000 intervals (scipy agrees to 1e-10 only)
  it.each([
    [normalQuantile(0.975), 1.959963984540054],
    [normalQuantile(0.8), 0.8416212335729143],
    [normalCdf(-5), 2.866515718791933e-7],
    [normalCdf(1), 0.8413447460685429],
    [studentQuantile(0.975, 1), 12.706204736174694],
    [studentQuantile(0.975, 9), 2.262157162798205],
    [studentQuantile(0.975, 99), 1.984216951586404],
    [studentCdf(-2, 3), 0.06966298427942164],
  ])('%d equals %d', (found, expected) => {
    expect(Math.abs(found / expected - 1)).toBeLessThan(1e-11)
  })
})

describe('intervals', () => {
  it('Wilson of 9 in 10', () => {
    const interval = wilsonInterval(9, 10)

    expect(interval?.low).toBeCloseTo(0.5958499732, GOLDEN_DIGITS)
    expect(interval?.high).toBeCloseTo(0.9821237869, GOLDEN_DIGITS)
  })

  it('has room above 0 successes, and none for no rows', () => {
    expect(wilsonInterval(0, 20)?.high).toBeGreaterThan(0.1)
    expect(wilsonInterval(0, 0)).toBeNull()
  })

  it('t needs two values; the method follows the kind of score', () => {
    expect(tInterval(1, null, 0)).toBeNull()
    expect(meanInterval(summarize([0, 1, 1]), true)?.method).toBe('wilson')
    expect(meanInterval(summarize([0.2, 0.5, 0.9]), false)).toMatchObject({ method: 't' })
    expect(meanInterval(summarize([null]), true)).toBeNull()
  })
})

describe('comparison', () => {
  it.each(golden.paired)('paired $a and $b differ by $diff', ({ a, b, diff, se }) => {
    const result = comparePaired(a, b)

    expect(result.difference).toBeCloseTo(diff, GOLDEN_DIGITS)
    expect(result.stderr).toBeCloseTo(se, GOLDEN_DIGITS)
  })

  it('finds no p value where nothing differs, and clusters rows', () => {
    expect(comparePaired([1, 0], [1, 0])).toMatchObject({ difference: 0, stderr: 0, pValue: null, correlation: 1 })
    expect(comparePaired([1, 0, 1], [0, 0, 0], ['p', 'p', 'q']).stderr).toBeGreaterThan(0)
    expect(() => comparePaired([1], [])).toThrow('differ in length')
  })

  it('unpaired errors add', () => {
    expect(compareUnpaired({ mean: 0.6, stderr: 0.3 }, { mean: 0.2, stderr: 0.4 }).stderr).toBeCloseTo(0.5, 12)
    expect(compareUnpaired({ mean: 1, stderr: null }, { mean: 0, stderr: 0.1 }).pValue).toBeNull()
  })

  it.each([
    [1, 0, 1],
    [10, 2, 0.0385742],
    [0, 0, 1],
  ])('McNemar of %i and %i is %d', (b, c, p) => {
    expect(mcNemar(b, c)).toBeCloseTo(p, 7)
  })

  it('Holm multiplies the smallest most and keeps the order', () => {
    const adjusted = holm([0.01, 0.04, 0.03])

    expect(adjusted.map((p) => Math.round(p * 1e6) / 1e6)).toEqual([0.03, 0.06, 0.06])
  })
})

it('power and detectable effect are inverse to each other', () => {
  const options = { omegaSquared: 1 / 9, sigmaSquaredA: 1 / 6, sigmaSquaredB: 1 / 6 }
  const rows = requiredRows(0.03, options)

  // the worked example of arXiv 2411.00640, section 5: about 969 questions for 3 points at K = 10 and 80 % power
  expect(requiredRows(0.03, { ...options, samplesA: 10, samplesB: 10 })).toBeCloseTo(
    ((1.959963984540054 + 0.8416212335729143) ** 2 * (1 / 9 + 1 / 30)) / 0.0009,
    6,
  )
  expect(minimumDetectableEffect(rows, options)).toBeCloseTo(0.03, 12)
})

describe('agreement', () => {
  it.each([
    [
      [
        [20, 5],
        [10, 15],
      ],
      0.4,
    ],
    [
      [
        [50, 0],
        [0, 50],
      ],
      1,
    ],
    [
      [
        [25, 25],
        [25, 25],
      ],
      0,
    ],
  ])('kappa of %j is %d', (matrix, expected) => {
    expect(cohenKappa(matrix)).toBeCloseTo(expected, 12)
  })

  it('kappa is null where chance alone agrees; weights soften near misses', () => {
    expect(
      cohenKappa([
        [5, 0],
        [0, 0],
      ]),
    ).toBeNull()
    const near = [
      [5, 5, 0],
      [0, 5, 5],
      [0, 0, 5],
    ]
    expect(cohenKappa(near, 'quadratic') ?? 0).toBeGreaterThan(cohenKappa(near) ?? 1)
  })

  it('alpha of Krippendorff’s worked example (binary, two observers) is 0.095', () => {
    // K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section A
    const a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    const b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]

    expect(krippendorffAlpha(a.map((value, i) => [value, b[i] ?? null]))).toBeCloseTo(0.095, 3)
    expect(
      krippendorffAlpha([
        [1, 1],
        [1, null],
      ]),
    ).toBeNull()
  })

  it('Rogan-Gladen corrects a rate, and says nothing for a judge at chance', () => {
    expect(roganGladen(0.7, 0.9, 0.8)).toBeCloseTo(0.7142857, 7)
    expect(roganGladen(0.7, 0.5, 0.5)).toBeNull()
    expect(roganGladen(0.05, 0.9, 0.8)).toBe(0)
  })
})

describe('bootstrap', () => {
  it('is the same for the same seed, and covers the mean', () => {
    const values = [0, 1, 1, 0, 1, 1, 1, 0, 1, 1]
    const mean = (indices: readonly number[]) => indices.reduce((sum, i) => sum + (values[i] ?? 0), 0) / indices.length

    const first = bootstrapInterval(10, mean, { seed: 7 })

    expect(first).toEqual(bootstrapInterval(10, mean, { seed: 7 }))
    expect(first?.low).toBeLessThan(0.7)
    expect(first?.high).toBeGreaterThan(0.7)
    expect(first?.stderr).toBeCloseTo(0.145, 1)
    expect(bootstrapInterval(1, mean)).toBeNull()
  })

  it('draws whole clusters', () => {
    const seen = new Set<number>()
    bootstrapInterval(4, (indices) => (seen.add(indices.length), 0), { clusters: ['a', 'a', 'a', 'b'], replicates: 50 })

    expect([...seen].toSorted()).toEqual([2, 4, 6])
  })

  it('has uniform random numbers and numpy’s percentiles', () => {
    const random = createPcg32(42)
    const mean = Array.from({ length: 10_000 }, random).reduce((a, b) => a + b, 0) / 10_000

    expect(mean).toBeCloseTo(0.5, 1)
    expect(percentile([1, 2, 3, 4], 0.5)).toBe(2.5)
  })
})
