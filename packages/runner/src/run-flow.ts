/**
 * Runs a flow: order, cache, cancellation (rules R1 to R11 in SPEC.md). One code path for the server and the command line.
 *
 *   waiting ── inputs there ──> running ──> done / partly
 *      │ upstream failed: skipped  │ threw: failed
 *      └ signal: stopped           └ signal: stopped       (of the run, or of this node alone)
 */
import type { JsonValue, NodeId } from '@evalflow/graph'
import { contentKey } from './content-key.ts'
import type { RunContext, RunFlowOptions, RunSnapshot, RunState } from './definition.ts'
import { type NodeError, nodeErrors, toNodeError } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import { signalOf } from './node-stops.ts'
import { type PlannedNode, planRun } from './plan-run.ts'
import { type Board, createBoard } from './run-board.ts'

const DEFAULT_PARALLEL = 8
const DEFAULT_STOP_GRACE_MS = 10_000

type Outputs = Record<string, JsonValue>
type Inputs = Record<string, JsonValue | JsonValue[]>

const scheduleTimeout = (action: () => void, delayMs: number) => {
  const timer = setTimeout(action, delayMs)
  return () => clearTimeout(timer)
}

/**
 * Runs the flow to its end. Failures of nodes are in the answer; it rejects only if `onEvent` or the cache does.
 *
 * A node starts once all it needs has ended. A failure skips what depends on it and nothing else. Frozen and `pure`
 * nodes use the output that the cache has for their content; every output is put there.
 */
export async function runFlow<Services>(options: RunFlowOptions<Services>): Promise<RunSnapshot> {
  const { flow, definitions, only, signal } = options
  const plan = planRun(flow, definitions, only)
  const board = createBoard({
    runId: options.runId,
    flowId: flow.id,
    nodes: plan.order,
    now: options.now,
    schedule: options.schedule ?? scheduleTimeout,
    onEvent: options.onEvent,
  })
  const run = new Run(options, plan.nodes, new Set(plan.order), board)
  // What cannot run is said before anything starts.
  for (const id of plan.order) {
    const error = plan.nodes.get(id)?.error
    if (error) board.end(id, 'failed', { error })
  }
  const forget = options.stops?.onStop((id) => run.stopWaiting(id))
  try {
    await inParallel(plan.order, {
      limit: options.parallel ?? DEFAULT_PARALLEL,
      needs: (id) => run.waitsFor(id),
      action: (id) => run.execute(id),
    })
  } finally {
    forget?.()
  }
  return board.finish(stateOfRun(plan.order, run, board, signal.aborted))
}

class Run<Services> {
  readonly #options: RunFlowOptions<Services>
  readonly #nodes: ReadonlyMap<NodeId, PlannedNode<Services>>
  readonly #chosen: ReadonlySet<NodeId>
  readonly #board: Board
  /** Of nodes that ran, and of others as the cache has them; undefined where it has none. */
  readonly #outputs = new Map<NodeId, Outputs | undefined>()

  constructor(
    options: RunFlowOptions<Services>,
    nodes: ReadonlyMap<NodeId, PlannedNode<Services>>,
    chosen: ReadonlySet<NodeId>,
    board: Board,
  ) {
    this.#options = options
    this.#nodes = nodes
    this.#chosen = chosen
    this.#board = board
  }

