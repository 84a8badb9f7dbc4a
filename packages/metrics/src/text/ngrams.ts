/**
 * N-grams as small whole numbers, so that counting them compares no strings and hashes nothing.
 *
 * An n-gram is the pair (id of its first n-1 tokens, id of its last token). Ids are dense from 0, and equal in all texts
 * indexed together.
 */

export interface NgramOrder {
  /** Per text, the id of each n-gram in its place. */
  readonly ids: readonly Int32Array[]
  /** All ids are below this. */
  readonly size: number
}

/** Orders 1 to `maxOrder` of all texts together; element `n - 1` holds order n. */
export function indexNgrams(texts: readonly (readonly string[])[], maxOrder: number): NgramOrder[] {
  const tokens = internTokens(texts)
  const orders = [tokens]
  let previous = tokens
  for (let order = 2; order <= maxOrder; order++) orders.push((previous = extend(previous, tokens, order)))
  return orders
}

function internTokens(texts: readonly (readonly string[])[]): NgramOrder {
  const known = new Map<string, number>()
  const ids = texts.map((tokens) => {
    const found = new Int32Array(tokens.length)
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] ?? ''
      let id = known.get(token)
      if (id === undefined) known.set(token, (id = known.size))
      found[i] = id
    }
    return found
  })
  return { ids, size: known.size }
}

function extend(previous: NgramOrder, tokens: NgramOrder, order: number): NgramOrder {
  const table = createPairTable(tokens.ids.reduce((sum, { length }) => sum + length, 0))
  let size = 0
  const ids = previous.ids.map((first, text) => {
    const last = tokens.ids[text] ?? first
    const found = new Int32Array(Math.max(0, last.length - order + 1))
    for (let i = 0; i < found.length; i++) {
      const id = toId(table, first[i] ?? 0, last[i + order - 1] ?? 0, size)
      if (id === size) size++
      found[i] = id
    }
    return found
  })
  return { ids, size }
}

/** Open addressing: three numbers per slot (first, last, id + 1); an id of 0 marks an empty slot. */
interface PairTable {
  readonly slots: Int32Array
  /** Count of slots less one, a power of two less one. */
  readonly mask: number
}

function createPairTable(entries: number): PairTable {
  // at most half full, so that probing stays short
  let capacity = 16
  while (capacity < entries * 2) capacity *= 2
  return { slots: new Int32Array(capacity * 3), mask: capacity - 1 }
}

/** The id of a pair; `next` for one not seen before, which is stored. */
function toId({ slots, mask }: PairTable, first: number, last: number, next: number): number {
  let slot = (Math.imul(first, 0x9e3779b1) ^ Math.imul(last, 0x85ebca6b)) >>> 7
  for (;;) {
    const at = (slot++ & mask) * 3
    const id = slots[at + 2] ?? 0
    if (id === 0) {
      slots[at] = first
      slots[at + 1] = last
      slots[at + 2] = next + 1
      return next
    }
    if (slots[at] === first && slots[at + 1] === last) return id - 1
  }
}

/** How often each id occurs. */
export function countIds(ids: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size)
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1
  return counts
}

/** How many of `ids` can be taken out of `counts`, which it uses up. */
export function takeMatches(ids: Int32Array, counts: Int32Array): number {
  let matches = 0
  for (const id of ids) {
    const left = counts[id] ?? 0
    if (left === 0) continue
    counts[id] = left - 1
    matches++
  }
  return matches
}

const NONE = new Int32Array()

/** Of text `found`'s n-grams, those that text `wanted` has too; each as often as the rarer side has it. */
export function clippedOverlap({ ids, size }: NgramOrder, found: number, wanted: number): number {
  const left = ids[found] ?? NONE
  const right = ids[wanted] ?? NONE
  return left.length === 0 || right.length === 0 ? 0 : takeMatches(left, countIds(right, size))
}
