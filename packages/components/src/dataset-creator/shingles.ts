/**
 * What a text is compared by: its shingles, all windows of five characters of the normalised text, as hashes. Two texts are
 * as similar as the sets of their shingles overlap (Jaccard: shared over all; Broder 1997).
 *
 * Normalised: NFKC, lower case, every run of what is neither letter nor digit as one space. A shorter text is one shingle.
 */
import type { JsonValue } from '@evalflow/graph'
import type { Row } from './rows.ts'

export const SHINGLE_CHARACTERS = 5
/** Of the normalised text; what stands behind is not compared, so that the work for a row is bounded. */
export const COMPARED_CHARACTERS = 4_000

/** The cells of a row in order of their columns' names, so that the order of columns makes no difference. */
export function textOfRow(row: Row): string {
  return Object.keys(row)
    .toSorted()
    .map((name) => textOf(row[name]))
    .join(' ')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, COMPARED_CHARACTERS)
}

/** 32-bit hashes as they come, equal ones included. */
export function hashShingles(text: string): Uint32Array {
  const count = Math.max(1, text.length - SHINGLE_CHARACTERS + 1)
  const hashes = new Uint32Array(count)
  for (let start = 0; start < count; start += 1) hashes[start] = hashWindow(text, start)
  return hashes
}

/** Distinct ones in ascending order; `hashes` is sorted in place. */
export function toSet(hashes: Uint32Array): Uint32Array {
  hashes.sort()
  let kept = 1
  for (let index = 1; index < hashes.length; index += 1) {
    const hash = hashes[index] ?? 0
    if (hash !== hashes[kept - 1]) hashes[kept++] = hash
  }
  return hashes.subarray(0, kept)
}

/** Jaccard of two ascending sets, 0 to 1. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let shared = 0
  let at = 0
  for (const hash of a) {
    while (at < b.length && (b[at] ?? 0) < hash) at += 1
    if (at < b.length && b[at] === hash) shared += 1
  }
  return shared / (a.length + b.length - shared)
}

/** FNV-1a over UTF-16 units, with MurmurHash3's final mix: its low bits alone would depend on few characters. */
function hashWindow(text: string, start: number): number {
  const end = Math.min(text.length, start + SHINGLE_CHARACTERS)
  let hash = 0x811c9dc5
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return mix(hash)
}

export function mix(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
