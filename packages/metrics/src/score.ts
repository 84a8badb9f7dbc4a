/** What a scorer gives for one row: a number, or the reason why there is none. Never 0 for "could not be read" (D4). */
export interface Score {
  value: number | null
  /** Why `value` is null; null when there is a value. */
  reason: string | null
}

export const scored = (value: number): Score => ({ value, reason: null })
export const unscored = (reason: string): Score => ({ value: null, reason })
