import { describe, expect, it } from 'vitest'
import { hashJson, hashText } from './hash.ts'

describe('hashText', () => {
  it('is the sha256 in hex of the text in UTF-8', () => {
    // FIPS 180-4, example "abc"
    expect(hashText('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

describe('hashJson', () => {
  it('[R2] hashes one form of the JSON, since stored records hold the hash', () => {
    expect(hashJson({ b: [1, null], a: { 10: 'x', 9: null } })).toBe(
      hashText('{"pairs":[["a",{"pairs":[["10","x"]]}],["b",[1,null]]]}'),
    )
  })

  it.each([
    ['the order of keys', { b: 1, a: { d: 2, c: 3 } }, { a: { c: 3, d: 2 }, b: 1 }],
    ['the order of keys that look like numbers', { 10: 1, 9: 2, a: 3 }, { a: 3, 9: 2, 10: 1 }],
    ['null and undefined', { a: 1, b: null, c: undefined }, { a: 1 }],
  ])('[R2] does not count %s', (_what, a, b) => {
    expect(hashJson(a)).toBe(hashJson(b))
  })

  it.each([
    ['a value', { a: 1 }, { a: 2 }],
    ['a key', { a: 1 }, { b: 1 }],
    ['the order of a list', [1, 2], [2, 1]],
    ['a null in a list', [1, null], [1]],
    ['zero, no and an empty text', { a: 0 }, { a: false }],
    ['an empty text', { a: '' }, {}],
    ['a list and an object', { a: [] }, { a: {} }],
    ['a text and a number', '1', 1],
    ['nothing and something', null, {}],
  ])('[R2] counts %s', (_what, a, b) => {
    expect(hashJson(a)).not.toBe(hashJson(b))
  })
})
