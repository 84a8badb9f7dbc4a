/** Reads the shared benchmark files. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const DATA = join(import.meta.dirname, '../../../../shared/data')

export type Row = Record<string, unknown>

export async function readLines(path: string): Promise<Row[]> {
  const text = await readFile(join(DATA, path), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

/** Columns question, choice0 … choice3, answer; cells may be quoted. */
export async function readMmlu(subject: string, split: 'dev' | 'test'): Promise<Row[]> {
  const text = await readFile(join(DATA, `mmlu/${split}/${subject}_${split}.csv`), 'utf8')
  const [, ...records] = readCsv(text)
  return records.map(([question, a, b, c, d, answer]) => ({ question, choices: [a, b, c, d], answer: Number(answer) }))
}

export function readCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (quoted === undefined && plain === '' && end === '' && record.length === 0) continue
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    records.push(record)
    record = []
  }
  return records
}
