/** Longest common subsequences of token ids, as rouge_score reads them out (`_lcs_table`, `_backtrack_norec`). */

const WORD_BITS = 32
const FULL_WORD = 0xffff_ffff

/**
 * Length only. 32 cells of the table at a time, as bits of a word (Hyyrö 2004, "Bit-parallel LCS-length computation
 * revisited"), and of those only the words that hold the token: 400,000 tokens against as many take a second.
 */
export function lcsLength(a: readonly number[], b: readonly number[]): number {
  const words = Math.ceil(a.length / WORD_BITS)
  const places = findPlaces(a)
  // a bit is 0 where the length grows from one token of `a` to the next
  const row = new Uint32Array(words).fill(FULL_WORD)
  for (const token of b) {
    const place = places.get(token)
    if (place === undefined) continue
    let carry = 0
    let next = 0
    for (let k = 0; k < place.length; k += 2) {
      const word = place[k] ?? 0
      const mask = place[k + 1] ?? 0
      if (carry !== 0) carry = carryOver(row, next, word)
      const bits = row[word] ?? 0
      const sum = bits + ((bits & mask) >>> 0) + carry
      row[word] = sum | (bits & ~mask)
      carry = sum > FULL_WORD ? 1 : 0
      next = word + 1
    }
    if (carry !== 0) carryOver(row, next, words)
  }
  let ones = 0
  for (let bits of row) for (; bits !== 0; bits = (bits & (bits - 1)) >>> 0) ones++
  return words * WORD_BITS - ones
}

/** Adds 1 at word `from`; what is left of it at word `to`. */
function carryOver(row: Uint32Array, from: number, to: number): 0 | 1 {
  for (let word = from; word < to; word++) {
    const bits = row[word] ?? 0
    if (bits !== FULL_WORD) {
      row[word] = (bits + 1) | bits
      return 0
    }
  }
  return 1
}

/** Of each token: word, mask, word, mask … of the bits where it stands, in ascending order. */
function findPlaces(tokens: readonly number[]): Map<number, number[]> {
  const places = new Map<number, number[]>()
  for (const [i, token] of tokens.entries()) {
    const word = Math.floor(i / WORD_BITS)
    const bit = (1 << (i % WORD_BITS)) >>> 0
    let place = places.get(token)
    if (!place) places.set(token, (place = []))
    const last = place.length - 1
    if (place[last - 1] === word) place[last] = ((place[last] ?? 0) | bit) >>> 0
    else place.push(word, bit)
  }
  return places
}

/**
 * Hits of summary-level LCS: for each reference sentence the union of its LCS with every candidate sentence; a token is
 * hit only while both sides still have one of it left (ROUGE-1.5.5's guard against double counting).
 */
export function unionLcs(
  references: readonly (readonly number[])[],
  candidates: readonly (readonly number[])[],
): number {
  const leftInReferences = countTokens(references)
  const leftInCandidates = countTokens(candidates)
  let hits = 0
  for (const reference of references) {
    const matched = new Uint8Array(reference.length)
    for (const candidate of candidates) markLcs(reference, candidate, matched)
    for (let i = 0; i < reference.length; i++) {
      if (!matched[i]) continue
      const token = reference[i] ?? 0
      const wanted = leftInReferences.get(token) ?? 0
      const found = leftInCandidates.get(token) ?? 0
      if (wanted === 0 || found === 0) continue
      leftInReferences.set(token, wanted - 1)
      leftInCandidates.set(token, found - 1)
      hits++
    }
  }
  return hits
}

/** Marks positions of `a` on one LCS. On a mismatch: left only if strictly better, else up. */
function markLcs(a: readonly number[], b: readonly number[], matched: Uint8Array): void {
  const width = b.length + 1
  const table = new Int32Array((a.length + 1) * width)
  const at = (i: number, j: number) => table[i * width + j] ?? 0
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++)
      table[i * width + j] = a[i - 1] === b[j - 1] ? at(i - 1, j - 1) + 1 : Math.max(at(i - 1, j), at(i, j - 1))
  let i = a.length
  let j = b.length
  while (i > 0 && j > 0) {
    if (a[i - 1] === b[j - 1]) {
      matched[--i] = 1
      j--
    } else if (at(i, j - 1) > at(i - 1, j)) j--
    else i--
  }
}

function countTokens(sentences: readonly (readonly number[])[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const tokens of sentences) for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}
