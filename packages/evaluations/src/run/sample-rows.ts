/**
 * A few of many rows, drawn at random by a seed: for a pilot, which must not be misled by the order of the rows.
 *
 * Rows keep their index, so that what is kept of them is found again by the whole run. A larger sample of one seed holds the
 * smaller one.
 */
import type { RowSource } from '../types.ts'

export interface RowSample {
  readonly rows: number
  /** A 32-bit number. */
  readonly seed: number
}

/** Rows with their place among all of `source`, in ascending order. Without a known count the first ones. */
export async function* sampleRows(
  source: RowSource,
  sample: RowSample | undefined,
): AsyncIterable<readonly [index: number, row: Record<string, unknown>]> {
  const drawn =
    sample === undefined || source.count === null ? undefined : drawIndexes(source.count, sample.rows, sample.seed)
  const most = sample === undefined ? Infinity : (drawn?.size ?? sample.rows)
  let index = 0
  let taken = 0
  if (most === 0) return
  for await (const row of source.rows()) {
    if (drawn?.has(index) !== false) {
      yield [index, row]
      if (++taken >= most) return
    }
    index++
  }
}

export const countSampled = ({ count }: RowSource, sample: RowSample | undefined): number | null =>
  count === null ? null : Math.min(count, sample?.rows ?? count)

/** The first `size` places of a shuffle of 0 to `count - 1` (Fisher and Yates), of which only the swapped ones are kept. */
export function drawIndexes(count: number, size: number, seed: number): Set<number> {
  const random = createRandom(seed)
  const swapped = new Map<number, number>()
  const drawn = new Set<number>()
  for (let i = 0; i < Math.min(size, count); i++) {
    const j = i + Math.floor(random() * (count - i))
    drawn.add(swapped.get(j) ?? j)
    swapped.set(j, swapped.get(i) ?? i)
  }
  return drawn
}

/** Uniform numbers in [0, 1): mulberry32 by Tommy Ettinger (public domain). */
function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
