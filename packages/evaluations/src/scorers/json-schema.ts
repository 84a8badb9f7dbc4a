/**
 * `json-schema`: does the answer hold JSON that a schema allows? Two scores of 0 or 1: `parse_ok`, and `schema_ok`, which is 0
 * where nothing could be parsed. What is wrong stands in the row's `extra` as `errors`.
 *
 * Drafts 2020-12 (the default) and 07, by `$schema`. References reach within the schema alone; formats are checked; patterns
 * run in bounded time. The schema is the config's own, never a row's: ajv turns it into code.
 */
import { extractJson } from '@evalflow/metrics'
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { z } from 'zod'
import { EvaluationError, evaluationErrors } from '../errors.ts'
import { parseParams } from '../llm-as-a-judge/settings.ts'
import { compileEcmaPattern } from '../patterns/ecma-pattern.ts'
import { ONLINE_OUTPUT, type ScorerType, allUnscored, paramTemplate, plannedScore } from './scorer.ts'

const NAMES = ['parse_ok', 'schema_ok'] as const
const BINARY = { range: [0, 1] as [number, number], binary: true }
const MOST_SCHEMA_LENGTH = 256_000
const MOST_SCHEMA_DEPTH = 64
/** Told of one answer. */
const MOST_ERRORS = 20

const paramsSchema = z.looseObject({
  /** A JSON Schema: an object, or its JSON text. */
  schema: z.union([z.string(), z.record(z.string(), z.unknown()), z.boolean()]),
  extraction: z.enum(['strict', 'lenient']).default('strict'),
})

export const jsonSchemaScorer: ScorerType = {
  id: 'json-schema',
  create(context) {
    const { schema, extraction } = parseParams(paramsSchema, context.params, context.path)
    const validate = compileSchema(schema, `${context.path}.schema`)
    const prediction = paramTemplate(context, 'prediction', ONLINE_OUTPUT)
    return {
      scores: NAMES.map((name) => plannedScore(context.metric, name, BINARY)),
      columns: prediction.columns,
      score(view) {
        try {
          const found = extractJson(prediction.render(view), extraction)
          if (!found.ok) return toScores({ parse_ok: 0, schema_ok: 0 }, [found.reason])
          const isValid = validate(found.value) === true
          return toScores({ parse_ok: 1, schema_ok: Number(isValid) }, (validate.errors ?? []).map(toText))
        } catch (error) {
          return allUnscored(NAMES, error)
        }
      },
    }
  },
}

const toScores = (scores: Record<string, number>, errors: readonly string[]) => ({
  scores,
  unscored: {},
  extra: { errors: errors.slice(0, MOST_ERRORS) },
})

const toText = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath === '' ? 'the value' : instancePath} ${message ?? ''} ${JSON.stringify(params)}`

function compileSchema(given: z.infer<typeof paramsSchema>['schema'], path: string): ValidateFunction {
  const schema = typeof given === 'string' ? readSchema(given, path) : given
  const text = JSON.stringify(schema)
  const parsed = extractJson(text, 'strict', { maxLength: MOST_SCHEMA_LENGTH, maxDepth: MOST_SCHEMA_DEPTH })
  if (!parsed.ok) throw evaluationErrors.configInvalid(path, `this schema is too big: ${parsed.reason}`)
  try {
    return createAjv(schema, path).compile(schema)
  } catch (error) {
    if (error instanceof EvaluationError) throw error
    throw evaluationErrors.configInvalid(
      path,
      `this is no usable JSON Schema: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function readSchema(text: string, path: string): Record<string, unknown> | boolean {
  const found = extractJson(text, 'strict')
  const schema = found.ok ? z.union([z.record(z.string(), z.unknown()), z.boolean()]).safeParse(found.value) : undefined
  if (schema?.success === true) return schema.data
  throw evaluationErrors.configInvalid(path, found.ok ? 'expected an object, or true or false.' : found.reason)
}

function createAjv(schema: Record<string, unknown> | boolean, path: string): Ajv {
  const draft = typeof schema === 'object' ? schema['$schema'] : undefined
  const regExp = Object.assign(compileEcmaPattern, { code: 'compileEcmaPattern' })
  const options: Options = { strict: false, allErrors: true, logger: false, code: { regExp } }
  const is = (name: string) => typeof draft === 'string' && draft.includes(name)
  if (draft !== undefined && !is('2020-12') && !is('draft-07'))
    throw evaluationErrors.configInvalid(
      `${path}.$schema`,
      `found "${String(draft)}", expected draft 2020-12 or draft-07.`,
    )
  const ajv = is('draft-07') ? new Ajv(options) : new Ajv2020(options)
  formats.default(ajv)
  return ajv
}
