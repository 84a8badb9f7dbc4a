/** What a config says about the run: NeMo's `params` and `params.extra`, and the older names in the task's own params. */
import type { Endpoint } from '@evalflow/engine'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import { endpointKind, samplingOf } from '../run/model-request.ts'
import type { TaskContext } from '../types.ts'
import type { AnswerKind, Benchmark } from './benchmark.ts'

export interface BigcodeSettings {
  kind: AnswerKind
  /** Answers per problem. */
  attempts: number
  /** Rising; each at most `attempts`. */
  ks: readonly number[]
  timeoutMs: number
  ignoreSetup: boolean
  /** Null: the benchmark's own, as many as the API takes. */
  stop: readonly string[] | null
  /** Goes into each request. */
  sampling: Readonly<Record<string, unknown>>
  /** The first attempt's; each next one has the next number. */
  seed: number | null
}

/** The harness's. */
const DEFAULT_KS = [1, 10, 100]
const MAX_ATTEMPTS = 1000

const settingsSchema = z.looseObject({
  n_samples: z.int().min(1).max(MAX_ATTEMPTS).nullish(),
  pass_at: z.array(z.int().min(1)).nullish(),
  model_type: z.enum(['completions', 'chat']).nullish(),
  /** Seconds. */
  timeout: z.number().min(0.1).max(600).nullish(),
  ignore_test_setup: z.boolean().nullish(),
  seed: z.int().nullish(),
  max_length_generation: z.int().min(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.number().nullish(),
})

/** @throws EvaluationError `config_invalid`, also for an endpoint of a kind that the benchmark is not defined for */
export function readSettings(context: TaskContext, benchmark: Benchmark, endpoint: Endpoint): BigcodeSettings {
  const { config, task, path } = context
  const parsed = settingsSchema.safeParse({ ...config.params?.extra, ...task.params })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw evaluationErrors.configInvalid([path, 'params', ...(issue?.path ?? [])].join('.'), issue?.message ?? '')
  }
  const given = parsed.data
  const kind = checkKind(endpointKind(endpoint), given.model_type ?? null, benchmark, path)
  const attempts = given.n_samples ?? 1
  const { n: _n, seed: _seed, stop, ...sampling } = samplingOf(config.params)
  for (const name of ['temperature', 'top_p', 'top_k'] as const) if (given[name] != null) sampling[name] = given[name]
  const maxTokens = given.max_tokens ?? given.max_length_generation ?? null
  if (maxTokens !== null) sampling['max_tokens'] = maxTokens
  if (attempts > 1 && sampling['temperature'] === 0)
    context.warn(
      `Task "${context.name}" asks ${attempts} times at temperature 0, which gives the same answer each time.`,
    )
  if (kind === 'chat' && !benchmark.id.endsWith('_instruct'))
    context.warn(
      `"${benchmark.id}" is defined for completions. Chat answers are asked for and read by other rules, so the score does not compare with published ones.`,
    )
  return {
    kind,
    attempts,
    ks: readKs(given.pass_at ?? DEFAULT_KS, attempts, path),
    timeoutMs: (given.timeout ?? benchmark.timeoutSeconds) * 1000,
    ignoreSetup: given.ignore_test_setup ?? false,
    stop: Array.isArray(stop) && stop.length > 0 ? stop : null,
    sampling,
    seed: given.seed ?? null,
  }
}

function checkKind(
  kind: AnswerKind,
  wanted: 'completions' | 'chat' | null,
  benchmark: Benchmark,
  path: string,
): AnswerKind {
  if (wanted !== null && (wanted === 'chat') !== (kind === 'chat'))
    throw evaluationErrors.configInvalid(
      `${path}.params.model_type`,
      `found "${wanted}", but the target's URL is that of ${kind === 'chat' ? 'a chat' : 'a completions'} endpoint. Change one of them.`,
    )
  if (!benchmark.answers.includes(kind))
    throw evaluationErrors.targetUnfit(
      `"${benchmark.id}" needs ${kind === 'chat' ? 'a completions endpoint (.../v1/completions)' : 'a chat endpoint (.../v1/chat/completions)'}.`,
    )
  return kind
}

/** The harness reports a k only where every problem has that many answers. */
function readKs(wanted: readonly number[], attempts: number, path: string): number[] {
  const ks = [...new Set(wanted)].filter((k) => k <= attempts).toSorted((a, b) => a - b)
  if (ks.length > 0) return ks
  throw evaluationErrors.configInvalid(
    `${path}.params.pass_at`,
    `found ${wanted.join(', ')}, expected a k of at most n_samples (${attempts}).`,
  )
}
