/** Writes the report in each format asked for, and stores the files. */
import type { JsonValue } from '@evalflow/graph'
import type { RunContext } from '@evalflow/runner'
import { ComponentError, isAbort, messageOf } from '../errors.ts'
import { readResults } from '../result-input.ts'
import type { ComponentServices } from '../services.ts'
import type { ResultValue } from '../values.ts'
import { readReport } from './read-report.ts'
import { reportSchema, type Report } from './report.ts'
import { toCsv } from './to-csv.ts'
import { toHtml } from './to-html.ts'
import { toMarkdown } from './to-markdown.ts'
import type { JobSamples } from './to-parquet.ts'

const FORMATS = ['html', 'md', 'csv', 'json', 'jsonl', 'parquet'] as const
type Format = (typeof FORMATS)[number]

const WRITERS: Readonly<Record<Exclude<Format, 'jsonl' | 'parquet'>, (report: Report) => string>> = {
  html: toHtml,
  md: toMarkdown,
  csv: toCsv,
  json: (report) => `${JSON.stringify(reportSchema.parse(report), null, 2)}\n`,
}

const DEFAULT_TITLE = 'Evaluation report'
const DEFAULT_WRONG = 20

export async function runReport(context: RunContext<ComponentServices>): Promise<Record<string, JsonValue>> {
  const { values, inputs, services, signal, report: tell, log } = context
  const results = readResults(inputs['results'], 'results')
  const formats = FORMATS.filter((format) => toList(values['formats']).includes(format))
  const title = toText(values['title']).trim() || DEFAULT_TITLE
  const wrong = values['wrong_samples']
  tell({ message: 'Reading results' })
  const content = await readReport(results, {
    title,
    notes: toText(values['notes']).trim(),
    wrongSamples: typeof wrong === 'number' ? wrong : DEFAULT_WRONG,
    comparison: toOne(inputs['comparison']),
    services,
    signal,
  })
  const files: Record<string, JsonValue>[] = []
  for (const format of formats) {
    tell({ done: files.length, total: formats.length, message: `Writing ${format}` })
    files.push(await save(toFileName(title, format), { format, content, results, context }))
    signal.throwIfAborted()
  }
  for (const run of content.runs)
    if (run.rows === null) log('warning', `Job ${run.job_id} keeps no samples here; the report says so.`)
  tell({ done: files.length, total: files.length, message: `${files.length} ${files.length === 1 ? 'file' : 'files'}` })
  return { text: toMarkdown(content), files }
}

async function save(
  name: string,
  options: {
    format: Format
    content: Report
    results: readonly ResultValue[]
    context: RunContext<ComponentServices>
  },
): Promise<Record<string, JsonValue>> {
  const { format, content, results, context } = options
  const { services, signal } = context
  const bodyOf = () => {
    if (format === 'jsonl') return sampleLines(results, services, signal)
    return format === 'parquet' ? parquet(results, services, signal) : once(WRITERS[format](content))
  }
  try {
    const { id, size_bytes } = await services.files.save(name, bodyOf())
    return { id, name, size_bytes, format }
  } catch (error) {
    if (error instanceof ComponentError || isAbort(error, signal)) throw error
    throw new ComponentError(
      'report_failed',
      `"${name}" could not be stored: ${messageOf(error)}. Run the node again.`,
      {
        cause: error,
      },
    )
  }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

/** Every finished sample with its job, one JSON a line; read as it is written. */
async function* sampleLines(
  results: readonly ResultValue[],
  { openSamples }: Pick<ComponentServices, 'openSamples'>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for (const { jobId, samples } of samplesOf(results, openSamples, 'JSONL')) {
    for (const sample of samples) {
      signal.throwIfAborted()
      yield encoder.encode(`${JSON.stringify({ job_id: jobId, ...sample })}\n`)
    }
  }
}

async function* parquet(
  results: readonly ResultValue[],
  { openSamples }: Pick<ComponentServices, 'openSamples'>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { toParquet } = await import('./to-parquet.ts')
  yield await toParquet(samplesOf(results, openSamples, 'Parquet'), signal)
}

function samplesOf(
  results: readonly ResultValue[],
  openSamples: ComponentServices['openSamples'],
  format: string,
): JobSamples[] {
  return results.map(({ job_id: jobId }) => {
    const samples = openSamples(jobId)
    if (samples) return { jobId, samples }
    throw new ComponentError(
      'samples_missing',
      `Job ${jobId} keeps no samples on this server, so there are none to write. Leave ${format} out, or run its Evaluator again.`,
      { field: 'formats' },
    )
  })
}

/** Letters and digits of any script; nothing that a path or a shell would read. */
function toFileName(title: string, format: Format): string {
  const base = title
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${base || 'report'}${format === 'jsonl' || format === 'parquet' ? '-samples' : ''}.${format}`
}

const toText = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
const toList = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : ['html'])
const toOne = (value: JsonValue | JsonValue[] | undefined): JsonValue | undefined =>
  Array.isArray(value) ? value[0] : value
