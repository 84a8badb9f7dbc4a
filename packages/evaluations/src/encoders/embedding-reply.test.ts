import { describe, expect, it } from 'vitest'
import { readEmbeddings } from './embedding-reply.ts'
import { splitUnits } from './split-units.ts'

const base64 = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString('base64')

describe('readEmbeddings', () => {
  it('puts entries in the order of their index', () => {
    const body = {
      data: [
        { index: 1, embedding: [0, 1] },
        { index: 0, embedding: [1, 0] },
      ],
    }

    expect(readEmbeddings(body, 2, 'e')).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  it('takes entries without an index as they come, and base64 of little-endian floats', () => {
    expect(readEmbeddings({ data: [{ embedding: base64(1, -0.5) }, { embedding: [2, 3] }] }, 2, 'e')).toEqual([
      [1, -0.5],
      [2, 3],
    ])
  })

  it.each([
    ['too few vectors', { data: [{ embedding: [1] }] }, '1 vectors came for 2 texts'],
    [
      'an index twice',
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
      'two entries',
    ],
    [
      'an index out of range',
      {
        data: [
          { index: 2, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
      'the index 2',
    ],
    ['unequal dimensions', { data: [{ embedding: [1] }, { embedding: [1, 2] }] }, 'of 1 and of 2 dimensions'],
    ['no vector', { data: [{ embedding: [] }, { embedding: [1] }] }, 'no `embedding`'],
    ['texts in a vector', { data: [{ embedding: ['1'] }, { embedding: [1] }] }, 'finite numbers'],
    ['cut base64', { data: [{ embedding: 'AAAA' }, { embedding: [1] }] }, '3 bytes'],
    ['no data', {}, 'no list'],
  ])('refuses %s', (_what, body, message) => {
    expect(() => readEmbeddings(body, 2, 'e')).toThrow(message)
  })
})

it.each([
  ['sentence', 'One. Two!  Is it?\nFour', ['One.', 'Two!', 'Is it?', 'Four']],
  ['sentence', 'Costs 3.50 in all. "Yes." No', ['Costs 3.50 in all.', '"Yes."', 'No']],
  ['sentence', '一。二！', ['一。', '二！']],
  ['word', ' a  b\nc ', ['a', 'b', 'c']],
  ['word', ' ', []],
] as const)('splits into units of kind %s: %s', (unit, text, expected) => {
  expect(splitUnits(text, unit)).toEqual(expected)
})
