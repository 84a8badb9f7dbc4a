/** A p value in words: one that rounds to 0 is not 0. */
import { formatNumber } from '@evalflow/ui'

const SMALLEST = 0.001

export function pText(p: number | null): string {
  if (p === null) return 'p –'
  return p < SMALLEST ? `p < ${formatNumber(SMALLEST, 3)}` : `p ${formatNumber(p, 3)}`
}
