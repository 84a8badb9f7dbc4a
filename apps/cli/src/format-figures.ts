/** Estimates and sums of money as text for a terminal. */
import type { CostLine, Estimate } from '@evalflow/contract'

/** Three digits, never an exponent. */
export function toFigure(value: number): string {
  if (value === 0) return '0'
  return Math.abs(value) >= 100 ? Math.round(value).toString() : Number(value.toPrecision(3)).toString()
}

/** `12 (10 to 14) EUR`; `unknown` for null, `(spread unknown)` where a pilot of one row told none. */
export function toEstimateText(estimate: Estimate | null, unit: string): string {
  if (!estimate) return 'unknown'
  const { value, low, high } = estimate
  const range = low === null || high === null ? 'spread unknown' : `${toFigure(low)} to ${toFigure(high)}`
  return `${toFigure(value)} ${unit} (${range})`
}

export function toMoneyText(money: CostLine['money']): string {
  return money.map(({ amount, currency }) => `${toFigure(amount)} ${currency}`).join(' + ') || '–'
}
