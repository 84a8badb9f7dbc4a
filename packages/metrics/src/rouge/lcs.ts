/** Longest common subsequences of token ids, as rouge_score reads them out (`_lcs_table`, `_backtrack_norec`). */

/** Length only; two rows of memory. */
export function lcsLength(a: readonly number[], b: readonly number[]): number {
  let previous = new Int32Array(b.length + 1)
  let current = new Int32Array(b.length + 1)
  for (const token of a) {
    for (let j = 1; j <= b.length; j++) {
      const up = previous[j] ?? 0
      const left = current[j - 1] ?? 0
      current[j] = token === b[j - 1] ? (previous[j - 1] ?? 0) + 1 : up > left ? up : left
    }
    const spare = previous
    previous = current
    current = spare
  }
  return previous[b.length] ?? 0
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
