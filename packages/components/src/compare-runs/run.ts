/** Compare Runs: compares each result with the baseline, row by row. */
import { comparisonSchema, MOST_COMPARED, type Comparison } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import type { RunContext } from '@evalflow/runner'
import { z } from 'zod'
import { ComponentError } from '../errors.ts'
import { readResults } from '../result-input.ts'
import type { ComponentServices } from '../services.ts'
import { compareResults } from './compare-results.ts'
import { toMarkdown } from './to-markdown.ts'

export async function runCompareRuns(context: RunContext<ComponentServices>): Promise<Record<string, JsonValue>> {
  const { values, inputs, services, signal, report, log } = context
  const results = readResults(inputs['results'], 'results')
  if (results.length < 2 || results.length > MOST_COMPARED)
    throw new ComponentError(
      'result_missing',
      `${results.length} ${results.length === 1 ? 'result is' : 'results are'} connected; a comparison takes 2 to ${MOST_COMPARED}.`,
      { field: 'results' },
    )
  const comparison = await compareResults(results, {
    services,
    signal,
    baseline: baselineOf(values['baseline'], results.length),
    sharedOnly: values['rows'] === 'shared',
    onRead: (done) => report({ done, total: results.length, message: 'Reading samples' }),
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
