import { Readable } from 'node:stream'
import Papa from 'papaparse'
import { expect, it } from 'vitest'
import { readTable } from './read-table.ts'

const file = { path: 'rows.csv', sha256: '', sizeBytes: 0 }
/** In pieces that cut rows and characters. */
function toStream(text: string, piece = 7): Readable {
  const bytes = Buffer.from(text)
  const count = Math.ceil(bytes.length / piece)
  return Readable.from(
    Array.from({ length: count }, (_, i) => bytes.subarray(i * piece, (i + 1) * piece)),
    { objectMode: false },
  )
}
async function read(stream: Readable, path = file.path): Promise<unknown[]> {
  const rows: unknown[] = []
  for await (const row of readTable(stream, { ...file, path })) rows.push(row)
  return rows
}

it('gives what the whole text gives, in many parts', async () => {
  const text = `q,a\n${Array.from({ length: 40_000 }, (_, i) => `"row ${i}, ä😀 ""said""\nnext",${i}`).join('\r\n')}\n`

  const rows = await read(toStream(text, 4096))

  expect(rows).toHaveLength(40_000)
  expect(rows).toEqual(Papa.parse(text, { header: true, skipEmptyLines: 'greedy' }).data)
})

it('reads a mark of byte order, tabs, blank lines and a row with fewer fields', async () => {
  expect(await read(toStream('\uFEFFq\ta\n1\t2\n\n3\n', 1000), 'rows.tsv')).toEqual([{ q: '1', a: '2' }, { q: '3' }])
})

it.each([
  ['an open quote, which would take the rows after it', 'q,a\n1,2\n"x,1\n3,4\n', /rows\.csv.*near row 2: .*[Qq]uote/],
  ['more fields than the header has', 'q,a\n1,2\n3,4,5\n', /near row 2: Too many fields/],
  ['a quote in the middle of a quoted field', 'q,a\n1,2\n"a "b" c",2\n', /near row \d: .*quote/i],
])('refuses %s', async (_what, text, message) => {
  await expect(read(toStream(text, 1000))).rejects.toThrow(message)
})

it('ends with the error of its stream, and closes a stream that is not read to its end', async () => {
  const broken = Readable.from(
    (async function* () {
      yield `q\n${'1\n'.repeat(50_000)}`
      throw new Error('the disk is gone')
    })(),
    { objectMode: false },
  )
  await expect(read(broken)).rejects.toThrow('the disk is gone')

  const long = toStream(`q\n${'1\n'.repeat(100_000)}`, 1000)
  for await (const row of readTable(long, file)) {
    expect(row).toEqual({ q: '1' })
    break
  }
  expect(long.destroyed).toBe(true)
})
