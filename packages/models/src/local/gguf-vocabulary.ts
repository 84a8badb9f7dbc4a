/**
 * Reads the vocabulary of a GGUF file into raw bytes per token.
 *
 * - `gpt2` (BPE): tokens are written in GPT-2's byte alphabet, in which each of the 256 bytes has a printable character.
 * - `llama`, `t5`, `gemma4` (SentencePiece): a space is U+2581, single bytes are written `<0xNN>`.
 * Control tokens (type 3) and user-defined ones (type 4) stand as they are.
 * Source: llama.cpp, `llama_vocab` and `unicode_utf8_to_byte`; GPT-2, `bytes_to_unicode`.
 */
import { z } from 'zod'

const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const

export const ggmlTokenizerSchema = z.looseObject({
  model: z.string(),
  tokens: z.array(z.string()),
  token_type: z.array(z.number()).optional(),
})
export type GgmlTokenizer = z.infer<typeof ggmlTokenizerSchema>

export interface GgufVocabulary {
  bytes: readonly Uint8Array[]
  /** Written form to id of each control token, e.g. `<|im_start|>`. */
  controlTokens: ReadonlyMap<string, number>
  maxTokenBytes: number
}

/** @throws RangeError if the tokenizer model is of a kind whose bytes are not known here */
export function readGgufVocabulary(tokenizer: GgmlTokenizer): GgufVocabulary {
  const decode = decoders[tokenizer.model]
  if (!decode) {
    const known = Object.keys(decoders).join(', ')
    throw new RangeError(`The tokenizer model is "${tokenizer.model}"; known here are ${known}.`)
  }
  const encoder = new TextEncoder()
  const controlTokens = new Map<string, number>()
  const bytes = tokenizer.tokens.map((text, id) => {
    const type = tokenizer.token_type?.[id] ?? TOKEN_TYPE.normal
    if (type === TOKEN_TYPE.control) controlTokens.set(text, id)
    const isLiteral = type === TOKEN_TYPE.control || type === TOKEN_TYPE.userDefined || type === TOKEN_TYPE.unknown
    return isLiteral ? encoder.encode(text) : decode(text)
  })
  return { bytes, controlTokens, maxTokenBytes: bytes.reduce((longest, token) => Math.max(longest, token.length), 1) }
}

const byteOfCharacter = createByteAlphabet()

const decoders: Record<string, (text: string) => Uint8Array> = {
  gpt2: (text) => {
    const bytes: number[] = []
    for (const character of text) {
      const byte = byteOfCharacter.get(character)
      if (byte === undefined) bytes.push(...new TextEncoder().encode(character))
      else bytes.push(byte)
    }
    return Uint8Array.from(bytes)
  },
  llama: decodeSentencePiece,
  t5: decodeSentencePiece,
  gemma4: decodeSentencePiece,
}

function decodeSentencePiece(text: string): Uint8Array {
  const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1]
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16))
  return new TextEncoder().encode(text.replaceAll('\u2581', ' '))
}

/** GPT-2 writes printable Latin-1 bytes as themselves, the other 68 as U+0100 and up, in order. */
function createByteAlphabet(): Map<string, number> {
  const alphabet = new Map<string, number>()
  let spare = 0x100
  for (let byte = 0; byte < 256; byte++) {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
    alphabet.set(String.fromCodePoint(isPrintable ? byte : spare++), byte)
  }
  return alphabet
}
