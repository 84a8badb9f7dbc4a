/**
 * N-grams as small whole numbers, so that counting them compares no strings and hashes nothing.
 *
 * An n-gram is the pair (id of its first n-1 tokens, id of its last token). Ids are dense from 0, and equal in all texts
 * indexed together. They stand in plain arrays, and the table is kept between calls: a typed array of more than 64 bytes
 * is memory outside the heap, and making thirty of them took half the time of a row.
 */

export interface NgramOrder {
  /** Per text, the id of each n-gram in its place. */
  readonly ids: readonly (readonly number[])[]
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
    const found: number[] = []
    for (const token of tokens) {
      let id = known.get(token)
      if (id === undefined) known.set(token, (id = known.size))
      found.push(id)
    }
    return found
  })
  return { ids, size: known.size }
}

function extend(previous: NgramOrder, tokens: NgramOrder, order: number): NgramOrder {
  const table = toEmptyTable(tokens.ids.reduce((sum, { length }) => sum + length, 0))
  let size = 0
  const ids = previous.ids.map((first, text) => {
    const last = tokens.ids[text] ?? first
    const found: number[] = []
    for (let i = order - 1; i < last.length; i++) {
      const id = toId(table, first[i - order + 1] ?? 0, last[i] ?? 0, size)
      if (id === size) size++
      found.push(id)
    }
    return found
  })
  return { ids, size }
}

/** Numbers that are kept between calls at most: 768 kB. */
const MAX_KEPT = 3 * 65_536

/** Open addressing: three numbers per slot (first, last, id + 1); an id of 0 marks an empty slot. */
interface PairTable {
  readonly slots: Int32Array
  /** Count of slots less one, a power of two less one. */
  readonly mask: number
}

/** Slots of the table in use; one after the other, since nothing here waits. */
let spare = new Int32Array(3 * 1024)

function toEmptyTable(entries: number): PairTable {
  // at most half full, so that probing stays short
  let capacity = 16
  while (capacity < entries * 2) capacity *= 2
  const size = capacity * 3
  if (size > MAX_KEPT) return { slots: new Int32Array(size), mask: capacity - 1 }
  if (spare.length < size) spare = new Int32Array(size)
  else spare.fill(0, 0, size)
  return { slots: spare, mask: capacity - 1 }
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
export function countIds(ids: readonly number[], size: number): number[] {
  const counts: number[] = []
  for (let id = 0; id < size; id++) counts.push(0)
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1
  return counts
}

/** How many of `ids` can be taken out of `counts`, which it uses up. */
export function takeMatches(ids: readonly number[], counts: number[]): number {
  let matches = 0
  for (const id of ids) {
    const left = counts[id] ?? 0
    if (left === 0) continue
    counts[id] = left - 1
    matches++
  }
  return matches
}

const NONE: readonly number[] = []

/** Of text `found`'s n-grams, those that text `wanted` has too; each as often as the rarer side has it. */
export function clippedOverlap({ ids, size }: NgramOrder, found: number, wanted: number): number {
  const left = ids[found] ?? NONE
  const right = ids[wanted] ?? NONE
  return left.length === 0 || right.length === 0 ? 0 : takeMatches(left, countIds(right, size))
}
