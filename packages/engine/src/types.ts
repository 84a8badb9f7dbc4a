/**
 * What an evaluation type offers to the engine, and what the engine gives back.
 *
 * Times are milliseconds; instants are epoch milliseconds with fractions. Objects that reach the wire or the journal
 * (`SampleRecord`, `AttemptRecord`, `RunProgress`) keep Studio's wire names, so nothing is renamed on the way out.
 */

/** A model behind an OpenAI-compatible API. */
export interface Endpoint {
  /** Stable name: key of breaker, price table and `served_by`. Holds no secret. */
  readonly id: string
  /** Base (`http://host/v1`) or full URL (`http://host/v1/chat/completions`); both are accepted. */
  readonly url: string
  readonly modelId: string
  readonly format: 'openai' | 'nim' | 'lama_stack'
  /** Sent as `Authorization: Bearer`; never in an error, a log or the journal. */
  readonly apiKey?: string
  /** Passed through exactly, `Host` and `x-*` included. */
  readonly headers?: Readonly<Record<string, string>>
  /** Asked in order when this endpoint is down; which one answered stands in `served_by`. */
  readonly fallbacks?: readonly Endpoint[]
}

export interface EngineSample {
  readonly task: string
  /** 0-based row. */
  readonly index: number
  readonly id: string
  readonly item: Readonly<Record<string, unknown>>
}

/** One task of a config. Pure but for `context`, so that a replay gives the same outcome. */
export interface Pipeline {
  runSample(sample: EngineSample, context: SampleContext): Promise<SampleOutcome>
}

export interface SampleContext {
  /**
   * Asks a model. `key` is unique within the sample; the reply is durable under (sample, key) before a later call of
   * the same sample is sent, and on resume it is replayed, not asked.
   *
   * @throws CallFailed when the call failed for good; let it pass, the sample is then `failed`, never 0
   */
  readonly call: (key: string, endpoint: Endpoint, request: ModelRequest) => Promise<ModelReply>
  /**
   * Does what is no model call and must not be done twice, e.g. asking a tool over HTTP. What `run` gives (JSON) is
   * durable under (sample, key) before it resolves, and on resume it is replayed; `key` as in `call`.
   */
  readonly step: <T>(key: string, run: () => Promise<T>) => Promise<T>
  /** Aborted when the run is cancelled or fails. */
  readonly signal: AbortSignal
}

export interface ModelRequest {
  /** `tokenize` asks how a server splits a text (`/tokenize` of llama.cpp and vLLM); its body holds `tokens`. */
  readonly kind: 'chat' | 'completion' | 'embedding' | 'tokenize'
  /** OpenAI body; `model` is set by the engine from the endpoint that is asked. */
  readonly body: Readonly<Record<string, unknown>>
  /** `user`: a model that plays the user of a conversation. `encoder`: one that turns texts to vectors for a metric. */
  readonly role: ModelRole
  /**
   * The sample can do without the answer, as with one judge of a panel. An endpoint that is dead or refuses everything
   * then fails the call at once, with `endpoint_dead`, and not the run; let that pass, and the run ends with it (B6).
   */
  readonly isOptional?: boolean
}

export type ModelRole = 'target' | 'judge' | 'user' | 'encoder'

export interface ModelReply {
  /** Content of the first choice (the one with the lowest index); `''` if it has none (tool calls only) and for embeddings. */
  readonly text: string
  /** The parsed answer; for a streamed one, the equivalent non-streamed body. */
  readonly body: unknown
  readonly finishReason: string | null
  readonly usage: {
    readonly prompt: number | null
    readonly completion: number | null
    /** Of the prompt's tokens, those the server had in its cache; absent if it does not tell. */
    readonly cached?: number
  }
  readonly timing: CallTiming
  /** Id of the endpoint that answered. */
  readonly servedBy: string
  /** True if it came from a response cache. A replay on resume is not a cache hit. */
  readonly cached: boolean
}

