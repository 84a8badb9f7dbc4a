/**
 * N-grams as small integers.
 *
 * Each n-gram is the pair (id of its first n-1 tokens, id of its last token), packed in one number, so counting compares
 * no strings and builds no keys. Ids of one `NgramIndex` are comparable with each other only.
 */

/** Ids stay below this, so a pair fits a double without loss: 2^26 * 2^26 = 2^52. */
const MAX_IDS = 2 ** 26

export class NgramIndex {
  private readonly tokens = new Map<string, number>()
  private readonly pairs: Map<number, number>[] = []

  /** One id per token. Equal tokens have equal ids. */
  intern(tokens: readonly string[]): Int32Array {
    const ids = new Int32Array(tokens.length)
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] ?? ''
      let id = this.tokens.get(token)
      if (id === undefined) this.tokens.set(token, (id = this.tokens.size))
      ids[i] = id
    }
    return ids
  }

  /** Ids of the n-grams of order `order`, given the tokens and the ids of order `order - 1`. */
  extend(previous: Int32Array, tokens: Int32Array, order: number): Int32Array {
    const length = Math.max(0, tokens.length - order + 1)
    const ids = new Int32Array(length)
    const table = (this.pairs[order] ??= new Map())
    for (let i = 0; i < length; i++) {
      const key = (previous[i] ?? 0) * MAX_IDS + (tokens[i + order - 1] ?? 0)
      let id = table.get(key)
      if (id === undefined) table.set(key, (id = table.size))
      ids[i] = id
    }
    return ids
  }

  /** Ids of orders 1 to `maxOrder`; element `n - 1` holds order n. */
  orders(tokens: readonly string[], maxOrder: number): Int32Array[] {
    const unigrams = this.intern(tokens)
    const all = [unigrams]
    for (let order = 2; order <= maxOrder; order++) all.push(this.extend(all[order - 2] ?? unigrams, unigrams, order))
    return all
  }
}

/** How often each id occurs. */
export function countIds(ids: Int32Array): Map<number, number> {
  const counts = new Map<number, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

/** Sum over ids of the smaller of both counts. */
export function clippedOverlap(left: Int32Array, right: Int32Array): number {
  if (left.length === 0 || right.length === 0) return 0
  const remaining = countIds(right)
  let overlap = 0
  for (const id of left) {
    const count = remaining.get(id)
    if (count === undefined || count === 0) continue
    remaining.set(id, count - 1)
    overlap++
  }
  return overlap
}
