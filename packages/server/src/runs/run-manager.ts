/**
 * Runs flows and lets any number of readers follow.
 *
 * 1. What runs is the stored flow at this moment, never a client's copy (CVE-2026-33017).
 * 2. Every event is in the database before a reader gets it, so a reader that comes back misses nothing.
 * 3. After a restart a run that was going on goes on under its id: finished nodes come from the cache, an evaluator finds
 *    its job again. What cannot go on is marked failed, with the reason. A node that was stopped alone stays stopped.
 */
import type { Flow } from '@evalflow/graph'
import {
  createNodeStops,
  type ComponentDefinition,
  type NodeStops,
  type OutputCache,
  type RunEvent,
  type RunFlowOptions,
  type RunState,
} from '@evalflow/runner'
import { messageOf, problems } from '../errors.ts'
import type { Log } from '../process/log.ts'
import type { NewRun, RunStore, StoredRun } from './run-store.ts'

export interface RunManagerOptions<Services> {
  store: RunStore
  cache: OutputCache
  definitions: ReadonlyMap<string, ComponentDefinition<Services>>
  services: Services
  runFlow: (options: RunFlowOptions<Services>) => Promise<unknown>
  loadFlow: (id: string) => Promise<Flow>
  newId: () => string
  now: () => Date
  log: Log
}

interface ActiveRun {
  snapshot: StoredRun
  stop: AbortController
  /** Nodes stopped alone, while the run goes on. */
  stops: NodeStops
  /** `seq` of the last event of each node, to know which one a newer replaces. */
  lastSeq: Map<string, number>
  readers: Set<(event: RunEvent) => void>
  /** Writes in order. */
  writing: Promise<void>
  done: Promise<void>
}

export type RunManager = ReturnType<typeof createRunManager>

