/** Content hashes: sha256 of JSON with sorted keys, so the order in which a server sends keys does not count. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** sha256 in hex. */
export const hashText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/** sha256 in hex of `value` as JSON. Keys with null or undefined count as missing: servers differ in sending them. */
export const hashJson = (value: unknown): string => hashText(JSON.stringify(normalise(value)) ?? '')

function normalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalise)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, item]) => item !== null && item !== undefined)
  // As pairs, not as an object: integer-like keys of an object have an order of their own. No two keys are equal.
  return { pairs: kept.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, normalise(item)]) }
}
