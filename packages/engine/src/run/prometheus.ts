/**
 * Reads Prometheus' text format (0.0.4, and OpenMetrics as far as it is the same): `name{label="value"} number [time]`
 * with `# TYPE` lines. Strict: a line that fits no rule fails the whole text, since half of it would give wrong sums.
 */

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'

export interface MetricSample {
  readonly name: string
  /** `name{a="b",…}` with its labels sorted: the series' identity. */
  readonly series: string
  readonly labels: Readonly<Record<string, string>>
  /** May be NaN or infinite. */
  readonly value: number
}

export interface MetricsText {
  /** By metric name, as the `# TYPE` lines have it. */
  readonly types: ReadonlyMap<string, MetricType>
  readonly samples: readonly MetricSample[]
}

const TYPE_LINE = /^#\s*TYPE\s+(\S+)\s+(\w+)\s*$/
const SAMPLE_LINE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(\S+)(?:\s+-?\d+(?:\.\d+)?)?(?:\s+#.*)?\s*$/
/** One label; values escape backslash, quote and newline. */
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/y
const TYPES: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped'])

/** @throws SyntaxError naming the line */
export function parsePrometheus(text: string): MetricsText {
  const types = new Map<string, MetricType>()
  const samples: MetricSample[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    if (line.startsWith('#')) {
      const [, name, type] = TYPE_LINE.exec(line) ?? []
      if (name !== undefined && type !== undefined) types.set(name, isType(type) ? type : 'untyped')
      continue
    }
    samples.push(parseSample(line, at + 1))
  }
  return { types, samples }
}

function parseSample(line: string, number: number): MetricSample {
  const [, name, labelText, valueText] = SAMPLE_LINE.exec(line) ?? []
  if (name === undefined || valueText === undefined) throw fail(number, line)
  const labels = parseLabels(labelText ?? '', number, line)
  const value = toNumber(valueText)
  if (value === null) throw fail(number, line)
  const shown = Object.keys(labels)
    .toSorted()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`)
  return { name, labels, value, series: shown.length === 0 ? name : `${name}{${shown.join(',')}}` }
}

function parseLabels(text: string, number: number, line: string): Record<string, string> {
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    LABEL.lastIndex = at
    const [, label, value] = LABEL.exec(text) ?? []
    if (label === undefined || value === undefined) throw fail(number, line)
    labels[label] = value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
  }
  return labels
}

function toNumber(text: string): number | null {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return NaN
  const value = Number(text)
  return Number.isNaN(value) ? null : value
}

const isType = (type: string): type is MetricType => TYPES.has(type)
const fail = (number: number, line: string) =>
  new SyntaxError(`line ${number} is no Prometheus sample: ${line.slice(0, 80)}`)
