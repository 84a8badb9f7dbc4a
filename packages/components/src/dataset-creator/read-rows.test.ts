import { describe, expect, it } from 'vitest'
import { readRows } from './read-rows.ts'

const read = (text: string, format?: 'auto' | 'csv' | 'json' | 'jsonl') => readRows({ text, format })

describe('readRows', () => {
  it.each([
    ['a list', '[{"a":1},{"a":2}]', 'json', 2],
    ['lines of objects', '{"a":1}\n{"a":2}\n', 'jsonl', 2],
    ['one object over many lines', '{\n "a": 1\n}', 'json', 1],
    ['a list under a key', '{\n"data": [{"a":1},{"a":2},{"a":3}]}', 'json', 3],
    ['a table', 'a,b\n1,2\n', 'csv', 1],
    ['a table with a byte order mark', '\uFEFFa,b\n1,2', 'csv', 1],
    ['nothing', '', 'csv', 0],
  ])('recognises %s', async (_name, text, format, total) => {
    const result = await read(text)

    expect(result).toMatchObject({ format, total, issues: [] })
    expect(result.rows).toHaveLength(total)
  })

  it('keeps cells with separators, quotes and line breaks, and numbers as they were written', async () => {
    const { rows } = await read('id,text\n007,"one, ""two""\nthree"\n')

    expect(rows).toEqual([{ number: 1, row: { id: '007', text: 'one, "two"\nthree' } }])
  })

  it('names the row of a bad line and keeps the others, so that none is lost', async () => {
    const { rows, issues, total } = await read('{"a":1}\n{"a":\n\n[2]\n{"a":4}', 'jsonl')

    expect(total).toBe(4)
    expect(rows.map(({ number }) => number)).toEqual([1, 4])
    expect(issues.map(({ row }) => row)).toEqual([2, 3])
  })

  it('names table rows that have too few or too many cells', async () => {
    const { rows, issues, total } = await read('a,b\n1,2\n3\n4,5,6\n7,8')

    expect(total).toBe(4)
    expect(rows.map(({ number }) => number)).toEqual([1, 4])
    expect(issues).toMatchObject([
      { row: 2, message: expect.stringContaining('1 cells') },
      { row: 3, message: expect.stringContaining('3 cells') },
    ])
  })

  it('refuses a header that names two columns alike, since one would be lost', async () => {
    const { issues } = await read('a,a\n1,2')

    expect(issues).toMatchObject([{ row: 0, column: 'a', severity: 'error' }])
  })

  it('tells a file that is not text', async () => {
    const { issues, rows } = await readRows({ name: 'x.jsonl', bytes: new Uint8Array([0xff, 0xfe, 0x00, 0xc3]) })

    expect(rows).toEqual([])
    expect(issues).toMatchObject([{ row: 0, message: expect.stringContaining('not UTF-8') }])
  })

  it('tells a broken Parquet file', async () => {
    const { issues } = await readRows({ name: 'x.parquet', bytes: new TextEncoder().encode('PAR1nonsensePAR1') })

    expect(issues).toMatchObject([{ row: 0, message: expect.stringContaining('Parquet') }])
  })
})
