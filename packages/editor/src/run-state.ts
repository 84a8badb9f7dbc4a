/**
 * State of the nodes of a run, as the server tells it (the same shape as the events of `/api/runs`).
 *
 * A source is read per node, so an event redraws one node and not the canvas.
 */
import type { JsonValue, NodeId } from '@evalflow/graph'

export type NodeRunState = 'idle' | 'waiting' | 'running' | 'done' | 'partly' | 'failed' | 'stopped' | 'skipped'

export interface NodeRun {
  node: NodeId
  state: NodeRunState
  cached?: boolean | undefined
  startedAt?: string | undefined
  finishedAt?: string | undefined
  progress?:
    | {
        done?: number | undefined
        total?: number | undefined
        message?: string | undefined
        detail?: JsonValue | undefined
      }
    | undefined
  outputs?: Record<string, JsonValue> | undefined
  error?: { code: string; message: string; field?: string | undefined } | undefined
  logs?: { at: string; level: 'info' | 'warning' | 'error'; message: string }[] | undefined
}

export interface RunStateSource {
  get: (node: NodeId) => NodeRun | undefined
  /** Any node's state; for counts and the painter. */
  all: () => Readonly<Record<NodeId, NodeRun>>
  subscribe: (listener: () => void) => () => void
}

export interface RunState extends RunStateSource {
  /** Takes a snapshot of a run; `{}` forgets everything. */
  replace: (nodes: Readonly<Record<NodeId, NodeRun>>) => void
  /** Takes one event. */
  update: (run: NodeRun) => void
}

export function createRunState(initial: Readonly<Record<NodeId, NodeRun>> = {}): RunState {
  let nodes = initial
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    get: (node) => nodes[node],
    all: () => nodes,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    replace: (next) => {
      nodes = next
      tell()
    },
    update: (run) => {
      nodes = { ...nodes, [run.node]: run }
      tell()
    },
  }
}
