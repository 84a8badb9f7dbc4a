/**
 * `params` of a judge's task, in NeMo's older names (`judge_model`, `judge_inference_params`, `tokens_to_generate`) and
 * those of this type (`mode`, `scores`, `panel`, `swap`, `label`).
 */
import { SECRET_KEYS } from '@evalflow/contract'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import { toScorePattern } from '../scorers/read-score.ts'
import type { JudgeMode } from './prompts.ts'
import type { ScoreSpec } from './read-verdict.ts'

/** `text`: by pattern. The others ask for `response_format`; a server that refuses it is asked without. */
const outputSchema = z.enum(['text', 'json_schema', 'json_object'])
export type JudgeOutput = z.infer<typeof outputSchema>

const scoreSchema = z.looseObject({
  type: z.enum(['int', 'float']).default('float'),
  parser: z
    .looseObject({
      type: z.enum(['regex', 'json']).default('regex'),
      pattern: z.string().min(1).optional(),
      /** `score` or `$.verdict.score`. */
      json_path: z.string().min(1).optional(),
    })
    .optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  description: z.string().optional(),
  levels: z.record(z.string(), z.string()).optional(),
})
export type ScoreInput = z.infer<typeof scoreSchema>
export const scoresSchema = z.record(z.string().min(1), scoreSchema)

export const panelSchema = z.looseObject({
  combine: z.enum(['mean', 'median', 'majority']).optional(),
  /** Judges that must give a verdict; more than half by default. */
  quorum: z.int().min(1).optional(),
  tie: z.enum(['unscored', 'first_judge']).optional(),
})

/** Sampling of older configs; 0 of `top_k` and an empty `stop` mean "not set". */
const inferenceSchema = z.looseObject({
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.number().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  tokens_to_generate: z.int().min(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  seed: z.int().nullish(),
})

const messagesSchema = z.array(z.looseObject({ role: z.string(), content: z.unknown() })).min(1)

export const judgeParamsSchema = z.looseObject({
  ...inferenceSchema.shape,
  mode: z.enum(['single', 'rubric', 'pairwise', 'mtbench']).optional(),
  judge_model: z.unknown().optional(),
  /** A panel. */
  judge_models: z.array(z.unknown()).min(1).optional(),
  judge_prompt: z.union([z.string().min(1), messagesSchema]).optional(),
  judge_inference_params: inferenceSchema.optional(),
  judge_scale: z.looseObject({ minimum: z.number().optional(), maximum: z.number().optional() }).optional(),
  scores: scoresSchema.optional(),
  output: outputSchema.optional(),
  fence: z.boolean().default(true),
  /** Template of the right answer; with it the judge is guided by a reference. */
  reference: z.string().optional(),
  /** For `mtbench`: whether references that rows carry are shown. */
  reference_guided: z.boolean().optional(),
  /** Template of the answer to beat, for `pairwise`. */
  baseline: z.string().default('{{ item.baseline_response }}'),
  swap: z.boolean().default(true),
  /** `lenient`: a win in one order and a tie in the other counts three quarters. */
  swap_rule: z.enum(['strict', 'lenient']).default('strict'),
  panel: panelSchema.optional(),
  /** Column with a person's verdict; by score name where there are several. */
  label: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  /** A rating of at least this passes. */
  pass_at: z.number().optional(),
  /** Whether the target is asked or rows hold answers; by default as the target is. */
  answers: z.enum(['target', 'stored']).optional(),
  /** Column of stored answers. */
  response: z.string().default('response'),
  category: z.string().default('category'),
  /** What the target is asked: `{messages}` or `{prompt}`. */
  template: z.unknown().optional(),
})
export type JudgeParams = z.infer<typeof judgeParamsSchema>

/** @throws EvaluationError `config_invalid` with the path of the field */
export function parseParams<T>(schema: z.ZodType<T>, params: unknown, path: string): T {
  const parsed = schema.safeParse(params)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const at = issue?.path ?? []
  throw evaluationErrors.configInvalid(
    [path, ...at].join('.'),
    `${toFound(params, at)}${issue?.message ?? 'is not valid'}`,
  )
}

const MAX_SHOWN = 80

/** What stands at a place, if it is a plain value that is no secret; the message says itself where there is none. */
function toFound(params: unknown, at: readonly PropertyKey[]): string {
  const found = at.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | null | undefined)?.[key],
    params,
  )
  const isPlain = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
  if (!isPlain || SECRET_KEYS.includes(String(at.at(-1)))) return ''
  return `found ${JSON.stringify(found).slice(0, MAX_SHOWN)}. `
}

