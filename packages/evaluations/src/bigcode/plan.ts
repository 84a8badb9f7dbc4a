/**
 * BigCode Evaluation Harness: asks for code, runs it against the tests in the sandbox, gives pass@k.
 *
 * A program that the sandbox could not start counts as no attempt: the row then has fewer attempts, or is unscored.
 */
import type { EvaluationConfig } from '@evalflow/contract'
import type { Endpoint, SampleContext, SampleOutcome } from '@evalflow/engine'
import { passAtK } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import { toBody } from '../run/model-request.ts'
import { openFromHub } from '../run/benchmark-hub.ts'
import { openTaskDataset, resolveTargetModel } from '../run/row-source.ts'
import { probeSandbox } from '../sandbox/probe-sandbox.ts'
import { runInSandbox } from '../sandbox/run-in-sandbox.ts'
import { type Verdict, noCode } from '../sandbox/verdict.ts'
import { plannedScore } from '../scorers/scorer.ts'
import type { RowSource, TaskContext, TaskPlan } from '../types.ts'
import { type Benchmark, type Problem, toTexts } from './benchmark.ts'
import { benchmarks, findBenchmark, isBenchmarkName, whyNot } from './benchmarks.ts'
import { type ExtractionRule, extractCode } from './extract-code.ts'
import { type BigcodeSettings, readSettings } from './settings.ts'

/** A config whose `type` names the benchmark and that has no tasks gets the one it means. */
export function expandBigcodeConfig(config: EvaluationConfig): EvaluationConfig {
  if (Object.keys(config.tasks ?? {}).length > 0 || !isBenchmarkName(config.type)) return config
  return { ...config, tasks: { [config.type]: { type: config.type } } }
}

export async function planBigcodeTask(context: TaskContext): Promise<TaskPlan> {
  const benchmark = resolveBenchmark(context)
  await checkSandbox(benchmark)
  const endpoint = await resolveTargetModel(context.target, context.services, 'code is asked of a model.')
  const settings = readSettings(context, benchmark, endpoint)
  return {
    rows: await openRows(context, benchmark),
    scores: settings.ks.map((k) =>
      plannedScore(`pass@${k}`, `pass@${k}`, { range: [0, 1], binary: settings.attempts === 1 }),
    ),
    columns: new Set(benchmark.columns),
    identity: { endpoint: endpoint.id, model: endpoint.modelId, url: endpoint.url },
    pipeline: {
      async runSample({ item }, sampleContext) {
        const problem = benchmark.toProblem(item, settings)
        const run = { benchmark, settings, problem, endpoint }
        const attempts = await Promise.all(
          Array.from({ length: settings.attempts }, (_, index) => attempt(run, index, sampleContext)),
        )
        return toOutcome(run, attempts)
      },
    },
  }
}

/** Of the dataset the config names, else as published. */
function openRows(context: TaskContext, { id, hub }: Benchmark): Promise<RowSource> {
  if (context.task.dataset != null) return openTaskDataset(context)
  return openFromHub(context, id, hub, `\`tasks.${context.name}.dataset.files_url\``)
}

interface ProblemRun {
  benchmark: Benchmark
  settings: BigcodeSettings
  problem: Problem
  endpoint: Endpoint
}

interface Attempt {
  text: string
  program: string | null
  rule: ExtractionRule | null
  verdict: Verdict
}

function resolveBenchmark({ task, config, path }: TaskContext): Benchmark {
  const name = isBenchmarkName(task.type) ? task.type : isBenchmarkName(config.type) ? config.type : task.type
  const benchmark = findBenchmark(name)
  if (benchmark !== undefined) return benchmark
  const reason = whyNot(name) ?? `Known benchmarks: ${benchmarks.map(({ id }) => id).join(', ')}.`
  throw evaluationErrors.configInvalid(`${path}.type`, `"${name}" cannot run. ${reason}`)
}

/** @throws EvaluationError `type_unavailable`: without a sandbox no generated code is run */
async function checkSandbox(benchmark: Benchmark): Promise<void> {
  const probe = await probeSandbox()
  const reason = probe.available ? probe.languages[benchmark.language] : probe.reason
  if (reason !== null) throw evaluationErrors.typeUnavailable(benchmark.id, reason)
}

/** What the OpenAI API takes at most. The cut afterwards knows them all, so which are sent changes no score. */
const SENT_STOPS = 4

async function attempt(run: ProblemRun, index: number, context: SampleContext): Promise<Attempt> {
  const { settings, problem, benchmark, endpoint } = run
  const { kind } = settings
  const stop = settings.stop ?? (kind === 'completion' ? problem.stops.slice(0, SENT_STOPS) : [])
  const body = toBody(kind, {
    ...settings.sampling,
    ...(stop.length > 0 ? { stop } : {}),
    ...(settings.seed === null ? {} : { seed: settings.seed + index }),
    prompt: kind === 'chat' ? problem.question : problem.prompt,
  })
  const { text } = await context.call(`attempt-${index}`, endpoint, { kind, role: 'target', body })
  const extracted = extractCode(text, kind, problem, benchmark.language)
  if (extracted === null) return { text, program: null, rule: null, verdict: noCode('the answer is empty') }
  const verdict = await runInSandbox({
    ...toTexts(problem, extracted.program),
    language: benchmark.language,
    timeoutMs: settings.timeoutMs,
    signal: context.signal,
  })
  return { text, ...extracted, verdict }
}

function toOutcome({ settings, problem }: ProblemRun, attempts: readonly Attempt[]): SampleOutcome {
  const judged = attempts.filter(({ verdict }) => verdict.status !== 'sandbox_error')
  const passed = judged.filter(({ verdict }) => verdict.status === 'pass').length
  const scores: Record<string, number | null> = {}
  const unscored: Record<string, string> = {}
  for (const k of settings.ks) {
    const key = `pass@${k}.pass@${k}`
    scores[key] = passAtK(judged.length, passed, k)
    if (scores[key] === null) unscored[key] = whyUnscored(attempts)
  }
  const texts = attempts.map(({ text }) => text)
  return {
    prompt: settings.kind === 'chat' ? [{ role: 'user', content: problem.question }] : problem.prompt,
    answer: texts.length === 1 ? (texts[0] ?? null) : texts,
    reference: problem.reference,
    scores,
    unscored,
    wrong: judged.length > 0 && passed === 0,
    extra: { attempts: attempts.map(toExtra) },
  }
}

const whyUnscored = (attempts: readonly Attempt[]): string =>
  attempts.find(({ verdict }) => verdict.status === 'sandbox_error')?.verdict.reason ?? 'too few attempts'

/** As it stands in the row; wire names. */
const toExtra = ({ program, rule, verdict }: Attempt) => ({
  status: verdict.status,
  reason: verdict.reason,
  rule,
  program,
  stderr: verdict.stderr,
  wall_ms: verdict.wallMs,
  exit_code: verdict.exitCode,
  signal: verdict.signal,
})
