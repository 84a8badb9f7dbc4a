/** Normal and Student t distributions, to about 1e-12; what intervals, tests and power need. */

/** Natural logarithm of the gamma function, x > 0 (Lanczos, g = 7, n = 9). */
export function logGamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const sum = coefficients.reduce((total, c, i) => total + c / (z + i + 1), 0.99999999999980993)
  const t = z + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** Regularised incomplete beta function I_x(a, b), by its continued fraction (modified Lentz). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // the fraction converges fast only on this side
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a
  const tiny = 1e-300
  let c = 1
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / guard(1 + even * d)
    c = guard(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / guard(1 + odd * d)
    c = guard(1 + odd / c)
    const step = d * c
    fraction *= step
    if (Math.abs(step - 1) < 1e-15) break
  }
  return front * fraction

  function guard(value: number): number {
    return Math.abs(value) < tiny ? tiny : value
  }
}

/** P(T <= t) with `df` degrees of freedom. */
export function studentCdf(t: number, df: number): number {
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}

/** The t with P(T <= t) = p, 0 < p < 1. */
export const studentQuantile = (p: number, df: number): number => invert((t) => studentCdf(t, df), p)

/** P(Z <= z). Through the t tail's limit would lose digits; the gamma form does not. */
export function normalCdf(z: number): number {
  const tail = 0.5 * upperGammaHalf((z * z) / 2)
  return z > 0 ? 1 - tail : tail
}

/** The z with P(Z <= z) = p, 0 < p < 1. */
export const normalQuantile = (p: number): number => invert(normalCdf, p)

/** Q(1/2, x) = erfc(sqrt x): series for small x, continued fraction for large. */
function upperGammaHalf(x: number): number {
  if (x === 0) return 1
  const front = Math.exp(-x + 0.5 * Math.log(x) - logGamma(0.5))
  if (x < 1.5) {
    let term = 2
    let sum = 2
    for (let n = 1; n < 200; n++) {
      term *= x / (0.5 + n)
      sum += term
      if (term < sum * 1e-17) break
    }
    return 1 - front * sum
  }
  let b = x + 0.5
  let c = 1e300
  let d = 1 / b
  let fraction = d
  for (let i = 1; i < 500; i++) {
    const a = -i * (i - 0.5)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    const step = d * c
    fraction *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return front * fraction
}

/** Bisection on a rising function: about 60 steps, no derivative that could fail far out. */
function invert(cdf: (x: number) => number, p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN
  let low = -1
  let high = 1
  while (cdf(low) > p) low *= 2
  while (cdf(high) < p) high *= 2
  while (high - low > 1e-15 * Math.max(1, Math.abs(low), Math.abs(high))) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (cdf(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
