/** Drawing wires: the same rules and words for pointer, keyboard, palette and outline. */
import {
  addNode,
  adjacencyOf,
  connect,
  createConnectionCheck,
  disconnect,
  reconnect,
  toChange,
  toReason,
  titleOf,
  type AddNodeArgs,
  type Change,
  type ComponentSpec,
  type ConnectionCheck,
  type Converter,
  type EdgeId,
  type Flow,
  type NodeId,
  type PortRef,
  type PortSpec,
  type Refusal,
} from '@evalflow/graph'
import { applyPatches } from '@evalflow/graph'
import { t } from './messages.ts'
import { describeReason } from './reason-messages.ts'
import type { Connecting, EditorState, EditorStore, PortEnd } from './store/editor-store.ts'

/** `reason` and `hint` are in the reader's language. */
export type WireCheck =
  | { ok: true; replaces: readonly EdgeId[] }
  | { ok: false; reason: string; hint?: string; converters?: readonly Converter[] }

type Check = ReturnType<typeof createConnectionCheck>
let lastCheck: { flow: Flow; key: string; check: Check } | undefined

/**
 * May a wire run between two ports, in whichever order they were touched? A single in-port that is taken gives its wire
 * up: the new one replaces it, in one undo step.
 */
export function checkWire(
  state: Pick<EditorState, 'flow' | 'specs'>,
  start: Connecting | PortEnd,
  end: PortEnd,
): WireCheck {
  if (start.side === end.side) {
    return { ok: false, reason: describeReason(toReason(start.side === 'out' ? 'outputToOutput' : 'inputToInput')) }
  }
  const [from, to] = start.side === 'out' ? [start, end] : [end, start]
  const moving = movingOf(start)
  const check = run(state, from, to, moving)
  if (!check.ok) return toWords(check)
  if (state.specs.input(state.flow.nodes[to.node]?.type ?? '', to.port)?.list) return { ok: true, replaces: [] }
  const replaces = adjacencyOf(state.flow)
    .incoming(to.node)
    .filter((edge) => edge.target.port === to.port && edge.id !== moving)
    .map((edge) => edge.id)
  return { ok: true, replaces }
}

/** `checkWire` without the words: every port on screen asks while a wire is under way. */
export function wireFits(
  state: Pick<EditorState, 'flow' | 'specs'>,
  start: Connecting | PortEnd,
  end: PortEnd,
): boolean {
  if (start.side === end.side) return false
  const [from, to] = start.side === 'out' ? [start, end] : [end, start]
  return run(state, from, to, movingOf(start)).ok
}

const movingOf = (start: Connecting | PortEnd): EdgeId | undefined => ('moving' in start ? start.moving : undefined)

function toWords({ text, hintText, converters }: Refusal): WireCheck {
  return {
    ok: false,
    reason: describeReason(text),
    ...(hintText ? { hint: describeReason(hintText) } : {}),
    ...(converters ? { converters } : {}),
  }
}

export function startConnecting(store: EditorStore, end: PortEnd, by: Connecting['by'], moving?: EdgeId): void {
  store.setState({ connecting: { ...end, by, ...(moving === undefined ? {} : { moving }) } })
  if (by === 'keyboard') store.announce(t('connectStart', { port: nameOf(store.getState(), end) }))
}

/** Ends the wire under way at `end`: draws it, or says why not. */
export function connectPorts(store: EditorStore, end: PortEnd): boolean {
  const state = store.getState()
  const { connecting } = state
  if (!connecting) return false
  const check = checkWire(state, connecting, end)
  if (!check.ok) {
    store.announce([check.reason, check.hint].filter(Boolean).join('. '))
    if (check.converters && connecting.moving === undefined)
      store.setState({ offer: { start: connecting, end, converters: check.converters } })
    return false
  }
  const [from, to] = connecting.side === 'out' ? [connecting, end] : [end, connecting]
  store.setState({ connecting: null })
  if (connecting.moving === undefined)
    store.dispatch(connect, { source: ref(from), target: ref(to), replaces: check.replaces })
  else store.dispatch(reconnect, { edge: connecting.moving, source: ref(from), target: ref(to) })
  store.announce(t('connected', { from: nameOf(state, from), to: nameOf(state, to) }))
  return true
}

export function disconnectPort(store: EditorStore, end: PortEnd): void {
  const adjacency = adjacencyOf(store.getState().flow)
  const edges =
    end.side === 'in'
      ? adjacency.incoming(end.node).filter((edge) => edge.target.port === end.port)
      : adjacency.outgoing(end.node).filter((edge) => edge.source.port === end.port)
  if (edges.length === 0) return
  store.dispatch(disconnect, { edges: edges.map((edge) => edge.id) })
  store.announce(t('removed', { count: edges.length }))
}

