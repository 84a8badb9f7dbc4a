/** Amounts as whole numbers of 1e-12 currency units (rule P1 in SPEC.md). */

export const UNIT = 1e12
/** Shares of a limit that are told, unless others are asked for. */
export const ALERT_PERCENTS: readonly number[] = [50, 80, 100]

/** Shares of `limit` that lie between two sums: reached by `after`, not by `before`. */
export function crossed(percents: readonly number[], limit: bigint, before: bigint, after: bigint): number[] {
  if (limit === 0n) return []
  return percents
    .filter((percent) => {
      const mark = (limit * BigInt(percent)) / 100n
      return before < mark && after >= mark
    })
    .map((percent) => percent / 100)
}

/** A price per million tokens has at most six decimals, so the product is exact. */
export const toAmount = (tokens: number, perMillion: number) =>
  BigInt(Math.ceil(tokens)) * BigInt(Math.round(perMillion * 1e6))
