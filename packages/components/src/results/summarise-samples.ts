/**
 * What the rows of a job say beyond their means: how the values lie, and the mean of each group of rows.
 *
 * 1. A row counts for a metric where it was scored.
 * 2. Bins are of one width over the values there are; a metric of few different values has a bin for each of them.
 * 3. Groups are the tasks (where there are several) and columns whose texts are few and repeat.
 */
import type { Sample, SampleSummary } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'

const BINS = 20
/** Above this a value's bin would be a hair; at most this many exact values are counted. */
const EXACT_VALUES = 12
const MOST_GROUPS = 60
const VALUE_LENGTH = 80
const ROWS_PER_TURN = 500
const SMALLEST_COLUMN = 2

interface Mean {
  sum: number
  n: number
}
type Group = { rows: number; metrics: Map<string, Mean> }

/** Rests now and then, so that a long read does not hold up the server. */
export async function summariseSamples(samples: Iterable<Sample>, signal: AbortSignal): Promise<SampleSummary> {
  const values = new Map<string, number[]>()
  const columns = new Map<string, Map<string, Group> | null>([['task', new Map()]])
  let rows = 0
  for (const { task, scores, item } of samples) {
    rows += 1
    for (const [metric, value] of Object.entries(scores)) {
      if (value === null) continue
      const all = values.get(metric)
      if (all) all.push(value)
      else values.set(metric, [value])
    }
    addRow(columns, 'task', task, scores)
    for (const [column, value] of cellsOf(item)) addRow(columns, column, value, scores)
    if (rows % ROWS_PER_TURN === 0) await new Promise((resolve) => setTimeout(resolve))
    signal.throwIfAborted()
  }
  return {
    rows,
    metrics: Array.from(values, ([metric, all]) => ({ metric, n: all.length, bins: toBins(all) })),
    groups: Array.from(columns, ([by, groups]) => ({ by, values: toGroups(groups ?? new Map()) })).filter(
      // a column that says the same, or something else, of every row tells nothing
      ({ values: found }) => found.length >= SMALLEST_COLUMN && found.some((one) => one.rows > 1),
    ),
  }
}

/** Short texts and truths of a row; `=` parts name and value in an address, so such a name is left out. */
function cellsOf(item: JsonValue | undefined): [string, string][] {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return []
  return Object.entries(item).flatMap(([name, value]): [string, string][] => {
    if (name === 'task' || name.includes('=')) return []
    if (typeof value === 'boolean') return [[name, String(value)]]
    return typeof value === 'string' && value !== '' && value.length <= VALUE_LENGTH ? [[name, value]] : []
  })
}

function addRow(
  columns: Map<string, Map<string, Group> | null>,
  column: string,
  value: string,
  scores: Sample['scores'],
): void {
  if (columns.get(column) === null) return
  const groups = columns.get(column) ?? new Map<string, Group>()
  columns.set(column, groups)
  const group = groups.get(value) ?? { rows: 0, metrics: new Map<string, Mean>() }
  groups.set(value, group)
  // too many different texts make no category; what was gathered is dropped
  if (groups.size > MOST_GROUPS) return void columns.set(column, null)
  group.rows += 1
  for (const [metric, score] of Object.entries(scores)) {
    if (score === null) continue
    const mean = group.metrics.get(metric) ?? { sum: 0, n: 0 }
    group.metrics.set(metric, { sum: mean.sum + score, n: mean.n + 1 })
  }
}

const toGroups = (groups: ReadonlyMap<string, Group>): SampleSummary['groups'][number]['values'] =>
  Array.from(groups, ([value, { rows, metrics }]) => ({
    value,
    rows,
    metrics: Object.fromEntries(Array.from(metrics, ([metric, { sum, n }]) => [metric, { mean: sum / n, n }])),
  })).toSorted((a, b) => a.value.localeCompare(b.value, 'en', { numeric: true }))

export function toBins(values: readonly number[]): { low: number; high: number; count: number }[] {
  const counts = new Map<number, number>()
  for (const value of values) if (counts.size <= EXACT_VALUES) counts.set(value, (counts.get(value) ?? 0) + 1)
  if (counts.size <= EXACT_VALUES)
    return Array.from(counts, ([value, count]) => ({ low: value, high: value, count })).toSorted(
      (a, b) => a.low - b.low,
    )
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const width = (high - low) / BINS
  const bins = Array.from({ length: BINS }, (_, index) => ({
    low: low + index * width,
    high: index === BINS - 1 ? high : low + (index + 1) * width,
    count: 0,
  }))
  for (const value of values) {
    const bin = bins[Math.min(BINS - 1, Math.floor((value - low) / width))]
    if (bin) bin.count += 1
  }
  return bins
}