/** The port of `spec` that a wire from `end` would take, or undefined when none fits. */
export function fittingPort(spec: ComponentSpec, end: PortEnd): PortSpec | undefined {
  const ports = end.side === 'out' ? spec.inputs : spec.outputs
  return ports.find((port) => port.type === end.type) ?? ports.find((port) => port.type === 'any' || end.type === 'any')
}

/** Adds a node and draws the wire to it, as one step. */
export function addConnected(
  flow: Flow,
  args: { node: AddNodeArgs & { id: NodeId }; end: PortEnd; port: string },
  context: { newId: (prefix?: string) => string },
): Change {
  const added = addNode(flow, args.node, context)
  const after = applyPatches(flow, added.patches)
  const there: PortRef = { node: args.node.id, port: args.port }
  const [source, target] = args.end.side === 'out' ? [ref(args.end), there] : [there, ref(args.end)]
  const taken =
    args.end.side === 'in'
      ? adjacencyOf(flow)
          .incoming(args.end.node)
          .filter((edge) => edge.target.port === args.end.port)
      : []
  const wired = connect(after, { source, target, replaces: taken.map((edge) => edge.id) }, context)
  return toChange(flow, added.label, [...added.patches, ...wired.patches])
}

/** Adds a component between two ports that do not fit each other, with both wires, as one step. */
export function addBetween(
  flow: Flow,
  args: { node: AddNodeArgs & { id: NodeId }; from: PortRef; to: PortRef; inPort: string; outPort: string },
  context: { newId: (prefix?: string) => string },
): Change {
  const added = addNode(flow, args.node, context)
  let after = applyPatches(flow, added.patches)
  const first = connect(after, { source: ref(args.from), target: { node: args.node.id, port: args.inPort } }, context)
  after = applyPatches(after, first.patches)
  const replaces = adjacencyOf(flow)
    .incoming(args.to.node)
    .filter((edge) => edge.target.port === args.to.port)
    .map((edge) => edge.id)
  const source = { node: args.node.id, port: args.outPort }
  const second = connect(after, { source, target: ref(args.to), replaces }, context)
  return toChange(flow, added.label, [...added.patches, ...first.patches, ...second.patches])
}

/** Puts a node that stands on the canvas into the middle of a wire. */
export function insertExisting(
  flow: Flow,
  args: { edge: EdgeId; node: NodeId; inPort: string; outPort: string; at: { x: number; y: number } },
  context: { newId: (prefix?: string) => string },
): Change {
  const edge = flow.edges[args.edge]
  if (!edge) return toChange(flow, 'Insert node', [])
  const cut = disconnect(flow, { edges: [args.edge] }, context)
  let after = applyPatches(flow, cut.patches)
  const first = connect(after, { source: edge.source, target: { node: args.node, port: args.inPort } }, context)
  after = applyPatches(after, first.patches)
  const second = connect(after, { source: { node: args.node, port: args.outPort }, target: edge.target }, context)
  const place = { ...flow.layout.nodes[args.node], ...args.at }
  return toChange(flow, 'Insert node', [
    ...cut.patches,
    ...first.patches,
    ...second.patches,
    { op: 'add', path: ['layout', 'nodes', args.node], value: place },
  ])
}

/** A port with its type, as gestures name it. */
export function portEnd(
  { flow, specs }: Pick<EditorState, 'flow' | 'specs'>,
  { node, port }: PortRef,
  side: 'in' | 'out',
): PortEnd {
  const type = flow.nodes[node]?.type ?? ''
  return { node, port, side, type: (side === 'in' ? specs.input(type, port) : specs.output(type, port))?.type ?? 'any' }
}

function nameOf({ flow, specs }: Pick<EditorState, 'flow' | 'specs'>, end: PortEnd): string {
  const node = flow.nodes[end.node]
  const port = node && (end.side === 'in' ? specs.input(node.type, end.port) : specs.output(node.type, end.port))
  return `${titleOf(flow, specs, end.node)}, ${port?.label ?? end.port}`
}

const ref = ({ node, port }: PortRef): PortRef => ({ node, port })

/** One wire under way is checked against many ports: what lies upstream is walked once. */
function run(
  state: Pick<EditorState, 'flow' | 'specs'>,
  from: PortRef,
  to: PortRef,
  moving: EdgeId | undefined,
): ConnectionCheck {
  const key = `${from.node}\n${from.port}\n${moving ?? ''}`
  if (lastCheck?.flow !== state.flow || lastCheck.key !== key) {
    const check = createConnectionCheck(state.flow, state.specs, from, {
      replacing: true,
      ...(moving === undefined ? {} : { moving }),
    })
    lastCheck = { flow: state.flow, key, check }
  }
  return lastCheck.check(to)
}
