/** From a few rows to all of them: totals of a stratified sample, with Student's t. */
import type { Estimate } from '@evalflow/contract'
import { studentQuantile } from '@evalflow/metrics'

/** One task: what its pilot rows gave, and how many rows it has. */
export interface Stratum {
  values: readonly number[]
  rows: number
}

/**
 * Sum over all rows: per task mean × rows, 95 % by Student's t with finite population correction; degrees of freedom are
 * those of the smallest pilot. Never below what the pilot itself used. Null where a task gave no value.
 *
 * Source: Cochran, Sampling Techniques, 3rd ed., §5.3 to 5.5 (stratified totals).
 */
export function estimateTotal(strata: readonly Stratum[]): Estimate | null {
  const open = strata.filter(({ rows }) => rows > 0)
  if (open.length === 0 || open.some(({ values }) => values.length === 0)) return null
  let value = 0
  let variance = 0
  let used = 0
  let freedom = Infinity
  for (const { values, rows } of open) {
    const n = values.length
    const mean = sum(values) / n
    value += mean * rows
    used += sum(values)
    if (n >= rows) continue
    freedom = Math.min(freedom, n - 1)
    const spread = n > 1 ? sum(values.map((item) => (item - mean) ** 2)) / (n - 1) : 0
    variance += rows ** 2 * (1 - n / rows) * (spread / n)
  }
  const pilot = open.map(({ values }) => values.length).join(' + ')
  if (freedom === Infinity) return { value, low: value, high: value, method: 'every row was in the pilot' }
  if (freedom === 0)
    return { value, low: null, high: null, method: `mean of ${pilot} pilot rows × rows; one row tells no spread` }
  const half = studentQuantile(0.975, freedom) * Math.sqrt(variance)
  const method = `mean of ${pilot} pilot rows × rows, 95 % by Student's t`
  return { value, low: Math.max(used, value - half), high: value + half, method }
}

export interface Pace {
  /** Rows the pilot asked, and how long it took from first to last. */
  rows: number
  seconds: number
  /** Requests at a time, of the job. */
  parallelism: number
}

/**
 * Time for `left` rows. The pilot's own pace is the slow end; the fast end is that pace times what the job's parallelism is
 * above the pilot's, which holds if the endpoint keeps up (Little's law). `spread` widens both by the rows' relative error.
 */
export function estimateSeconds(
  left: number,
  { rows, seconds, parallelism }: Pace,
  spread: number | null,
): Estimate | null {
  if (rows === 0 || seconds <= 0) return null
  const slow = (left * seconds) / rows
  const fast = slow * Math.min(1, rows / parallelism)
  const method = `${left} rows left at the pace of ${rows} pilot rows in ${seconds.toFixed(1)} s; faster if the endpoint keeps up with ${parallelism} at a time`
  const value = (slow + fast) / 2
  if (spread === null) return { value, low: null, high: null, method: `${method}; one row tells no spread` }
  return { value, low: Math.max(0, fast * (1 - spread)), high: slow * (1 + spread), method }
}

/** Half the interval over the value; null if there is none. */
export function relativeError(estimate: Estimate | null): number | null {
  if (!estimate || estimate.high === null || estimate.value <= 0) return null
  return (estimate.high - estimate.value) / estimate.value
}

/** The same figure per something else, e.g. energy per second. */
export function scaled({ value, low, high }: Estimate, factor: number, method: string): Estimate {
  return {
    value: value * factor,
    low: low === null ? null : low * factor,
    high: high === null ? null : high * factor,
    method,
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