/** Sampling settings as a request has them. */
export function toSampling(params: z.infer<typeof inferenceSchema> | undefined): Record<string, unknown> {
  const { temperature, top_p, top_k, stop, tokens_to_generate, max_tokens, seed } = params ?? {}
  const given = {
    temperature,
    top_p,
    top_k: top_k === 0 ? null : top_k,
    stop: stop?.length === 0 ? null : stop,
    max_tokens: max_tokens ?? tokens_to_generate,
    seed,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value != null))
}

/** What other fields of a config say about its scores where they do not. */
export interface ScoreDefaults {
  minimum?: number | undefined
  maximum?: number | undefined
}

/** @throws EvaluationError `config_invalid` */
export function toScoreSpecs(
  scores: Readonly<Record<string, ScoreInput>>,
  path: string,
  defaults: ScoreDefaults = {},
): ScoreSpec[] {
  const entries = Object.entries(scores)
  if (entries.length === 0) throw evaluationErrors.configInvalid(path, 'expected at least one score.')
  return entries.map(([name, { type, parser, description, levels, ...range }]) => {
    const minimum = range.minimum ?? defaults.minimum
    const maximum = range.maximum ?? defaults.maximum
    if (minimum !== undefined && maximum !== undefined && minimum >= maximum)
      throw evaluationErrors.configInvalid(
        `${path}.${name}`,
        `the lowest score ${minimum} is not below the highest ${maximum}.`,
      )
    return {
      name,
      type,
      pattern: compilePattern(
        parser?.pattern ?? defaultPattern(name, entries.length),
        `${path}.${name}.parser.pattern`,
      ),
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
      ...(description === undefined ? {} : { description }),
      ...(levels === undefined ? {} : { levels }),
      ...(parser?.json_path === undefined ? {} : { jsonPath: parser.json_path.replace(/^\$\.?/, '') }),
    }
  })
}

// no \d after `?`: the translator of Python patterns takes that for a possessive quantifier
const NUMBER = '(-?[0-9]+(?:\\.[0-9]+)?)'

/** Of the reply form: `[[7]]` for one score, `name: 7` on a line of its own for several. */
function defaultPattern(name: string, count: number): string {
  if (count === 1) return `\\[\\[\\s*${NUMBER}\\s*\\]\\]`
  return `(?:^|\\n)[\\s*_"-]*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[*_"]*\\s*[:=]\\s*[*_"]*${NUMBER}`
}

export const WINNER_PATTERN = '\\[\\[\\s*(A|B|C|tie)\\s*\\]\\]'

/** @throws EvaluationError `config_invalid` */
export function compilePattern(pattern: string, path: string): RegExp {
  try {
    return toScorePattern(pattern)
  } catch (error) {
    throw evaluationErrors.configInvalid(path, error instanceof Error ? error.message : String(error))
  }
}

/** `response_format` of a request; undefined where a pattern is used. */
export function toResponseFormat(
  output: JudgeOutput,
  mode: JudgeMode,
  scores: readonly ScoreSpec[],
): Record<string, unknown> | undefined {
  if (output === 'text') return undefined
  if (output === 'json_object') return { type: 'json_object' }
  const fields =
    mode === 'pairwise'
      ? { winner: { type: 'string', enum: ['A', 'B', 'tie'] } }
      : Object.fromEntries(
          scores.map(({ name, type, minimum, maximum }) => [
            name,
            {
              type: type === 'int' ? 'integer' : 'number',
              ...(minimum === undefined ? {} : { minimum }),
              ...(maximum === undefined ? {} : { maximum }),
            },
          ]),
        )
  const properties = { reasoning: { type: 'string' }, ...fields }
  const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
  return { type: 'json_schema', json_schema: { name: 'verdict', strict: true, schema } }
}
