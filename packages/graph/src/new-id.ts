/** Random ids. They are names inside one document, so 60 bits (12 characters of 32) are ample. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 12

/** Fresh id such as `evaluator-3k9x0v7m2q8d`; `prefix` only helps people reading a file. */
export function newId(prefix = ''): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH))
  const id = Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('')
  return prefix ? `${prefix}-${id}` : id
}
