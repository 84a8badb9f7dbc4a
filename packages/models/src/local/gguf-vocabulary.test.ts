import { describe, expect, it } from 'vitest'
import { readGgufVocabulary } from './gguf-vocabulary.ts'

describe('readGgufVocabulary', () => {
  it("reads GPT-2's byte alphabet back into bytes", () => {
    // Ġ is the space; ðŁĺ are the bytes f0 9f 98
    const { bytes, controlTokens, maxTokenBytes } = readGgufVocabulary({
      model: 'gpt2',
      tokens: ['<|end|>', 'ĠParis', 'ðŁĺ', 'Ċ'],
      token_type: [3, 1, 1, 1],
    })

    expect(bytes.map((token) => Array.from(token))).toEqual([
      Array.from(new TextEncoder().encode('<|end|>')),
      [0x20, 0x50, 0x61, 0x72, 0x69, 0x73],
      [0xf0, 0x9f, 0x98],
      [0x0a],
    ])
    expect([...controlTokens]).toEqual([['<|end|>', 0]])
    expect(maxTokenBytes).toBe(7)
  })

  it('reads SentencePiece spaces and single bytes', () => {
    const { bytes } = readGgufVocabulary({ model: 'llama', tokens: ['\u2581a', '<0xE2>'], token_type: [1, 6] })

    expect(bytes.map((token) => Array.from(token))).toEqual([[0x20, 0x61], [0xe2]])
  })

  it('refuses a tokenizer it does not know', () => {
    expect(() => readGgufVocabulary({ model: 'rwkv', tokens: [] })).toThrow(/"rwkv"; known here are gpt2, llama/)
  })
})
