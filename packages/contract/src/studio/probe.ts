/** `POST /api/targets/probe`: asks a target what it can do, with a few small requests. */
import { z } from 'zod'
import { targetPriceSchema } from './target-price.ts'

/** Those the evaluations probe for, in the order to show them. */
const capabilities = [
  'chat',
  'chat_logprobs',
  'completions',
  'echo_logprobs',
  'token_prompts',
  'tokenizer',
  'streaming',
  'stream_usage',
  'tools',
  'json_schema',
  'n',
  'seed',
] as const

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
  /** In the order to show them. `ignored`: taken, and not done; `unknown`: it could not be asked. */
  found: z.array(
    z.object({ name: z.enum(capabilities), state: z.enum(['yes', 'no', 'ignored', 'unknown']), reason: z.string() }),
  ),
  requests: z.int(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  duration_ms: z.number(),
  at: z.string(),
  /** Of the target itself or of the price table, for a million tokens; null where there is none. */
  price: z.object({ input: z.number(), output: z.number(), currency: z.string() }).nullable(),
})
export type ProbeResult = z.infer<typeof probeSchema>
