import { describe, expect, it } from 'vitest'
import { countCharacters, toTextOffsets, toTokenLabel } from './token-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('toTokenLabel', () => {
  it('is the text, or its bytes when it is not whole characters', () => {
    expect(toTokenLabel(bytes(' Paris'))).toBe(' Paris')
    expect(toTokenLabel(Uint8Array.of(0xf0, 0x9f))).toBe('bytes:\\xf0\\x9f')
  })
})

describe('toTextOffsets', () => {
  it('counts characters, not bytes and not UTF-16 units', () => {
    // é is 2 bytes; 😀 is 4 bytes, 2 UTF-16 units, one character
    expect(toTextOffsets([bytes('é'), bytes('😀x'), bytes('y')])).toEqual([0, 1, 3])
  })

  it('gives both halves of a character its offset', () => {
    const emoji = bytes('😀')
    expect(toTextOffsets([bytes('a'), emoji.slice(0, 2), emoji.slice(2), bytes('b')])).toEqual([0, 1, 1, 2])
  })

  it('begins at the given place', () => {
    expect(toTextOffsets([bytes('ab'), bytes('c')], 5)).toEqual([5, 7])
    expect(countCharacters('a😀b')).toBe(3)
  })
})
