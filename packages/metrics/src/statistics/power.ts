/** How many rows a comparison needs, and what it can see (E. Miller, arXiv 2411.00640, section on power). */
import { normalQuantile } from './distributions.ts'

export interface PowerOptions {
  /** Variance over rows of the difference of the two conditional means. */
  omegaSquared: number
  /** Variance within a row (from sampling the model), each run. */
  sigmaSquaredA?: number
  sigmaSquaredB?: number
  /** Answers per row, each run. */
  samplesA?: number
  samplesB?: number
  /** Two-sided. */
  alpha?: number
  power?: number
}

/** Rows needed to detect a true difference `delta`, not rounded. */
export const requiredRows = (delta: number, options: PowerOptions): number =>
  (quantileSum(options) ** 2 * rowVariance(options)) / delta ** 2

/** Smallest true difference that `rows` rows detect with the given power. */
export const minimumDetectableEffect = (rows: number, options: PowerOptions): number =>
  quantileSum(options) * Math.sqrt(rowVariance(options) / rows)

const quantileSum = ({ alpha = 0.05, power = 0.8 }: PowerOptions) =>
  normalQuantile(1 - alpha / 2) + normalQuantile(power)

function rowVariance(options: PowerOptions): number {
  const { omegaSquared, sigmaSquaredA = 0, sigmaSquaredB = 0, samplesA = 1, samplesB = 1 } = options
  return omegaSquared + sigmaSquaredA / samplesA + sigmaSquaredB / samplesB
}
