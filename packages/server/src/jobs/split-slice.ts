/**
 * A split with a part of its rows, as `datasets.load_dataset` writes it: `train`, `train[:100]`, `train[100:200]`,
 * `train[-50:]`, `test[:10%]`. Bounds beyond the rows are cut; percents are rounded to the nearest row, halves to even.
 *
 * Source: documentation of Hugging Face Datasets, "Slice splits"; `ReadInstruction`, rounding `closest`.
 */
import type { OpenDataset } from '@evalflow/evaluations'

interface Bound {
  value: number
  isPercent: boolean
}

export interface SplitSlice {
  /** Undefined if only rows were given, as `[:100]`. */
  name: string | undefined
  from: Bound | undefined
  to: Bound | undefined
}

const FORM = /^([\w.-]*)(?:\[\s*(-?\d+%?)?\s*:\s*(-?\d+%?)?\s*\])?$/

/** Undefined if the text has no such form, as `train+test` has not. */
export function parseSplit(text: string): SplitSlice | undefined {
  const found = FORM.exec(text.trim())
  if (!found) return undefined
  const [, name = '', from, to] = found
  return { name: name === '' ? undefined : name, from: toBound(from), to: toBound(to) }
}

function toBound(text: string | undefined): Bound | undefined {
  if (text === undefined) return undefined
  return { value: Number.parseInt(text, 10), isPercent: text.endsWith('%') }
}

/** The part of `data` that is meant. Rows are counted first where a bound is a percentage or from the end. */
export async function sliceRows(data: OpenDataset, { from, to }: SplitSlice): Promise<OpenDataset> {
  if (!from && !to) return data
  const isRelative = [from, to].some((bound) => bound && (bound.isPercent || bound.value < 0))
  const total = isRelative ? (data.count ?? (await countAll(data))) : (data.count ?? Number.POSITIVE_INFINITY)
  const first = toRow(from, total) ?? 0
  const last = toRow(to, total) ?? total
  const count = Math.max(0, last - first)
  return {
    count: Number.isFinite(count) && (data.count !== null || isRelative) ? count : null,
    hash: `${data.hash} ${first}:${last}`,
    async *rows() {
      let at = 0
      if (count === 0) return
      for await (const row of data.rows()) {
        if (at >= first) yield row
        if (++at >= last) return
      }
    },
  }
}

function toRow(bound: Bound | undefined, total: number): number | undefined {
  if (!bound) return undefined
  const row = bound.isPercent ? roundHalfEven((bound.value * total) / 100) : bound.value
  return Math.min(total, Math.max(0, row < 0 ? total + row : row))
}

function roundHalfEven(value: number): number {
  const low = Math.floor(value)
  if (value - low !== 0.5) return Math.round(value)
  return low % 2 === 0 ? low : low + 1
}

async function countAll(data: OpenDataset): Promise<number> {
  let count = 0
  for await (const _ of data.rows()) count += 1
  return count
}
