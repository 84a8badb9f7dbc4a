/** Runs a plan over a journal and gives NeMo's result tree. Resuming is the same call over the same journal. */
import type { JobProgress, ScoreSummary, TaskResult } from '@evalflow/contract'
import {
  type CallPolicy,
  type Clock,
  type Journal,
  type Pipeline,
  type RunProgress,
  type RunSummary,
  openJournal,
  runSamples,
} from '@evalflow/engine'
import { tellDecision } from '../dispatch/dispatch.ts'
import type { EvaluationOutcome, EvaluationPlan, PlannedTask } from '../types.ts'
import { foldCategories } from './category-results.ts'
import { type ServedBy, countServedBy } from './fallback-rows.ts'
import { withoutScores } from './job-figures.ts'
import { toGroupResults } from './group-results.ts'
import {
  type LiveCorpus,
  type ScoreResult,
  foldTask,
  toLiveSummary,
  toScoreSummary,
  toTaskResult,
} from './score-results.ts'

export interface RunOptions {
  journal: Journal
  signal?: AbortSignal
  /** At most four times a second, and once at the end with the final numbers. */
  onProgress?: (progress: JobProgress) => void
  clock?: Clock
  /** Over what the config says, e.g. streaming. */
  policy?: Partial<CallPolicy>
  /** Asks rows again that failed before. */
  retryFailed?: boolean
}

/**
 * Failed rows do not reject; see `state`, `message` and `progress.failed`.
 *
 * @throws EngineError `journal_changed` if the journal is of another evaluation; errors of the rows' source
 */
export async function runEvaluation(plan: EvaluationPlan, options: RunOptions): Promise<EvaluationOutcome> {
  const live = await createLiveCorpora(plan, options.journal)
  const { journal, signal, clock, retryFailed } = options
  restoreStages(plan, options)
  const report = (progress: RunProgress) => options.onProgress?.(toJobProgress(plan, journal, progress, live))
  const summary = await runSamples({
    tasks: plan.tasks.map((task) => ({
      name: task.name,
      pipeline: observed(task, live),
      samples: task.samples,
      total: task.total,
      fingerprint: task.fingerprint,
    })),
    journal,
    policy: { ...plan.policy, ...options.policy },
    earlier: plan.capabilities.map((record) => ({
      endpointId: record.endpoint,
      requests: record.requests,
      usage: { prompt: record.prompt_tokens, completion: record.completion_tokens },
    })),
    onProgress: report,
    ...(signal === undefined ? {} : { signal }),
    ...(clock === undefined ? {} : { clock }),
    ...(retryFailed === undefined ? {} : { retryFailed }),
  })
  return conclude(plan, options, summary)
}

/** Gives stages what an earlier run of them left; failed rows that are asked again are left out. */
function restoreStages(plan: EvaluationPlan, { journal, retryFailed }: RunOptions): void {
  for (const task of plan.tasks) {
    if (task.restore === undefined || journal.counts(task.name).done === 0) continue
    for (const record of journal.samples(task.name))
      if (record.status !== 'failed' || retryFailed !== true) task.restore(record)
  }
}

/** A plan of `planLive`, without a file. */
export async function runLive(
  plan: EvaluationPlan,
  options: { signal?: AbortSignal } = {},
): Promise<EvaluationOutcome> {
  const journal = openJournal(':memory:')
  try {
    return await runEvaluation(plan, { ...options, journal })
  } finally {
    journal.close()
  }
}

async function conclude(plan: EvaluationPlan, options: RunOptions, summary: RunSummary): Promise<EvaluationOutcome> {
  const results = new Map<string, ScoreResult[]>()
  const served = new Map<string, ServedBy>()
  for (const task of plan.tasks) {
    results.set(task.name, await foldTask(task, options.journal))
    const found = await countServedBy(task.name, options.journal, plan.fallbacks)
    if (found !== undefined) served.set(task.name, found)
  }
  const scores = [...results].flatMap(([task, found]) => found.map((result) => toScoreSummary(task, result)))
  const progress: JobProgress = {
    ...withoutScores(summary),
    scores,
    pipelines: toPipelines(plan),
    warnings: [
      ...plan.warnings,
      ...summary.warnings,
      ...[...served.values()].flatMap(({ warning }) => (warning === undefined ? [] : [warning])),
    ],
  }
  options.onProgress?.(progress)
  const tasks: Record<string, TaskResult> = Object.fromEntries(
    // a stage has no scores of its own
    plan.tasks
      .filter(({ restore }) => restore === undefined)
      .map((task) => [
        task.name,
        toTaskResult(results.get(task.name) ?? [], toResultData(plan, task, served.get(task.name))),
      ]),
  )
  // a spent budget leaves a job that can be resumed, as a cancelled one does
  const state = summary.state === 'budget' ? 'cancelled' : summary.state
  return {
    state,
    message: summary.message === '' ? toDoneMessage(plan, scores, options.journal) : summary.message,
    tasks,
    groups: { ...(await foldCategories(plan.tasks, options.journal)), ...toGroupResults(plan.groups, results) },
    taskStatus: Object.fromEntries(plan.tasks.map((task) => [task.name, toTaskStatus(task, state, options.journal)])),
    progress,
  }
}