export interface CallTiming {
  /** From the call to the dispatch of its last attempt, retries and their waits left out of the figures below. */
  readonly queueMs: number
  /** Last attempt only: dispatch to last byte. */
  readonly e2eMs: number
  /** First call to last byte, all attempts and waits included. */
  readonly e2eWithRetriesMs: number
  /** Dispatch to the first chunk with content; null unless it was measured on a stream. */
  readonly ttftMs: number | null
  /** (e2e - ttft) / (completion tokens - 1); null without ttft or with fewer than 2 tokens. */
  readonly tpotMs: number | null
  /** Mean gap between content chunks; null with fewer than 2 of them. */
  readonly itlMs: number | null
  /** Content chunks of a stream; null if not streamed. */
  readonly chunks: number | null
  readonly attempts: readonly AttemptRecord[]
}

/** One try of one request, as `attempts` of a sample shows it. */
export interface AttemptRecord {
  /** ISO 8601, UTC. */
  started_at: string
  duration_ms: number
  ttft_ms: number | null
  /** HTTP status, null if none came. */
  status: number | null
  error: string | null
}

export interface SampleOutcome {
  readonly prompt: unknown
  readonly answer: unknown
  readonly reference: unknown
  /** By `{metric}.{score}`; null means unscored and needs a reason in `unscored`. */
  readonly scores: Readonly<Record<string, number | null>>
  readonly unscored: Readonly<Record<string, string>>
  /** Marks the row for the list filter `wrong`; when absent, a row is wrong if one of its scores is 0. */
  readonly wrong?: boolean
  /** What a corpus-level aggregate needs (BLEU counts). */
  readonly extra?: unknown
  readonly judge?: unknown
}

export type SampleStatus = 'ok' | 'partly' | 'failed'

/** One row of a job as the journal gives it; equal in shape to Studio's `Sample`, plus `id` and `extra`. */
export interface SampleRecord {
  task: string
  index: number
  id: string
  /** `partly`: at least one score is unscored. `failed`: there is no outcome. */
  status: SampleStatus
  prompt: unknown
  answer: unknown
  reference: unknown
  scores: Record<string, number | null>
  unscored: Record<string, string>
  error: string | null
  served_by: string | null
  cached: boolean
  attempts: AttemptRecord[]
  queue_ms: number | null
  /** Time of the last attempts of the target's calls, summed. */
  duration_ms: number | null
  ttft_ms: number | null
  prompt_tokens: number | null
  completion_tokens: number | null
  /** Money of all its calls, failed tries left out; null where a price or usage is not known; absent without prices. */
  cost?: number | null
  judge?: unknown
  extra?: unknown
  item?: unknown
}

export interface TaskInput {
  readonly name: string
  readonly pipeline: Pipeline
  /** Pulled as needed, at most 2 x parallelism ahead. Rows come in the order of `index`, or at least each once. */
  readonly samples: AsyncIterable<EngineSample> | Iterable<EngineSample>
  readonly total: number | null
  /** Hash of everything that decides an outcome beside the row (config, templates, target). Guards resume. */
  readonly fingerprint?: string
}

/** Running figures of one score. `m2` is the sum of squared differences from the mean (Welford). */
export interface ScoreAggregate {
  task: string
  /** `{metric}.{score}` */
  key: string
  n: number
  unscored: number
  mean: number | null
  min: number | null
  max: number | null
  m2: number
  /** Standard error of the mean, sample standard deviation over sqrt(n); null with n < 2. */
  stderr: number | null
}

export interface LatencyFigures {
  n: number
  p50_ms: number
  p90_ms: number
  p99_ms: number
  mean_ms: number
}

/** Percentiles of one measure over the requests of a role. */
export interface MeasureFigures extends LatencyFigures {
  p95_ms: number
  max_ms: number
}