export function createRunManager<Services>(options: RunManagerOptions<Services>) {
  const { store, now, log } = options
  const active = new Map<string, ActiveRun>()
  let closing = false

  async function start(flowId: string, only?: readonly string[]): Promise<StoredRun> {
    const flow = await options.loadFlow(flowId)
    const unknown = only?.find((node) => !Object.hasOwn(flow.nodes, node))
    if (unknown !== undefined) throw problems.notFound('node', unknown)
    const id = `run-${options.newId()}`
    const snapshot: StoredRun = { id, flowId, state: 'running', startedAt: now().toISOString(), nodes: {}, seq: 0 }
    await store.insert({ snapshot, flow, only })
    begin({ snapshot, flow, only })
    return snapshot
  }

  function begin({ snapshot, flow, only }: NewRun): void {
    const run: ActiveRun = {
      snapshot,
      stop: new AbortController(),
      stops: createNodeStops(stoppedIn(snapshot)),
      lastSeq: new Map(),
      readers: new Set(),
      writing: Promise.resolve(),
      done: Promise.resolve(),
    }
    // a resumed run counts on from where it stopped
    const offset = snapshot.seq
    active.set(snapshot.id, run)
    const flowOptions: RunFlowOptions<Services> = {
      runId: snapshot.id,
      flow,
      definitions: options.definitions,
      services: options.services,
      ...(only === undefined ? {} : { only }),
      signal: run.stop.signal,
      stops: run.stops,
      cache: options.cache,
      onEvent: (event) => {
        if (!closing) record(run, { ...event, seq: Math.max(offset + event.seq, run.snapshot.seq + 1) })
      },
      now,
    }
    run.done = options
      .runFlow(flowOptions)
      .then(() => undefined)
      .catch((error: unknown) => {
        log.error({ runId: snapshot.id, err: error }, 'run failed')
        finish(run, 'failed', messageOf(error))
      })
      .then(async () => {
        // a runner that ends without saying how it ended would leave the run open for ever
        if (run.snapshot.state === 'running') finish(run, run.stop.signal.aborted ? 'stopped' : 'failed')
        await run.writing
        active.delete(snapshot.id)
      })
  }

  function finish(run: ActiveRun, state: RunState, reason?: string): void {
    if (closing) return
    const at = now().toISOString()
    for (const node of Object.values(run.snapshot.nodes)) {
      if (node.state !== 'running' && node.state !== 'waiting') continue
      const error = { code: 'run_ended', message: reason ?? 'The run ended before this node did.' }
      const ended = {
        ...node,
        state: state === 'stopped' ? ('stopped' as const) : ('failed' as const),
        finishedAt: at,
        error,
      }
      record(run, { seq: run.snapshot.seq + 1, type: 'node', node: ended, at })
    }
    record(run, { seq: run.snapshot.seq + 1, type: 'run', state, at })
  }

  function record(run: ActiveRun, event: RunEvent): void {
    const before = event.type === 'node' ? run.snapshot.nodes[event.node.node] : undefined
    const isProgress = event.type === 'node' && before?.state === event.node.state
    const replaces = isProgress && event.type === 'node' ? run.lastSeq.get(event.node.node) : undefined
    if (event.type === 'node') run.lastSeq.set(event.node.node, event.seq)
    run.snapshot = fold(run.snapshot, event)
    const { snapshot } = run
    run.writing = run.writing
      .then(() => store.append(snapshot, event, replaces))
      .catch((error: unknown) => log.error({ runId: snapshot.id, err: error }, 'run event not stored'))
      .then(() => {
        for (const reader of run.readers) reader(event)
      })
  }

  async function get(id: string): Promise<StoredRun> {
    const run = active.get(id)?.snapshot ?? (await store.find(id))
    if (!run) throw problems.notFound('run', id)
    return run
  }

  async function latest(flowId: string): Promise<StoredRun | undefined> {
    const stored = await store.findLatest(flowId)
    return stored && (active.get(stored.id)?.snapshot ?? stored)
  }

  /**
   * Stops the run, or only `nodes` of it and what depends on them. Returns once stopping has begun; a finished run is
   * answered as it is.
   *
   * @throws ApiProblem 404 `not_found` for a run that is not there, or a node that is not part of it
   */
  async function cancel(id: string, nodes?: readonly string[]): Promise<StoredRun> {
    const run = active.get(id)
    if (!nodes) run?.stop.abort(new DOMException('The run was stopped.', 'AbortError'))
    else {
      const { nodes: known } = await get(id)
      const unknown = nodes.find((node) => !Object.hasOwn(known, node))
      if (unknown !== undefined) throw problems.notFound('node', unknown)
      for (const node of nodes) run?.stops.stop(node)
    }
    return get(id)
  }

  /** Everything after `seq`, then what comes, until the run has ended or `signal` aborts. */
  async function* follow(id: string, seq: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
    await get(id)
    const queue: RunEvent[] = []
    let wake = () => {}
    const run = active.get(id)
    const reader = (event: RunEvent) => {
      queue.push(event)
      wake()
    }
    const onAbort = () => wake()
    run?.readers.add(reader)
    signal.addEventListener('abort', onAbort)
    try {
      let last = seq
      for (const event of await store.eventsAfter(id, seq)) {
        last = event.seq
        yield event
      }
      while (!signal.aborted) {
        for (const event of queue.splice(0)) {
          if (event.seq <= last) continue
          last = event.seq
          yield event
        }
        if (!run || !active.has(id)) break
        await new Promise<void>((resolve) => {
          wake = resolve
          if (queue.length > 0 || signal.aborted) resolve()
          void run.done.then(resolve)
        })
      }
      for (const event of queue) if (event.seq > last && !signal.aborted) yield event
    } finally {
      run?.readers.delete(reader)
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Goes on with what a stopped process left. Call once, when the server answers (components call it). */
  async function resume(): Promise<void> {
    for (const run of await store.unfinished()) {
      log.info({ runId: run.snapshot.id }, 'run goes on after a restart')
      begin(run)
    }
  }

  /** Stops without recording an end, so that the next start goes on. */
  async function close(): Promise<void> {
    closing = true
    const runs = [...active.values()]
    for (const run of runs) run.stop.abort(new DOMException('The server stops.', 'AbortError'))
    await Promise.allSettled(runs.map((run) => run.done))
  }

  return { start, get, latest, cancel, follow, resume, close, running: () => active.size }
}

/** Nodes that a run which goes on had stopped alone: had the whole run been stopped, it would not go on. */
function stoppedIn({ nodes }: StoredRun): string[] {
  return Object.values(nodes).flatMap(({ node, state }) => (state === 'stopped' ? [node] : []))
}

/** The picture after an event. */
export function fold(snapshot: StoredRun, event: RunEvent): StoredRun {
  if (event.type === 'node')
    return { ...snapshot, seq: event.seq, nodes: { ...snapshot.nodes, [event.node.node]: event.node } }
  const ended = event.state === 'running' ? {} : { finishedAt: event.at }
  return { ...snapshot, seq: event.seq, state: event.state, ...ended }
}
