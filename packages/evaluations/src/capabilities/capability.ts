/** What is known of an endpoint: findings by capability, each with how it was found. */

export const capabilityNames = [
  'chat',
  'completions',
  /** Log-probabilities of an echoed prompt, the base of log-likelihood benchmarks. */
  'echo_logprobs',
  /** Log-probabilities of the first token of a chat's answer, with those of the likeliest others. */
  'chat_logprobs',
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

export interface Finding {
  /**
   * `ignored`: the request is taken, and what it asks for is not done. `unknown`: the endpoint could not be asked, so
   * nothing follows from it.
   */
  readonly state: 'yes' | 'no' | 'ignored' | 'unknown'
  /** For people: what was sent and what came. */
  readonly reason: string
  /** What a pipeline needs beside yes and no. */
  readonly detail?: unknown
}

/** Findings of one endpoint, and what they cost. Wire names: it stands in the result's `data.capabilities`. */
export interface CapabilityRecord {
  readonly endpoint: string
  readonly model: string
  readonly found: Readonly<Partial<Record<CapabilityName, Finding>>>
  /** Requests sent for this plan; 0 if all was known. */
  readonly requests: number
  /** At most; where a reply told no usage, its bound. */
  readonly prompt_tokens: number
  readonly completion_tokens: number
}

export const findingOf = (record: CapabilityRecord, name: CapabilityName): Finding =>
  record.found[name] ?? { state: 'unknown', reason: 'it was not asked' }
