/** What is scored by its log-likelihood: a continuation after a context. */
export interface Pair {
  context: string
  continuation: string
  /** One text without context, to be scored whole however long it is. */
  rolling?: boolean
}
