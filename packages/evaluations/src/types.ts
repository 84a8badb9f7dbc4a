/** What an evaluation type is, and what a plan of one evaluation holds. */
import type {
  CapabilityName,
  DatasetEv,
  EvaluationConfig,
  EvaluationTarget,
  JobProgress,
  JobReason,
  TaskConfig,
  TaskResult,
} from '@evalflow/contract'
import type { CallPolicy, Endpoint, EngineSample, Pipeline, SampleRecord } from '@evalflow/engine'
import type { CapabilityRecord } from './capabilities/capability.ts'
import type { PipelineDecision, TaskFacts } from './dispatch/dispatch.ts'
import type { PipelineName } from './dispatch/pipelines.ts'
import type { EncoderFacts } from './encoders/encoder-facts.ts'
import type { Interval } from '@evalflow/metrics'
import type { EvaluationForm } from './form.ts'
import type { Row } from './template/row-view.ts'

/** `namespace/name`, or an inline dataset; `limit` is applied here, `split` by whoever opens it. */
export type DatasetRef = string | DatasetEv

export interface OpenDataset {
  /** Null if it is only known after reading. */
  count: number | null
  /** From the first row, each time it is called. */
  rows(): AsyncIterable<Record<string, unknown>>
  /** Of the content, so that a job is not resumed over other rows. */
  hash: string
}

/** What this package needs of its surroundings. */
export interface EvaluationServices {
  /** @throws with a message that names the dataset, what was expected and what to do */
  openDataset(ref: DatasetRef): Promise<OpenDataset>
  /** `namespace/name`, a model id, or an inline model with `api_endpoint`. */
  resolveModel(model: unknown): Promise<Endpoint>
  /** What is known of an encoder this server itself runs; undefined for others. */
  describeEncoder?(endpoint: Endpoint): Promise<EncoderFacts | undefined>
}

/** One score as it will stand in the result. */
export interface PlannedScore {
  metric: string
  score: string
  /** `{metric}.{score}`: its key in each row's scores, if rows have it. */
  key: string
  /** What values lie between; null if open. */
  range: [number, number] | null
  /** Every row's value is 0 or 1. */
  binary: boolean
  /** For a score of the whole corpus. Its value replaces the mean. */
  corpus?: CorpusScore
}

/** A score computed from counts that each row leaves in `extra[metric]`. */
export interface CorpusScore {
  /** Whether each row has a value of its own under the same key, given as `stats`. */
  perRow: boolean
  /** False where resampling says nothing, e.g. for a statistic that few rows define. Absent: bootstrapped. */
  interval?: false
  create(): CorpusFold
}

export interface CorpusFold {
  /** Takes what one row left; order does not matter. */
  add(extra: unknown): void
  /** Null before the first row. */
  value(): number | null
  /** Rows the value stands on, where not all rows with counts do. */
  count?(): number
  /** The value's own interval; in place of a bootstrap of rows. */
  interval?(): (Interval & { stderr: number }) | null
}

export interface PlannedTask {
  name: string
  pipeline: Pipeline
  samples: AsyncIterable<EngineSample>
  total: number | null
  fingerprint: string
  scores: readonly PlannedScore[]
  /** Which pipeline runs it, and why. */
  decision: PipelineDecision
  /** Goes into the result beside the metrics: what the scores were made with. */
  data?: Readonly<Record<string, unknown>>
  /** The group of results a row counts in, read from what it left in `extra`. */
  categoryOf?(extra: unknown): string | undefined
  /** Only for a stage: takes a row that an earlier run finished. */
  restore?(record: SampleRecord): void
}

/** Work that must be done before a task's rows, with rows of its own, journaled as the task `{task}/{name}`. */
export interface TaskStage {
  name: string
  pipeline: Pipeline
  rows: RowSource
  identity: unknown
  /** Takes a row that an earlier run finished, before anything runs. */
  restore(record: SampleRecord): void
}

export interface EvaluationPlan {
  type: string
  tasks: readonly PlannedTask[]
  groups: NonNullable<EvaluationConfig['groups']>
  policy: Partial<CallPolicy>
  warnings: readonly string[]
  /** What endpoints were found to do, where a task had to know; their cost is the job's. */
  capabilities: readonly CapabilityRecord[]
  /** Id of each fallback, to the id of the endpoint it stands in for. */
  fallbacks: ReadonlyMap<string, string>
}

/** What a type gets to plan one task. */
export interface TaskContext {
  name: string
  /** Where the task stands in the config, e.g. `config.tasks.qa`. */
  path: string
  task: TaskConfig
  config: EvaluationConfig
  target: EvaluationTarget
  services: EvaluationServices
  warn(message: string): void
  /** How the task runs; made before the type plans it. */
  decision: PipelineDecision
  /** Adds to the decision what the type found. */
  because(reason: JobReason): void
  /** Another pipeline than the dispatcher chose, for what the type found. */
  reroute(pipeline: PipelineName, reason: JobReason): void
  /** What an endpoint can do. Sends a few tokens for what is not known yet, so ask only for what the plan needs. */
  probe(endpoint: Endpoint, needs: readonly CapabilityName[]): Promise<CapabilityRecord>
}

/** Rows of a task and what becomes of each. */
export interface TaskPlan {
  pipeline: Pipeline
  rows: RowSource
  scores: readonly PlannedScore[]
  /** Columns that templates cannot do without; checked against the first rows. */
  columns: ReadonlySet<string>
  /** What decides an outcome beside row and config, e.g. which model is asked. */
  identity: unknown
  data?: PlannedTask['data']
  categoryOf?: PlannedTask['categoryOf']
  /**
   * Put behind the task's name, for a task that is not what was asked for: it counts in no group of the other's, and a
   * group whose tasks all have it stands under its own name with it, made of metrics that end in it too.
   */
  suffix?: string
  stages?: readonly TaskStage[]
}

export interface RowSource {
  count: number | null
  rows(): AsyncIterable<Row>
  hash: string
}

/** One evaluation type: a folder and a line in `registry.ts`. */
export interface EvaluationType {
  form: EvaluationForm
  /** Whether `config.type` names this type, in either generation of names. */
  matches(type: string): boolean
  /** Writes out what a config says in short: a benchmark that is a group of tasks, or named by `config.type` alone. Pure. */
  expandConfig?(config: EvaluationConfig): EvaluationConfig
  /** What the dispatcher cannot read from the config, e.g. what a benchmark's definition asks of the model. Pure. */
  describeTask?(context: Pick<TaskContext, 'name' | 'path' | 'task' | 'config' | 'warn'>): Pick<TaskFacts, 'output'>
  /** Absent where the type cannot run yet; `form.unavailable` then says why. */
  planTask?(context: TaskContext): Promise<TaskPlan>
}

export interface EvaluationOutcome {
  state: 'completed' | 'failed' | 'cancelled'
  /** For people. */
  message: string
  tasks: Record<string, TaskResult>
  groups: Record<string, TaskResult>
  taskStatus: Record<string, 'pending' | 'running' | 'completed' | 'failed' | 'cancelled'>
  progress: JobProgress
}