/** What was measured of the calls of one role. Null where nothing was measured, as without a stream. */
export interface RoleFigures {
  requests: number
  prompt_tokens: number
  completion_tokens: number
  /** Replies that did not tell their usage. */
  unknown_tokens: number
  queue: MeasureFigures | null
  e2e: MeasureFigures | null
  e2e_with_retries: MeasureFigures | null
  ttft: MeasureFigures | null
  tpot: MeasureFigures | null
  /** Every gap between two chunks of one choice. */
  itl: MeasureFigures | null
  /** Chunks with content; tokens per chunk says how many tokens such a gap stands for. */
  chunks: number
  tokens_per_chunk: number | null
  ttft_source: 'measured' | 'unavailable'
  /** Why time to first token is missing, with the requests that lack it. */
  ttft_unavailable: { reason: string; requests: number }[]
  requests_per_second: number
  completion_tokens_per_second: number
}

/** The process and the run at one instant, or over the span since the point before. */
export interface TimelinePoint {
  /** ISO 8601, UTC. */
  at: string
  done: number
  failed: number
  in_flight: number
  concurrency: number
  /** The most in the span. */
  rss_bytes: number
  /** Of one core; the whole process, which may run other jobs too. */
  cpu_percent: number
  /** The longest in the span. */
  loop_delay_ms: number
  /** Gauges of the inference server by metric, labels summed; absent where it was not asked. */
  server?: Record<string, number>
}

/** The process that ran the job. */
export interface ProcessFigures {
  rss_max_bytes: number
  cpu_seconds: number
  /** Of one core, on average; the whole process, which may run other jobs too. */
  cpu_percent: number
  /** Of each second's longest delay of the event loop. */
  loop_delay: MeasureFigures | null
}

/** What the inference server told of itself at `/metrics`, over the last run of the job. */
export interface ServerMetrics {
  endpoint: string
  url: string
  /** Null if it was read before and after the run. */
  failure: string | null
  started_at: string
  ended_at: string
  scrapes: number
  /** Growth by series, `name{labels}`; those that did not grow are left out. */
  counters: Record<string, number>
  gauges: Record<string, { before: number | null; after: number | null; min: number; max: number }>
  /** Growth of histograms and summaries. */
  distributions: Record<string, { count: number; sum: number; mean: number | null }>
  /** Series that were left out, since there were more than 500. */
  dropped: number
}

/** What a job measured, over all its runs. */
export interface RunInstruments {
  /** Time it ran, pauses left out. */
  active_seconds: number
  target: RoleFigures | null
  judge: RoleFigures | null
  user: RoleFigures | null
  encoder: RoleFigures | null
  process: ProcessFigures
  /** One per endpoint whose `/metrics` was asked. */
  servers: ServerMetrics[]
  /** Target's requests that kept the objective; null without one. */
  goodput: {
    slo: { e2e_ms?: number | undefined; ttft_ms?: number | undefined; tpot_ms?: number | undefined }
    met: number
    missed: number
    unmeasured: number
    per_second: number
  } | null
  /** At most 300 points. */
  timeline: TimelinePoint[]
}

export interface RunProgress {
  total: number | null
  done: number
  failed: number
  unscored: number
  cached: number
  retried: number
  rate_limited: number
  in_flight: number
  /** Current adaptive limit, never above `policy.parallelism`. */
  concurrency: number
  /** Samples per second: moving while the run goes on, of the whole run once every row is done. */
  rate: number | null
  eta_seconds: { low: number; high: number } | null
  elapsed_seconds: number
  scores: ScoreAggregate[]
  latency: {
    target: LatencyFigures | null
    ttft: LatencyFigures | null
    itl: LatencyFigures | null
    judge: LatencyFigures | null
    queue: LatencyFigures | null
  }
  tokens: { prompt: number; completion: number; unknown: number }
  cost: { amount: number; currency: string; budget: number | null } | null
  partial: boolean
  warnings: string[]
}

export interface RunSummary extends RunProgress {
  /** `budget`: stopped before the next call could overshoot; resumable like `cancelled`. */
  state: 'completed' | 'failed' | 'cancelled' | 'budget'
  /** For people; empty when completed without a failed row. */
  message: string
  ok: number
  partly: number
  /** Samples found finished in the journal, not asked in this run. */
  resumed: number
  /** Requests sent in this run. */
  requests: number
  /** Samples by the endpoint that answered; more than one key means mixed models. */
  served_by: Record<string, number>
}
