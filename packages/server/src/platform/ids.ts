/** Ids and times as NeMo writes them. */
import { randomBytes } from 'node:crypto'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** 16 random bytes in base58, 21 or 22 characters; ids are `prefix-` and this. */
export function createRandomId(): string {
  return toBase58(randomBytes(16))
}

/** Base58 with Bitcoin's alphabet (no 0, O, I, l). */
export function toBase58(bytes: Uint8Array): string {
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  let text = ''
  while (number > 0n) {
    text = (BASE58[Number(number % 58n)] ?? '') + text
    number /= 58n
  }
  return text
}

/** UTC without zone, six decimals: `2025-07-08T19:18:37.063000`. The clock gives milliseconds, so the last three are 0. */
export function toNemoTime(date: Date): string {
  return date.toISOString().replace('Z', '000')
}
