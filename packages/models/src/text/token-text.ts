/**
 * Texts and places of tokens, computed from bytes. A token may be half a character (an emoji is two tokens), so a token's
 * text on its own says nothing about its place: `detokenize([id])` prints both halves as U+FFFD.
 */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Name of a token in `tokens` and `top_logprobs`: its text, or `bytes:\xf0\x9f` if it is not whole characters, as OpenAI
 * writes it. So two half characters never share a key.
 */
export function toTokenLabel(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return `bytes:${Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}`
  }
}

/**
 * Offsets of tokens in the text they make up, in characters (Unicode code points, as Python counts), from `start` on.
 *
 * A token that begins inside a character has the offset of that character.
 */
export function toTextOffsets(tokens: readonly Uint8Array[], start = 0): number[] {
  let characters = start
  return tokens.map((bytes) => {
    const beginsInside = bytes.length > 0 && isContinuation(bytes[0] ?? 0)
    const offset = beginsInside ? Math.max(start, characters - 1) : characters
    for (const byte of bytes) if (!isContinuation(byte)) characters += 1
    return offset
  })
}

export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}
