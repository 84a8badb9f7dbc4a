/** Tokens of the n-gram baseline: the 256 byte values, and 256 for the end of a document. Any text has tokens. */
import type { Vocabulary } from '../text-model.ts'

export const END_TOKEN = 256
const END_TEXT = '<|end|>'
const encoder = new TextEncoder()
const singleBytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))

export const byteVocabulary: Vocabulary = {
  size: 257,
  maxTokenBytes: 1,
  endToken: { id: END_TOKEN, text: END_TEXT },
  startToken: null,
  tokenize: (text) => Array.from(encoder.encode(text)),
  bytesOf: (token) => singleBytes[token] ?? encoder.encode(END_TEXT),
}