  sourcesOf(id: NodeId): NodeId[] {
    const sources = this.#nodes.get(id)?.incoming.map((edge) => edge.source.node) ?? []
    return [...new Set(sources)].filter((source) => this.#nodes.has(source))
  }

  /** Nodes of this run whose outputs `id` needs, directly or through nodes that are not part of it. */
  waitsFor(id: NodeId): NodeId[] {
    const found = new Set<NodeId>()
    const seen = new Set<NodeId>([id])
    const stack = this.sourcesOf(id)
    for (let source = stack.pop(); source !== undefined; source = stack.pop()) {
      if (seen.has(source)) continue
      seen.add(source)
      if (this.#chosen.has(source)) found.add(source)
      else stack.push(...this.sourcesOf(source))
    }
    return [...found]
  }

  /** A node stopped before its turn says so at once. */
  stopWaiting(id: NodeId): void {
    if (this.#chosen.has(id) && this.#board.stateOf(id) === 'waiting')
      this.#board.end(id, 'stopped', { error: nodeErrors.stopped() })
  }

  async execute(id: NodeId): Promise<void> {
    const planned = this.#nodes.get(id)
    if (!planned || this.#board.stateOf(id) !== 'waiting') return
    const { signal, stops } = this.#options
    if (signal.aborted || stops?.isStopped(id)) return this.#board.end(id, 'stopped', { error: nodeErrors.stopped() })
    const error = this.#findBlocker(id)
    if (error) return this.#board.end(id, 'skipped', { error })
    const inputs = await this.#inputsOf(planned)
    if ('error' in inputs) return this.#board.end(id, 'failed', { error: inputs.error })
    await this.#runNode(planned, inputs.value)
  }

  #findBlocker(id: NodeId): NodeError | undefined {
    const source = this.#blockerOf(id)
    if (source === undefined) return undefined
    const cause = this.#causeAbove(source)
    const title = this.#nodes.get(cause)?.title ?? cause
    return this.#board.stateOf(cause) === 'stopped'
      ? nodeErrors.upstreamStopped(title)
      : nodeErrors.upstreamFailed(title)
  }

  #blockerOf(id: NodeId): NodeId | undefined {
    return this.sourcesOf(id).find((source) => ['failed', 'skipped', 'stopped'].includes(this.#board.stateOf(source)))
  }

  /** The node whose failure or stop skipped `id`. */
  #causeAbove(id: NodeId): NodeId {
    const seen = new Set<NodeId>()
    for (let at: NodeId | undefined = id; at !== undefined && !seen.has(at); at = this.#blockerOf(at)) {
      seen.add(at)
      if (this.#board.stateOf(at) !== 'skipped') return at
    }
    return id
  }

  async #inputsOf(planned: PlannedNode<Services>): Promise<{ value: Inputs } | { error: NodeError }> {
    const value: Inputs = {}
    for (const edge of planned.incoming) {
      const source = this.#nodes.get(edge.source.node)
      if (!source) continue
      const outputs = await this.#outputsOf(source)
      if (!outputs) return { error: nodeErrors.inputNotAvailable(planned.title, source.title) }
      const output = Object.hasOwn(outputs, edge.source.port) ? outputs[edge.source.port] : undefined
      if (output === undefined) continue
      const port = planned.definition?.inputs.find((input) => input.id === edge.target.port)
      const before = value[edge.target.port]
      if (!port?.list) value[edge.target.port] = output
      else value[edge.target.port] = Array.isArray(before) ? [...before, output] : [output]
    }
    const missing = planned.definition?.inputs.find((port) => port.required && value[port.id] === undefined)
    return missing ? { error: nodeErrors.missingInput(planned.title, missing.label, missing.id) } : { value }
  }

  /** Outputs of a node: of this run, or, where it is not part of it, as the cache has them for its present content. */
  async #outputsOf(planned: PlannedNode<Services>): Promise<Outputs | undefined> {
    const { id } = planned.node
    if (this.#outputs.has(id) || this.#chosen.has(id)) return this.#outputs.get(id)
    // Set first, so a loop among nodes outside the run ends.
    this.#outputs.set(id, undefined)
    const inputs = planned.error ? undefined : await this.#inputsOf(planned)
    const found = inputs && 'value' in inputs ? await this.#options.cache.get(keyOf(planned, inputs.value)) : undefined
    this.#outputs.set(id, found)
    return found
  }

  async #runNode(planned: PlannedNode<Services>, inputs: Inputs): Promise<void> {
    const { definition, node } = planned
    const { cache } = this.#options
    const key = keyOf(planned, inputs)
    const known = node.frozen || definition?.pure ? await cache.get(key) : undefined
    if (known) {
      this.#outputs.set(node.id, known)
      return this.#board.end(node.id, 'done', { outputs: known, cached: true })
    }
    this.#board.begin(node.id)
    if (node.frozen)
      this.#board.log(node.id, 'info', 'Frozen, but without an output for its present values and inputs: it runs.')
    let isPartly = false
    const { signal, release } = signalOf(node.id, this.#options.signal, this.#options.stops)
    const context: RunContext<Services> = {
      runId: this.#options.runId,
      nodeId: node.id,
      values: planned.values,
      inputs,
      signal,
      services: this.#options.services,
      report: (progress) => this.#board.report(node.id, progress),
      log: (level, message) => this.#board.log(node.id, level, message),
      partly: (message) => {
        isPartly = true
        this.#board.log(node.id, 'warning', message)
      },
    }
    const ended = await this.#settle(planned, context).finally(release)
    if ('error' in ended) return this.#board.end(node.id, ended.state, { error: ended.error })
    this.#outputs.set(node.id, ended.outputs)
    // A partial output must not stand for the whole one later.
    if (!isPartly) await cache.set(key, ended.outputs)
    this.#board.end(node.id, isPartly ? 'partly' : 'done', { outputs: ended.outputs })
  }

  /** Runs the component; when stopped, gives it time to end by itself. */
  async #settle(
    { definition, title }: PlannedNode<Services>,
    context: RunContext<Services>,
  ): Promise<{ outputs: Outputs } | { state: 'failed' | 'stopped'; error: NodeError }> {
    const { schedule = scheduleTimeout, stopGraceMs = DEFAULT_STOP_GRACE_MS } = this.#options
    const { signal } = context
    if (signal.aborted) return { state: 'stopped', error: nodeErrors.stopped() }
    let callOff = () => {}
    let giveUp = () => {}
    const outOfTime = new Promise<'late'>((resolve) => {
      giveUp = () => {
        callOff = schedule(() => resolve('late'), stopGraceMs)
      }
      signal.addEventListener('abort', giveUp, { once: true })
    })
    try {
      // `async` turns a component that throws before its first await into a rejection.
      const work = (async () => definition?.run?.(context))()
      work.catch(() => undefined)
      const outputs = await Promise.race([work, outOfTime])
      if (outputs === 'late') return { state: 'stopped', error: nodeErrors.stillRunning(stopGraceMs) }
      if (typeof outputs === 'object' && outputs !== null && !Array.isArray(outputs)) return { outputs }
      return {
        state: 'failed',
        error: nodeErrors.invalidOutput(title, outputs === undefined ? 'nothing' : String(outputs)),
      }
    } catch (thrown) {
      if (signal.aborted) return { state: 'stopped', error: nodeErrors.stopped() }
      return { state: 'failed', error: toNodeError(thrown) }
    } finally {
      signal.removeEventListener('abort', giveUp)
      callOff()
    }
  }
}

function keyOf<Services>({ node, values }: PlannedNode<Services>, inputs: Inputs): string {
  return contentKey({ type: node.type, version: node.version, values, inputs })
}

/** `partly` where some of the last nodes of the flow have a result and others do not (rules R10 and R11). */
function stateOfRun<Services>(order: readonly NodeId[], run: Run<Services>, board: Board, aborted: boolean): RunState {
  const states = order.map((id) => board.stateOf(id))
  if (aborted && states.includes('stopped')) return 'stopped'
  if (states.every((state) => state === 'done')) return 'done'
  const feeding = new Set(order.flatMap((id) => run.sourcesOf(id)))
  const last = order.filter((id) => !feeding.has(id)).map((id) => board.stateOf(id))
  if (last.some((state) => state === 'done' || state === 'partly')) return 'partly'
  return states.includes('stopped') && !states.includes('failed') ? 'stopped' : 'failed'
}