/** A job that ran well and gave no number has not done what it was for, and says why. */
function toDoneMessage(plan: EvaluationPlan, scores: readonly ScoreSummary[], journal: Journal): string {
  if (plan.tasks.every(({ name }) => journal.counts(name).done === 0))
    return 'Completed, but no sample was evaluated: `limit_samples`, or the limit of the dataset, is 0.'
  const why = scores.every(({ value }) => value === null) ? findUnscoredReason(plan, journal) : undefined
  return why === undefined ? 'Job completed successfully.' : `Completed, but no sample could be scored: ${why}`
}

/** Of the first row that has one. */
function findUnscoredReason(plan: EvaluationPlan, journal: Journal): string | undefined {
  for (const { name } of plan.tasks)
    for (const { unscored } of journal.samples(name)) {
      const [reason] = Object.values(unscored)
      if (reason !== undefined) return reason
    }
  return undefined
}

/** What the scores were made with, how the task ran, what its endpoints were found to do, and which of them answered. */
function toResultData(
  { capabilities }: EvaluationPlan,
  { data, decision }: PlannedTask,
  served: ServedBy | undefined,
): NonNullable<TaskResult['data']> {
  return {
    ...data,
    dispatch: tellDecision(decision),
    ...(capabilities.length > 0 ? { capabilities } : {}),
    ...(served === undefined ? {} : { served_by: served.rows }),
  }
}

const toPipelines = (plan: EvaluationPlan): NonNullable<JobProgress['pipelines']> =>
  plan.tasks.map(({ name, decision }) => ({ task: name, ...tellDecision(decision) }))

function toTaskStatus(
  task: PlannedTask,
  state: EvaluationOutcome['state'],
  journal: Journal,
): EvaluationOutcome['taskStatus'][string] {
  const { done, failed } = journal.counts(task.name)
  if (done > 0 && done === failed) return 'failed'
  if (state === 'completed' || (task.total !== null && done >= task.total)) return 'completed'
  return state
}

/** Corpus scores so far, by `task` and score key. */
type LiveCorpora = Map<string, LiveCorpus>
const corpusKey = (task: string, key: string) => `${task}\n${key}`

/** Filled with what the journal already holds, so that a resumed run shows the same as an undisturbed one. */
async function createLiveCorpora(plan: EvaluationPlan, journal: Journal): Promise<LiveCorpora> {
  const corpora: LiveCorpora = new Map()
  for (const task of plan.tasks) {
    for (const { key, corpus } of task.scores)
      if (corpus !== undefined) corpora.set(corpusKey(task.name, key), { fold: corpus.create(), count: 0, unscored: 0 })
    if (corpora.size === 0 || journal.counts(task.name).done === 0) continue
    let rows = 0
    for (const record of journal.samples(task.name)) {
      if (record.status !== 'failed') addExtras(corpora, task, record.extra)
      if (++rows % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return corpora
}

/** The task's pipeline, whose outcomes also feed the live corpus scores. */
function observed(task: PlannedTask, live: LiveCorpora): Pipeline {
  if (task.scores.every(({ corpus }) => corpus === undefined)) return task.pipeline
  return {
    async runSample(sample, context) {
      const outcome = await task.pipeline.runSample(sample, context)
      addExtras(live, task, outcome.extra)
      return outcome
    },
  }
}

function addExtras(live: LiveCorpora, task: PlannedTask, extras: unknown): void {
  for (const { key, metric, corpus } of task.scores) {
    const found = corpus && live.get(corpusKey(task.name, key))
    if (found === undefined) continue
    const extra = (extras as Record<string, unknown> | undefined)?.[metric]
    if (extra === undefined) found.unscored++
    else {
      found.count++
      found.fold.add(extra)
    }
  }
}

function toJobProgress(plan: EvaluationPlan, journal: Journal, progress: RunProgress, live: LiveCorpora): JobProgress {
  const found = new Map(progress.scores.map((score) => [corpusKey(score.task, score.key), score]))
  const scores = plan.tasks.flatMap((task) => {
    const { failed } = journal.counts(task.name)
    return task.scores.map((planned) => {
      const key = corpusKey(task.name, planned.key)
      return toLiveSummary(task.name, planned, found.get(key), live.get(key), failed)
    })
  })
  const warnings = [...plan.warnings, ...progress.warnings]
  return { ...withoutScores(progress), scores, pipelines: toPipelines(plan), warnings }
}
