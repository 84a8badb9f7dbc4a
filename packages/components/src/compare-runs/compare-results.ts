/** Reads the samples of several results and compares each with the baseline: behind the node and Studio's Jobs. */
import type { ComparedRun, Comparison } from '@evalflow/contract'
import { ComponentError } from '../errors.ts'
import { readJobFacts, type JobFacts } from '../job-facts.ts'
import type { ComponentServices } from '../services.ts'
import type { ResultValue } from '../values.ts'
import { adjust, compareRows, matchRows, type MetricComparison } from './compare.ts'
import { diffJson } from './config-diff.ts'
import { readRun, type RunRows } from './read-run.ts'

export interface CompareOptions {
  services: Pick<ComponentServices, 'openSamples' | 'nemo'>
  signal: AbortSignal
  /** Which of the results the others are compared with, from 0. */
  baseline: number
  /** Leaves out rows that only one of the two has, instead of refusing. */
  sharedOnly: boolean
  onRead?: (done: number) => void
}

/** @throws ComponentError `samples_missing`, `not_comparable`, `result_missing` */
export async function compareResults(results: readonly ResultValue[], options: CompareOptions): Promise<Comparison> {
  const { services, signal } = options
  const read: { facts: JobFacts; run: RunRows }[] = []
  for (const result of results) {
    options.onRead?.(read.length)
    const run = await readRun(result.job_id, { openSamples: services.openSamples, signal })
    read.push({ facts: await readJobFacts(result, services.nemo), run })
    signal.throwIfAborted()
  }
  return compareAll(read, options)
}

function compareAll(
  read: readonly { facts: JobFacts; run: RunRows }[],
  options: Pick<CompareOptions, 'baseline' | 'sharedOnly'>,
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

function toFacts({ facts, run, label }: { facts: JobFacts; run: RunRows; label: string }): ComparedRun {
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
