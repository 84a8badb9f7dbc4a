/** The state of every node of one run, and the events that tell it (rules E1 to E4 in SPEC.md). */
import type { JsonValue, NodeId } from '@evalflow/graph'
import type {
  LogLevel,
  NodeProgress,
  NodeRun,
  NodeState,
  RunEvent,
  RunSnapshot,
  RunState,
  Schedule,
} from './definition.ts'
import type { NodeError } from './errors.ts'

/** At most four events a second for progress and log lines of one node. */
const THROTTLE_MS = 250
/** Log lines kept by node; the oldest go. */
const MAX_LOGS = 500

export interface BoardOptions {
  runId: string
  flowId: string
  nodes: readonly NodeId[]
  now: () => Date
  schedule: Schedule
  onEvent: (event: RunEvent) => void
}

export interface Ending {
  outputs?: Record<string, JsonValue>
  error?: NodeError
  cached?: boolean
}

export interface Board {
  begin(node: NodeId): void
  end(node: NodeId, state: NodeState, ending?: Ending): void
  report(node: NodeId, progress: NodeProgress): void
  log(node: NodeId, level: LogLevel, message: string): void
  stateOf(node: NodeId): NodeState
  finish(state: RunState): RunSnapshot
}

const isOver = (state: NodeState): boolean => !['idle', 'waiting', 'running'].includes(state)

export function createBoard({ runId, flowId, nodes, now, schedule, onEvent }: BoardOptions): Board {
  const at = () => now().toISOString()
  const startedAt = at()
  const runs = new Map<NodeId, NodeRun>(nodes.map((node) => [node, { node, state: 'waiting' }]))
  const pending = new Map<NodeId, () => void>()
  const lastSent = new Map<NodeId, number>()
  let seq = 0

  const get = (node: NodeId): NodeRun => runs.get(node) ?? { node, state: 'idle' }
  const send = (node: NodeId): void => {
    pending.get(node)?.()
    pending.delete(node)
    lastSent.set(node, now().getTime())
    onEvent({ seq: (seq += 1), type: 'node', node: get(node), at: at() })
  }
  const sendSoon = (node: NodeId): void => {
    if (pending.has(node)) return
    const wait = (lastSent.get(node) ?? -Infinity) + THROTTLE_MS - now().getTime()
    if (wait <= 0) send(node)
    else
      pending.set(
        node,
        schedule(() => send(node), wait),
      )
  }

  onEvent({ seq: (seq += 1), type: 'run', state: 'running', at: startedAt })
  for (const node of nodes) send(node)
  // The first report of a node should not wait for the event that said it is waiting.
  lastSent.clear()

  return {
    begin(node) {
      runs.set(node, { ...get(node), state: 'running', startedAt: at() })
      send(node)
      lastSent.delete(node)
    },
    end(node, state, { outputs, error, cached } = {}) {
      const run: NodeRun = { ...get(node), state, finishedAt: at() }
      if (outputs) run.outputs = outputs
      if (error) run.error = error
      if (cached) run.cached = true
      runs.set(node, run)
      send(node)
    },
    report(node, progress) {
      if (isOver(get(node).state)) return
      runs.set(node, { ...get(node), progress })
      sendSoon(node)
    },
    log(node, level, message) {
      if (isOver(get(node).state)) return
      const logs = [...(get(node).logs ?? []).slice(-(MAX_LOGS - 1)), { at: at(), level, message }]
      runs.set(node, { ...get(node), logs })
      sendSoon(node)
    },
    stateOf: (node) => get(node).state,
    finish(state) {
      for (const cancel of pending.values()) cancel()
      pending.clear()
      const finishedAt = at()
      onEvent({ seq: (seq += 1), type: 'run', state, at: finishedAt })
      return { id: runId, flowId, state, startedAt, finishedAt, nodes: Object.fromEntries(runs), seq }
    },
  }
}
