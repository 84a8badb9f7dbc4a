/** Runs of one flow: started from the stored document, followed to their end, taken up again after a reload. */
import type { EditorStore, RunScope, RunState } from '@evalflow/editor'
import { problems, titleOf, type FlowNode, type NodeId, type Problem } from '@evalflow/graph'
import { messageOf, notify } from '@evalflow/ui'
import { studio } from '../api/clients.ts'
import { queryClient } from '../api/query-client.ts'
import { t as studioText } from '../messages.ts'
import { describeProblem } from './describe-problem.ts'
import { t } from './messages.ts'
import { nodesToRun } from './run-scope.ts'

export type RunPhase = 'idle' | 'starting' | 'running'

export interface SessionRunsOptions {
  flowId: string
  store: EditorStore
  runState: RunState
  /** Stores what is unsaved. @throws with the reason if it cannot be stored */
  save: () => Promise<void>
  phase: () => RunPhase
  onPhase: (phase: RunPhase) => void
  /** Shows a problem where it is. */
  show: (problem: Problem) => void
  signal: AbortSignal
}

export interface SessionRuns {
  run: (scope: RunScope) => Promise<void>
  /** All of the run, or only these nodes and what depends on them. */
  stop: (nodes?: readonly NodeId[]) => Promise<void>
  /** Follows a run that goes on in the server. */
  attach: () => Promise<void>
}

export function createSessionRuns(options: SessionRunsOptions): SessionRuns {
  const { flowId, store, runState, signal } = options
  let runId: string | null = null
  /** Nodes as they were when they last ran: an edit since then makes their output one of the past. */
  const ranAs = new Map<NodeId, FlowNode | undefined>()

  function nodesOf(scope: RunScope): readonly NodeId[] | undefined {
    const { flow } = store.getState()
    const isReady = (node: NodeId) =>
      runState.get(node)?.state === 'done' && (!ranAs.has(node) || ranAs.get(node) === flow.nodes[node])
    return nodesToRun(flow, scope, isReady)
  }

  async function run(scope: RunScope): Promise<void> {
    if (options.phase() !== 'idle') return
    if (refuse(scope)) return
    options.onPhase('starting')
    try {
      // what runs is the stored flow, so it has to be the one on the screen
      await options.save()
      const { flow } = store.getState()
      const chosen = nodesOf(scope)
      for (const node of chosen ?? Object.keys(flow.nodes)) ranAs.set(node, flow.nodes[node])
      const snapshot = await studio.runs.start(flowId, chosen)
      runState.replace({ ...(scope.kind === 'all' ? {} : runState.all()), ...snapshot.nodes })
      await follow(snapshot.id, snapshot.seq)
    } catch (error) {
      options.onPhase('idle')
      if (!signal.aborted) notify.bad(studioText('runFailed', { reason: messageOf(error) }))
    }
  }

  /** What is known to fail is said before anything starts, with the node's name and the way to it. */
  function refuse(scope: RunScope): boolean {
    const { flow, specs } = store.getState()
    const chosen = nodesOf(scope)
    const found = problems(flow, specs).filter(
      ({ severity, node }) => severity === 'error' && (!chosen || node === undefined || chosen.includes(node)),
    )
    const first = found[0]
    if (!first) return false
    const reason = describeProblem(first, flow, specs)
    notify.bad(t('notRunnable', { reason }), {
      id: 'not-runnable',
      ...(found.length > 1 ? { description: t('moreProblems', { count: found.length - 1 }) } : {}),
      action: { label: studioText('show'), onClick: () => options.show(first) },
    })
    options.show(first)
    return true
  }

  async function follow(followed: string, seq: number): Promise<void> {
    runId = followed
    options.onPhase('running')
    void queryClient.invalidateQueries({ queryKey: ['jobs'] })
    try {
      for await (const event of studio.runs.events(followed, seq, { signal })) {
        if (event.type === 'node') onNode(event.node)
      }
    } finally {
      if (runId === followed) {
        runId = null
        options.onPhase('idle')
        void queryClient.invalidateQueries()
      }
    }
  }

  function onNode(node: Parameters<RunState['update']>[0]): void {
    const before = runState.get(node.node)?.state
    runState.update(node)
    if (before === node.state) return
    const { flow, specs } = store.getState()
    const name = titleOf(flow, specs, node.node)
    if (node.state === 'failed' && node.error) {
      const { message, field } = node.error
      const problem: Problem = { code: 'invalid_field', severity: 'error', message, node: node.node }
      notify.bad(studioText('nodeFailed', { name, reason: message }), {
        id: `failed-${node.node}`,
        action: {
          label: studioText('show'),
          onClick: () => options.show(field === undefined ? problem : { ...problem, field }),
        },
      })
    }
    store.announce(`${name}: ${node.state}`)
  }

  return {
    run,
    stop: async (nodes) => {
      if (runId === null) return
      try {
        await (nodes ? studio.runs.stopNodes(runId, nodes) : studio.runs.cancel(runId))
      } catch (error) {
        if (!signal.aborted) notify.bad(t('notStopped', { reason: messageOf(error) }))
      }
    },
    attach: async () => {
      try {
        const snapshot = await studio.flows.latestRun(flowId, { signal })
        if (!snapshot) return
        runState.replace(snapshot.nodes)
        if (snapshot.state === 'running') await follow(snapshot.id, snapshot.seq)
      } catch {
        // it shows when the next run is started
      }
    },
  }
}
