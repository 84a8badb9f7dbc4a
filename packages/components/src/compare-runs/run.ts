/** Compares each result with the baseline, row by row. */
import type { JsonValue } from '@evalflow/graph'
import type { RunContext } from '@evalflow/runner'
import { z } from 'zod'
import { ComponentError } from '../errors.ts'
import { readJobFacts, type JobFacts } from '../job-facts.ts'
import { readResults } from '../result-input.ts'
import type { ComponentServices } from '../services.ts'
import { adjust, compareRows, matchRows, type MetricComparison } from './compare.ts'
import { comparisonSchema, type Comparison, type RunFacts } from './comparison.ts'
import { diffJson } from './config-diff.ts'
import { readRun, type RunRows } from './read-run.ts'
import { toMarkdown } from './to-markdown.ts'

const MOST = 5

export async function runCompareRuns(context: RunContext<ComponentServices>): Promise<Record<string, JsonValue>> {
  const { values, inputs, services, signal, report, log } = context
  const results = readResults(inputs['results'], 'results')
  if (results.length < 2 || results.length > MOST)
    throw new ComponentError(
      'result_missing',
      `${results.length} ${results.length === 1 ? 'result is' : 'results are'} connected; a comparison takes 2 to ${MOST}.`,
      { field: 'results' },
    )
  const read: { facts: JobFacts; run: RunRows }[] = []
  for (const result of results) {
    report({ done: read.length, total: results.length, message: 'Reading samples' })
    const run = await readRun(result.job_id, { openSamples: services.openSamples, signal })
    read.push({ facts: await readJobFacts(result, services.nemo), run })
    signal.throwIfAborted()
  }
  const comparison = compareAll(read, {
    baseline: baselineOf(values['baseline'], read.length),
    sharedOnly: values['rows'] === 'shared',
  })
  for (const { run, rows } of comparison.candidates)
    if (rows.only_baseline + rows.only_candidate > 0)
      log(
        'warning',
        `${run.label}: compared on the ${rows.shared} rows in both; ${rows.only_baseline} and ${rows.only_candidate} were left out.`,
      )
  report({
    done: results.length,
    total: results.length,
    message: `${comparison.candidates[0]?.rows.shared ?? 0} rows compared`,
  })
  return {
    rows: z.array(z.json()).parse(toRows(comparison)),
    text: toMarkdown(comparison),
    comparison: z.json().parse(comparisonSchema.parse(comparison)),
  }
}

function compareAll(
  read: readonly { facts: JobFacts; run: RunRows }[],
  options: { baseline: number; sharedOnly: boolean },
): Comparison {
  const labels = uniqueLabels(read.map(({ facts }) => facts))
  const named = read.map((one, index) => ({ ...one, label: labels[index] ?? one.facts.jobId }))
  const [base, ...others] = [...named.slice(options.baseline), ...named.slice(0, options.baseline)]
  if (!base) throw new ComponentError('result_missing', 'No result is connected.', { field: 'results' })
  const matches = others.map((other) =>
    matchRows(base.run, other.run, { names: [base.label, other.label], sharedOnly: options.sharedOnly }),
  )
  const families = adjust(others.map((other): MetricComparison[] => compareRows(base.run, other.run)))
  return {
    schema: 'evalflow.comparison/1',
    baseline: toFacts(base),
    candidates: others.map((other, index) => ({
      run: toFacts(other),
      rows: matches[index] ?? { shared: 0, only_baseline: 0, only_candidate: 0 },
      metrics: families[index] ?? [],
      differences: [
        ...diffJson(base.facts.config, other.facts.config, 'config'),
        ...diffJson(base.facts.target, other.facts.target, 'target'),
      ],
    })),
  }
}

function toFacts({ facts, run, label }: { facts: JobFacts; run: RunRows; label: string }): RunFacts {
  const { result } = facts
  return {
    job_id: facts.jobId,
    label,
    config: result.config,
    target: result.target,
    model: facts.model,
    dataset: result.dataset,
    rows: run.rows.size,
    rows_hash: run.rowsHash,
  }
}

/** Two runs of one target are told apart by config, then by job. */
function uniqueLabels(facts: readonly JobFacts[]): string[] {
  const ways = [
    (one: JobFacts) => one.label,
    (one: JobFacts) => `${one.label} · ${one.result.config.split('/').at(-1) ?? ''}`,
    (one: JobFacts) => `${one.label} · ${one.jobId}`,
  ]
  const labels = ways.map((nameOf) => facts.map(nameOf)).find((names) => new Set(names).size === names.length)
  return labels ?? facts.map((one, index) => `${one.label} · ${one.jobId} · ${index + 1}`)
}

function baselineOf(value: JsonValue | undefined, count: number): number {
  const place = typeof value === 'number' ? value : 1
  if (place <= count) return place - 1
  throw new ComponentError(
    'result_missing',
    `Result ${place} is to be the baseline, but ${count} are connected. Set Baseline to 1 to ${count}.`,
    { field: 'baseline' },
  )
}

/** One flat row per candidate and metric, for tables and files. */
function toRows({ baseline, candidates }: Comparison): Record<string, string | number | null>[] {
  return candidates.flatMap(({ run, metrics }) =>
    metrics.map(({ flips: _flips, ci, baseline: before, candidate: after, metric, ...figures }) => ({
      metric,
      baseline_job: baseline.job_id,
      baseline_label: baseline.label,
      candidate_job: run.job_id,
      candidate_label: run.label,
      baseline: before,
      candidate: after,
      ci_low: ci?.low ?? null,
      ci_high: ci?.high ?? null,
      ...figures,
    })),
  )
}
