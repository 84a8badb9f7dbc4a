/**
 * Rows that nearly repeat an earlier one: Jaccard of their shingles (`shingles.ts`) is 0.8 or more.
 *
 * Candidates come from sketches (`minhash-index.ts`); each is then compared exactly, so what is reported is true. What is
 * missed: of pairs at the threshold, below 1 in 100 for texts of a sentence or more; less the more alike they are.
 *
 * ND1 Rows are taken in order; each is compared with earlier rows that were kept, and joins the most similar one.
 * ND2 The same rows and seed give the same report.
 * ND3 Work is bounded: `maxRows` rows, `MAX_EXACT` exact comparisons a row. Rows behind the limit are not compared, and
 *     `checked` says how many were.
 * ND4 After every `WORK_A_TURN` steps others get a turn, and the signal is heeded.
 */
import { createMinHashIndex } from './minhash-index.ts'
import type { NumberedRow } from './rows.ts'
import { hashShingles, jaccard, textOfRow, toSet } from './shingles.ts'

export const NEAR_THRESHOLD = 0.8
/** Share of equal bins below which a pair is not compared exactly. */
const LOOKS_ALIKE = 0.6
export const MAX_COMPARED_ROWS = 100_000
const MAX_EXACT = 8
/** A step is about one shingle hashed: some 10 ms here. */
const WORK_A_TURN = 300_000
/** Of a row, beside its shingles: normalising its text, its sketch, its bands and their look-up. */
const WORK_A_ROW = 500
/** Of a sketch compared with another. */
const WORK_A_LOOK = 50
const LISTED_GROUPS = 20
const LISTED_ROWS = 20

export interface NearDuplicateReport {
  /** Row numbers of all that nearly repeat an earlier one. */
  repeated: ReadonlySet<number>
  /** Of the first groups: the row that stays, and those like it, by number from 1; `similarity` is 0.8 to 1. */
  groups: { kept: number; similar: { row: number; similarity: number }[] }[]
  /** Rows that were compared. */
  checked: number
}

export interface NearDuplicateOptions {
  seed?: number
  maxRows?: number
  signal?: AbortSignal | undefined
}

export async function findNearDuplicates(
  rows: readonly NumberedRow[],
  { seed = 0, maxRows = MAX_COMPARED_ROWS, signal }: NearDuplicateOptions = {},
): Promise<NearDuplicateReport> {
  const compared = rows.slice(0, maxRows)
  const index = createMinHashIndex(compared.length, seed)
  const kept: NumberedRow[] = []
  const groups = new Map<number, NearDuplicateReport['groups'][number]['similar']>()
  const repeated = new Set<number>()
  let work = 0
  for (const numbered of compared) {
    if (work > WORK_A_TURN) {
      work = 0
      await turn()
      signal?.throwIfAborted()
    }
    const text = textOfRow(numbered.row)
    // nothing but signs and empty cells says nothing of likeness
    if (text === '') continue
    const hashes = hashShingles(text)
    const sketch = index.toSketch(hashes)
    const { candidates, looked } = index.find(sketch, LOOKS_ALIKE)
    const likely = candidates.slice(0, MAX_EXACT).flatMap(({ at }) => kept[at] ?? [])
    work += WORK_A_ROW + looked * WORK_A_LOOK + text.length * (1 + 4 * likely.length)
    const match = likely.length === 0 ? undefined : findMatch(toSet(hashes), likely)
    if (!match) {
      index.add(sketch)
      kept.push(numbered)
      continue
    }
    repeated.add(numbered.number)
    const similar = groups.get(match.number) ?? []
    if (similar.length < LISTED_ROWS) similar.push({ row: numbered.number, similarity: match.similarity })
    groups.set(match.number, similar)
  }
  const listed = Array.from(groups, ([number, similar]) => ({ kept: number, similar })).slice(0, LISTED_GROUPS)
  return { repeated, groups: listed, checked: compared.length }
}

/** The most similar at or above the threshold; the first of equals. */
function findMatch(
  shingles: Uint32Array,
  likely: readonly NumberedRow[],
): { number: number; similarity: number } | undefined {
  let match: { number: number; similarity: number } | undefined
  for (const { number, row } of likely) {
    const similarity = jaccard(toSet(hashShingles(textOfRow(row))), shingles)
    if (similarity >= NEAR_THRESHOLD && similarity > (match?.similarity ?? 0)) match = { number, similarity }
    if (similarity === 1) break
  }
  return match
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0))
