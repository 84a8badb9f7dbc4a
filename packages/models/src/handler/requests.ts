/**
 * Request bodies of the OpenAI-compatible routes, and the limits of what is offered here.
 *
 * Unknown keys pass, since clients send many. Known parameters that would change the answer and are not offered
 * (`unsupported`) are refused unless neutral: nothing asked for is quietly left out.
 */
import { z } from 'zod'
import { problems } from '../errors.ts'

const textPartSchema = z.looseObject({
  type: z.literal('text', {
    error: 'only parts of type "text" can be read; this model takes no images, audio or files',
  }),
  text: z.string(),
})

export const chatMessageSchema = z
  .looseObject({
    role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
    content: z.union([z.string(), z.array(textPartSchema).min(1), z.null()]).optional(),
  })
  .transform(({ content, ...rest }) => ({
    ...rest,
    content: typeof content === 'string' ? content : (content ?? []).map((part) => part.text).join(''),
  }))

const stopSchema = z
  .union([z.string().min(1), z.array(z.string().min(1)).max(64)])
  .nullish()
  .transform((stop) => (typeof stop === 'string' ? [stop] : (stop ?? [])))

const samplingShape = {
  model: z.string().min(1),
  /** 0 is greedy; OpenAI's default. */
  temperature: z
    .number()
    .min(0)
    .max(2)
    .nullish()
    .transform((value) => value ?? 1),
  top_p: z
    .number()
    .gt(0)
    .max(1)
    .nullish()
    .transform((value) => value ?? 1),
  /** 0 and -1 are off. */
  top_k: z
    .int()
    .min(-1)
    .nullish()
    .transform((value) => Math.max(0, value ?? 0)),
  /** Without one, another is drawn for each request. */
  seed: z.int().nullish(),
  n: z
    .int()
    .min(1)
    .max(16)
    .nullish()
    .transform((value) => value ?? 1),
  stop: stopSchema,
  stream: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
}

export const chatRequestSchema = z.looseObject({
  ...samplingShape,
  messages: z.array(chatMessageSchema).min(1),
  max_tokens: z.int().min(1).nullish(),
  /** Wins over `max_tokens`. */
  max_completion_tokens: z.int().min(1).nullish(),
  logprobs: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  top_logprobs: z.int().min(0).max(20).nullish(),
})
export type ChatRequest = z.infer<typeof chatRequestSchema>

const tokenIdsSchema = z.array(z.int().min(0)).min(1)

export const completionRequestSchema = z.looseObject({
  ...samplingShape,
  prompt: z.union(
    [z.string(), tokenIdsSchema, z.array(z.string()).min(1).max(1024), z.array(tokenIdsSchema).min(1).max(1024)],
    {
      error: 'expected a text, a list of texts, a list of token ids, or a list of such lists',
    },
  ),
  max_tokens: z
    .int()
    .min(0)
    .nullish()
    .transform((value) => value ?? 16),
  echo: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  logprobs: z.int().min(0).max(20).nullish(),
  /** Adds `token_ids` to each choice, and `prompt_token_ids` to it. */
  return_token_ids: z.boolean().nullish(),
})
export type CompletionRequest = z.infer<typeof completionRequestSchema>

export const embeddingRequestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)], {
    error: 'expected a text or a list of texts, none of them empty',
  }),
  encoding_format: z
    .enum(['float', 'base64'])
    .nullish()
    .transform((value) => value ?? 'float'),
  /** `none`: the vector of each token in place of one for the text; not normalised. */
  pooling: z.literal('none', { error: 'expected "none", or nothing for the file’s own pooling' }).nullish(),
  /** Hidden layer the token vectors are of, counted from 1; the last unless given. */
  layer: z
    .int()
    .min(1)
    .nullish()
    .transform((value) => value ?? null),
})

export const tokenizeRequestSchema = z.union([
  z.looseObject({ model: z.string().optional(), prompt: z.string(), add_special_tokens: z.boolean().optional() }),
  z.looseObject({ model: z.string().optional(), messages: z.array(chatMessageSchema).min(1) }),
])

export const detokenizeRequestSchema = z.looseObject({ model: z.string().optional(), tokens: z.array(z.int().min(0)) })

const isUnset = (value: unknown) => value === undefined || value === null
const isEmpty = (value: unknown) =>
  isUnset(value) || (typeof value === 'object' && Object.keys(value ?? {}).length === 0)
const isNeutral = (neutral: unknown) => (value: unknown) => isUnset(value) || value === neutral

/** Parameters not offered, each with the values that ask for nothing. */
const unsupported: Record<string, (value: unknown) => boolean> = {
  tools: isEmpty,
  functions: isEmpty,
  tool_choice: (value) => isUnset(value) || value === 'none' || value === 'auto',
  response_format: (value) =>
    isUnset(value) || (typeof value === 'object' && (value as { type?: unknown }).type === 'text'),
  logit_bias: isEmpty,
  frequency_penalty: isNeutral(0),
  presence_penalty: isNeutral(0),
  repetition_penalty: isNeutral(1),
  min_p: isNeutral(0),
  suffix: (value) => isUnset(value) || value === '',
  dimensions: isUnset,
  guided_json: isUnset,
  guided_regex: isUnset,
  guided_choice: isUnset,
  guided_grammar: isUnset,
  modalities: (value) => isUnset(value) || JSON.stringify(value) === '["text"]',
}

/** @throws InferenceProblem `invalid_request` with the path of the first wrong field, or `unsupported_parameter` */
export function parseRequest<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body)
  if (!result.success) {
    const issue = deepestIssue(result.error.issues)
    const param = issue.path.join('.') || null
    throw problems.invalid(param, `${param ? `\`${param}\`` : 'The body'}: ${issue.message}`)
  }
  for (const [name, isHarmless] of Object.entries(unsupported)) {
    const value: unknown = body && typeof body === 'object' ? (body as Record<string, unknown>)[name] : undefined
    if (!isHarmless(value)) {
      throw problems.unsupported(
        name,
        `\`${name}\` is not offered by local and baseline models (found ${JSON.stringify(value).slice(0, 80)}). Leave it out.`,
      )
    }
  }
  return result.data
}

interface Issue {
  path: PropertyKey[]
  message: string
}

/** Of a union, the branch that came furthest says most about what is wrong. */
function deepestIssue(issues: readonly z.core.$ZodIssue[], base: readonly PropertyKey[] = []): Issue {
  const [issue] = issues
  if (!issue) return { path: [...base], message: 'invalid' }
  const path = [...base, ...issue.path]
  if (issue.code === 'invalid_union') {
    const inner = issue.errors
      .map((branch) => deepestIssue(branch, path))
      .toSorted((a, b) => b.path.length - a.path.length)[0]
    if (inner && inner.path.length > path.length) return inner
  }
  return { path, message: issue.message }
}
