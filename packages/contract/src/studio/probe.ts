/** `POST /api/targets/probe`: asks a target what it can do, with a few small requests. */
import { z } from 'zod'
import { targetPriceSchema } from './target-price.ts'

/** What an endpoint may be able to do, in the order to show it; the evaluations probe for each. */
export const capabilityNames = [
  'chat',
  /** Log-probabilities of the first token of a chat's answer, with those of the likeliest others. */
  'chat_logprobs',
  'completions',
  /** Log-probabilities of an echoed prompt, the base of log-likelihood benchmarks. */
  'echo_logprobs',
  /** Prompts given as token ids. */
  'token_prompts',
  /** `POST /tokenize` beside the API, as vLLM and this server have it. */
  'tokenizer',
  'streaming',
  /** A stream that ends with its usage. */
  'stream_usage',
  'tools',
  'json_schema',
  /** Several choices for one request. */
  'n',
  'seed',
] as const
export type CapabilityName = (typeof capabilityNames)[number]

/**
 * `ignored`: the request is taken, and what it asks for is not done. `unknown`: the endpoint could not be asked, so
 * nothing follows from it.
 */
const capabilityStates = ['yes', 'no', 'ignored', 'unknown'] as const
export type CapabilityState = (typeof capabilityStates)[number]

export const probeRequestSchema = z.object({
  /** A model's id, `namespace/name` of a stored target, or an endpoint whose key is named by a secret. */
  target: z.union([
    z.string().min(1),
    z.object({
      url: z.url({ protocol: /^https?$/ }),
      model_id: z.string().min(1),
      format: z.enum(['openai', 'nim', 'lama_stack']).default('openai'),
      api_key_secret: z.string().optional(),
      /** A value may name a stored secret: `${secret:NAME}`. */
      headers: z.record(z.string(), z.string()).default({}),
      price: targetPriceSchema.optional(),
    }),
  ]),
})
export type ProbeRequest = z.input<typeof probeRequestSchema>

export const probeSchema = z.object({
  model: z.string(),
  /** In the order to show them. */
  found: z.array(z.object({ name: z.enum(capabilityNames), state: z.enum(capabilityStates), reason: z.string() })),
  requests: z.int(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  duration_ms: z.number(),
  at: z.string(),
  /** Of the target itself or of the price table, for a million tokens; null where there is none. */
  price: z.object({ input: z.number(), output: z.number(), currency: z.string() }).nullable(),
})
export type ProbeResult = z.infer<typeof probeSchema>
