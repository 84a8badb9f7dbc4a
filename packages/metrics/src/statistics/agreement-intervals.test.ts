import { describe, expect, it } from 'vitest'
import { krippendorffAlpha } from './agreement.ts'
import { alphaInterval, kappaInterval } from './agreement-intervals.ts'

const TWO = [
  [20, 5],
  [10, 15],
]
const THREE = [
  [10, 2, 1],
  [3, 12, 2],
  [0, 4, 16],
]

describe('kappaInterval', () => {
  // statsmodels 0.14, stats.inter_rater.cohens_kappa: std_kappa, kappa_low, kappa_upp
  it.each([
    [TWO, 'none', 0.12699606293110033, 0.151092290476661, 0.6489077095233389],
    [THREE, 'none', 0.09177835564079524, 0.4553760870463468, 0.8151406302788813],
    [THREE, 'linear', 0.08157202871121463, 0.5380771519147246, 0.8578336287544205],
    [THREE, 'quadratic', 0.07824651191416417, 0.6097476774739837, 0.9164683680092759],
  ] as const)('of %j weighed by %s is that of statsmodels', (matrix, weights, stderr, low, high) => {
    const found = kappaInterval(matrix, weights)

    expect(found?.stderr).toBeCloseTo(stderr, 12)
    expect(found?.low).toBeCloseTo(low, 8)
    expect(found?.high).toBeCloseTo(high, 8)
  })

  it('is null without variation, and at full agreement', () => {
    expect(
      kappaInterval([
        [5, 0],
        [0, 0],
      ]),
    ).toBeNull()
    expect(
      kappaInterval([
        [50, 0],
        [0, 50],
      ]),
    ).toBeNull()
  })
})

describe('alphaInterval', () => {
  // 60 items, three raters; made once with NumPy
  const units = parseUnits(
    '223 3-4 -43 555 112 21- 455 545 332 313 5-5 423 31- 544 321 322 555 234 211 121 545 443 444 244 555 -21 244 444 212 222 ' +
      '221 324 555 -12 131 -34 455 2-2 332 331 212 -44 2-1 223 244 223 112 55- 4-4 54- 11- 553 -11 332 --5 312 4-4 212 111 555',
  )

  // krippendorff 0.8 on 4,000 draws by NumPy; two sets of draws differ by some hundredths
  it.each([
    ['nominal', 0.305438303720428, 0.1887, 0.4116, 0.0577],
    ['interval', 0.7616332971693461, 0.6594, 0.8317, 0.0439],
  ] as const)('of distances %s is that of the Python original', (level, alpha, low, high, stderr) => {
    const found = alphaInterval(units, level)

    expect(krippendorffAlpha(units, level)).toBeCloseTo(alpha, 12)
    expect(Math.abs((found?.low ?? NaN) - low)).toBeLessThan(0.02)
    expect(Math.abs((found?.high ?? NaN) - high)).toBeLessThan(0.02)
    expect(Math.abs((found?.stderr ?? NaN) - stderr)).toBeLessThan(0.006)
    expect(alphaInterval(units, level)).toEqual(found)
  })

  it('is null for one item, and without variation', () => {
    expect(alphaInterval([[1, 2]])).toBeNull()
    expect(
      alphaInterval([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull()
  })
})

/** A word is an item, a character a rating; `-` is none. */
function parseUnits(text: string): (number | null)[][] {
  return text.split(' ').map((word) => [...word].map((char) => (char === '-' ? null : Number(char))))
}
