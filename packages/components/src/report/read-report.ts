/** Gathers a report: each job as it ran, its rows' hash, and the first samples that were not right. */
import type { Sample } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { comparisonSchema } from '@evalflow/contract'
import { ComponentError } from '../errors.ts'
import { readJobFacts, type JobFacts } from '../job-facts.ts'
import { hashOfRows, rowContent, sha256, type HashedRow } from '../row-identity.ts'
import type { ComponentServices } from '../services.ts'
import type { ResultValue } from '../values.ts'
import { toCommand } from './command.ts'
import type { Report, ReportRun } from './report.ts'

export interface ReadOptions {
  title: string
  notes: string
  /** Samples shown per job. */
  wrongSamples: number
  comparison: JsonValue | undefined
  services: Pick<ComponentServices, 'nemo' | 'openSamples' | 'now' | 'version'>
  signal: AbortSignal
}

const TEXT_LENGTH = 4000
const ROWS_PER_TURN = 500

/** @throws ComponentError `result_missing`, `result_invalid` */
export async function readReport(results: readonly ResultValue[], options: ReadOptions): Promise<Report> {
  const { services, signal, title, notes } = options
  const runs: ReportRun[] = []
  for (const result of results) {
    runs.push(await readRun(await readJobFacts(result, services.nemo), options))
    signal.throwIfAborted()
  }
  return {
    schema: 'evalflow.report/1',
    title,
    notes,
    created_at: services.now().toISOString(),
    evalflow_version: services.version,
    runs,
    comparison: readComparison(options.comparison),
  }
}

function readComparison(value: JsonValue | undefined): Report['comparison'] {
  if (value === undefined) return null
  const parsed = comparisonSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ComponentError(
    'result_invalid',
    'What arrived at comparison is no comparison. Connect the comparison port of Compare Runs.',
    { field: 'comparison' },
  )
}

async function readRun(facts: JobFacts, options: ReadOptions): Promise<ReportRun> {
  const { result, progress } = facts
  const samples = await readSamples(facts.jobId, options)
  return {
    job_id: facts.jobId,
    label: facts.label,
    created_at: facts.createdAt,
    config_ref: result.config,
    target_ref: result.target,
    model: facts.model,
    dataset: result.dataset,
    rows: samples.rows,
    rows_hash: samples.hash,
    partial: result.partial,
    scores: result.scores,
    tokens: progress?.tokens ?? null,
    elapsed_seconds: progress?.elapsed_seconds ?? null,
    command: toCommand(result),
    config: facts.config,
    target: facts.target,
    wrong: samples.wrong,
  }
}

async function readSamples(
  jobId: string,
  { services, signal, wrongSamples }: ReadOptions,
): Promise<{ rows: number | null; hash: string | null; wrong: ReportRun['wrong'] }> {
  const samples = services.openSamples(jobId)
  if (!samples) return { rows: null, hash: null, wrong: [] }
  const hashes: HashedRow[] = []
  const wrong: ReportRun['wrong'] = []
  let rows = 0
  for (const sample of samples) {
    rows += 1
    const content = rowContent(sample)
    if (content !== null) hashes.push({ task: sample.task, index: sample.index, hash: await sha256(content) })
    const why = wrong.length < wrongSamples ? whyWrong(sample) : null
    if (why !== null) wrong.push(toWrong(sample, why))
    if (rows % ROWS_PER_TURN === 0) await new Promise((resolve) => setTimeout(resolve))
    signal.throwIfAborted()
  }
  // a hash over some of the rows would look like one over all
  return { rows, hash: hashes.length === rows ? await hashOfRows(hashes) : null, wrong }
}

function whyWrong(sample: Sample): string | null {
  if (sample.status === 'failed') return `failed: ${sample.error ?? 'no reason was kept'}`
  const [unscored] = Object.entries(sample.unscored)
  if (unscored) return `${unscored[0]} unscored: ${unscored[1]}`
  const [zero] = Object.entries(sample.scores).find(([, score]) => score === 0) ?? []
  return zero === undefined ? null : `${zero} is 0`
}

function toWrong(sample: Sample, why: string): ReportRun['wrong'][number] {
  const { task, index, status } = sample
  const [prompt, answer, reference] = [sample.prompt, sample.answer, sample.reference].map(toText)
  return {
    task,
    index,
    status,
    prompt: prompt ?? '',
    answer: answer ?? '',
    reference: reference ?? '',
    why: cut(why),
  }
}

/** A chat is shown turn by turn; a text as it is; all else as JSON. */
function toText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return cut(value)
  if (Array.isArray(value) && value.length > 0 && value.every(isTurn))
    return cut(value.map(({ role, content }) => `${role}: ${content}`).join('\n'))
  return cut(JSON.stringify(value, null, 2))
}

const isTurn = (value: unknown): value is { role: string; content: string } =>
  typeof value === 'object' &&
  value !== null &&
  'role' in value &&
  'content' in value &&
  typeof value.role === 'string' &&
  typeof value.content === 'string'

const cut = (text: string): string => (text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text)
