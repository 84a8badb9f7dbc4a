import type { CostLine } from '@evalflow/contract'
import { getLanguage } from '@evalflow/ui'

/** Two decimals, or as many as small amounts need to be seen: `0.00042 EUR`, `1,204.50 EUR`. */
export function formatMoney(amount: number, currency: string): string {
  const options =
    amount !== 0 && Math.abs(amount) < 0.1
      ? { maximumSignificantDigits: 3 }
      : { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  return `${new Intl.NumberFormat(getLanguage(), options).format(amount)} ${currency}`
}

/** Null where nothing had a price. */
export function formatSums(money: CostLine['money']): string | null {
  return money.length === 0 ? null : money.map(({ amount, currency }) => formatMoney(amount, currency)).join(' + ')
}
