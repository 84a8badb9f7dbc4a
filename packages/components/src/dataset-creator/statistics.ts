/** What the columns of a source hold: how many cells are empty, how long their texts are, which rows repeat others. */
import type { Preview } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { removeDuplicates } from '../data-preparation/duplicates.ts'
import { findNearDuplicates } from './near-duplicates.ts'
import type { NumberedRow } from './rows.ts'

export type RowStatistics = NonNullable<Preview['statistics']>
type Lengths = RowStatistics['columns'][number]['chars']

/** A reader waits for this; the run compares more. */
const COMPARED_ROWS = 20_000
/** Rows whose tokens are counted. */
const TOKEN_ROWS = 1_000

export interface TokenCounter {
  model: string
  /** Tokens of a text, without those that begin or end a prompt; null if the text is too long for it. */
  count: (text: string) => Promise<number | null>
}

export interface StatisticsOptions {
  tokenizer?: TokenCounter | undefined
  signal?: AbortSignal | undefined
}

export async function describeValues(
  rows: readonly NumberedRow[],
  columns: readonly string[],
  { tokenizer, signal }: StatisticsOptions = {},
): Promise<RowStatistics> {
  const unique = removeDuplicates(rows, [])
  const near = await findNearDuplicates(unique.rows, { maxRows: COMPARED_ROWS, signal })
  const counted = tokenizer ? everyNth(rows, TOKEN_ROWS) : []
  const described: RowStatistics['columns'] = []
  let uncounted = 0
  for (const name of columns) {
    const texts = textsOf(rows, name)
    const tokens = tokenizer && (await countTokens(textsOf(counted, name), tokenizer, signal))
    uncounted += tokens?.uncounted ?? 0
    described.push({
      name,
      empty: rows.length - texts.length,
      chars: toLengths(texts.map(countCharacters)),
      words: toLengths(texts.map(countWords)),
      ...(tokens ? { tokens: tokens.lengths } : {}),
    })
  }
  return {
    columns: described,
    duplicates: { rows: unique.removed, groups: unique.groups },
    near_duplicates: { rows: near.repeated.size, groups: near.groups, checked: near.checked },
    ...(tokenizer ? { tokens: { model: tokenizer.model, rows: counted.length, uncounted } } : {}),
  }
}

/** Texts of the cells that are not empty; of what is no text, its JSON. */
function textsOf(rows: readonly NumberedRow[], name: string): string[] {
  return rows.flatMap(({ row }) => {
    const cell = row[name]
    if (isEmpty(cell)) return []
    return [typeof cell === 'string' ? cell : JSON.stringify(cell ?? null)]
  })
}

async function countTokens(
  texts: readonly string[],
  { count }: TokenCounter,
  signal: AbortSignal | undefined,
): Promise<{ lengths: Lengths; uncounted: number }> {
  const lengths: number[] = []
  for (const text of texts) {
    signal?.throwIfAborted()
    const length = await count(text)
    if (length !== null) lengths.push(length)
  }
  return { lengths: toLengths(lengths), uncounted: texts.length - lengths.length }
}

/** At most `most`, spread evenly from the first on. */
function everyNth<T>(rows: readonly T[], most: number): T[] {
  const step = Math.max(1, rows.length / most)
  const count = Math.min(most, rows.length)
  return Array.from({ length: count }, (_, index) => rows[Math.floor(index * step)]).filter((row) => row !== undefined)
}

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** As a person counts them. */
const countCharacters = (text: string): number => Array.from(text).length
const countWords = (text: string): number => text.trim().split(/\s+/).length

function toLengths(lengths: readonly number[]): Lengths {
  if (lengths.length === 0) return null
  const sorted = lengths.toSorted((a, b) => a - b)
  return { p50: at(sorted, 0.5), p90: at(sorted, 0.9), p99: at(sorted, 0.99), max: at(sorted, 1) }
}

/** Nearest rank: the least length that `share` of the cells do not exceed. */
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
