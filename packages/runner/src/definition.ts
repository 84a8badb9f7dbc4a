/** What a component must offer to run, and the events of a run. One code path for the server and the command line. */
import type { ComponentSpec, Flow, JsonValue, NodeId } from '@evalflow/graph'
import type { NodeStops } from './node-stops.ts'

export interface ComponentDefinition<Services> extends ComponentSpec {
  /** Absent for components that only stand on the canvas (Note). Resolves to the value of each output port. */
  run?: (context: RunContext<Services>) => Promise<Record<string, JsonValue>>
  /**
   * Set where the same values and inputs always give the same outputs and running has no effect outside: then an earlier
   * output is used without being frozen.
   */
  pure?: boolean
}

export interface RunContext<Services> {
  runId: string
  nodeId: NodeId
  /** Field values with defaults filled in and validated. */
  values: Readonly<Record<string, JsonValue>>
  /** By port id; an array for a list port; a port without a wire is missing. */
  inputs: Readonly<Record<string, JsonValue | JsonValue[]>>
  signal: AbortSignal
  services: Services
  /** Tells progress; `detail` is the component's own (the Evaluator puts its job progress there). Throttled by the runner. */
  report: (progress: NodeProgress) => void
  log: (level: LogLevel, message: string) => void
  /** Says that the outputs are there but not whole (some samples failed): the node ends `partly` instead of `done`. */
  partly?: (message: string) => void
}

export type LogLevel = 'info' | 'warning' | 'error'

export interface NodeProgress {
  done?: number
  total?: number
  message?: string
  detail?: JsonValue
}

export type NodeState = 'idle' | 'waiting' | 'running' | 'done' | 'partly' | 'failed' | 'stopped' | 'skipped'

/** State of one node in one run. `outputs` stay readable after a failure downstream. */
export interface NodeRun {
  node: NodeId
  state: NodeState
  cached?: boolean
  startedAt?: string
  finishedAt?: string
  progress?: NodeProgress
  outputs?: Record<string, JsonValue>
  error?: { code: string; message: string; field?: string }
  logs?: { at: string; level: LogLevel; message: string }[]
}

export type RunState = 'running' | 'done' | 'partly' | 'failed' | 'stopped'

export interface RunSnapshot {
  id: string
  flowId: string
  state: RunState
  startedAt: string
  finishedAt?: string
  nodes: Record<NodeId, NodeRun>
  /** `seq` of the last event in this picture. */
  seq?: number
}

/** Sent in order; `seq` grows by one, so a reader that reconnects asks for what came after. */
export type RunEvent =
  | { seq: number; type: 'run'; state: RunState; at: string }
  | { seq: number; type: 'node'; node: NodeRun; at: string }

export interface RunFlowOptions<Services> {
  runId: string
  flow: Flow
  definitions: ReadonlyMap<string, ComponentDefinition<Services>>
  services: Services
  /** Run only these nodes (inputs of others come from `cache`); absent means all. */
  only?: readonly NodeId[]
  signal: AbortSignal
  /** Stops single nodes while the rest goes on. */
  stops?: NodeStops
  cache: OutputCache
  onEvent: (event: RunEvent) => void
  now: () => Date
  /** Runs `action` after `delayMs` and gives a function that calls it off. Default: `setTimeout`. Tests pass a fake clock. */
  schedule?: Schedule
  /** How many nodes run at one time. Default 8. */
  parallel?: number
  /** How long a stopped node may take to put things in order before the run ends without it. Default 10 s. */
  stopGraceMs?: number
}

export type Schedule = (action: () => void, delayMs: number) => () => void

/** Outputs of earlier runs, by content key of node (type, version, values, input values). */
export interface OutputCache {
  get: (key: string) => Promise<Record<string, JsonValue> | undefined>
  set: (key: string, outputs: Record<string, JsonValue>) => Promise<void>
}
