import { expect, it } from 'vitest'
import { MAX_ROWS, toCell, toTable, toText } from './output-table.ts'

it('a list of objects is a table of all their columns', () => {
  expect(toTable([{ a: 1 }, { a: 'x', b: [2] }])).toEqual({
    columns: ['a', 'b'],
    rows: [
      ['1', ''],
      ['x', '[2]'],
    ],
    total: 2,
  })
})

it('rows inside of a value are its table; any other object is one of its keys', () => {
  expect(toTable({ rows: [{ q: 'a' }], name: 'n' })).toEqual({ columns: ['q'], rows: [['a']], total: 1 })
  expect(toTable({ files_url: 'hf://x', count: 3 })).toEqual({
    columns: [],
    rows: [
      ['files_url', 'hf://x'],
      ['count', '3'],
    ],
    total: 2,
  })
})

it.each([['text'], [7], [[1, 2]], [[]], [null]])('%j is no table', (value) => {
  expect(toTable(value)).toBeUndefined()
})

it('shows a part of what is long, and says how long it is', () => {
  const table = toTable(Array.from({ length: 5000 }, (_, n) => ({ n })))

  expect([table?.rows.length, table?.total]).toEqual([MAX_ROWS, 5000])
  expect(toCell('x'.repeat(400))).toHaveLength(301)
})

it('reads text as text', () => {
  expect([toText('a\nb'), toText(['a', 'b']), toText({ a: 1 })]).toEqual(['a\nb', 'a\nb', '{\n  "a": 1\n}'])
})
