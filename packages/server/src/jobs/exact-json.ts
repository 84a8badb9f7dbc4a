/** JSON as `JSON.parse` reads it, but for whole numbers beyond 2^53, which become text: a number would lose digits. */

/** Shorter runs of digits are safe. */
const MAYBE_UNSAFE = /\d{16}/

/** @throws SyntaxError */
export function parseExactJson(text: string): unknown {
  if (!MAYBE_UNSAFE.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    const source = context?.source
    if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value
    return /^-?\d+$/.test(source) ? source : value
  })
}
