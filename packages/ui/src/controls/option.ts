/** One of several answers. */
export interface Option {
  value: string
  label: string
  help?: string
  /** Why it cannot be chosen now; shown beside it. */
  unavailable?: string
}
