/** Which wires may be drawn (rules C1 to C7 in SPEC.md), with reasons a person can act on. */
import type { PortSpec, PortType } from './component-spec.ts'
import { adjacencyOf, reachable } from './adjacency.ts'
import type { EdgeId, Flow, FlowEdge, FlowNode, NodeId, PortRef } from './flow.ts'
import { reasonText, toReason, type Reason } from './reasons.ts'
import type { SpecIndex } from './spec-index.ts'

export type ConnectionFault =
  | 'self_loop'
  | 'unknown_node'
  | 'unknown_component'
  | 'unknown_port'
  | 'type_mismatch'
  | 'already_connected'
  | 'port_taken'
  | 'cycle'

/** `reason` and `hint` are English; `text` and `hintText` say the same in any language. */
export interface Refusal {
  ok: false
  code: ConnectionFault
  reason: string
  text: Reason
  hint?: string
  hintText?: Reason
  /** Components that turn what comes into what is expected; only with `type_mismatch`. */
  converters?: readonly Converter[]
}
/** A component with the two ports that a wire through it would take. */
export interface Converter {
  type: string
  inPort: string
  outPort: string
}
export type ConnectionCheck = { ok: true } | Refusal

export interface CheckOptions {
  /** The wire being moved: it does not count as taking its port. */
  moving?: EdgeId
  /** A plain port that is taken gives its wire up. The wires that go end there, so none of them could close a loop. */
  replacing?: boolean
}

const OK: ConnectionCheck = { ok: true }
const no = (code: ConnectionFault, text: Reason, hintText?: Reason): Refusal => {
  const refusal: Refusal = { ok: false, code, reason: reasonText(text), text }
  return hintText === undefined ? refusal : { ...refusal, hint: reasonText(hintText), hintText }
}

/** May a wire run from output `from` to input `to`? */
export function canConnect(
  flow: Flow,
  specs: SpecIndex,
  from: PortRef,
  to: PortRef,
  options: CheckOptions = {},
): ConnectionCheck {
  return createConnectionCheck(flow, specs, from, options)(to)
}

/**
 * The check for one drag: what lies upstream of `from` is walked once, so each hover costs the edges of one port.
 */
export function createConnectionCheck(
  flow: Flow,
  specs: SpecIndex,
  from: PortRef,
  options: CheckOptions = {},
): (to: PortRef) => ConnectionCheck {
  let upstream: Set<NodeId> | undefined
  const feeds = (node: NodeId) => {
    upstream ??= reachable(without(flow, options.moving), [from.node], 'upstream')
    return upstream.has(node)
  }
  return (to) => {
    const fault = checkPorts(flow, specs, from, to)
    // what would only make a loop is no help
    if (fault) return fault.converters && feeds(to.node) ? no(fault.code, fault.text) : fault
    const taken = checkTaken(flow, specs, from, to, options)
    if (taken) return taken
    if (!feeds(to.node)) return OK
    return no('cycle', toReason('loop', { to: titleOf(flow, specs, to.node), from: titleOf(flow, specs, from.node) }))
  }
}

/** An edge that cannot carry anything, and why. It stays in the flow until a person removes it. */
export interface BrokenEdge {
  edge: EdgeId
  code: ConnectionFault
  reason: string
  text: Reason
}

/** Edges that `canConnect` would refuse today: after an import, or after a component changed its ports. O(nodes + edges). */
export function brokenEdges(flow: Flow, specs: SpecIndex): BrokenEdge[] {
  const broken: BrokenEdge[] = []
  const report = (edge: FlowEdge, check: Refusal) => {
    broken.push({ edge: edge.id, code: check.code, reason: check.reason, text: check.text })
  }
  const onCycle = nodesOnCycles(flow)
  const used = new Set<string>()
  for (const edge of Object.values(flow.edges)) {
    const fault = checkPorts(flow, specs, edge.source, edge.target)
    if (fault) {
      report(edge, fault)
      continue
    }
    const port = inputOf(flow, specs, edge.target)
    const key = JSON.stringify(port?.list ? [edge.target, edge.source] : [edge.target])
    if (used.has(key)) report(edge, no('port_taken', toReason('portTaken', { port: port?.label ?? edge.target.port })))
    used.add(key)
    const loop = onCycle.get(edge.source.node)
    if (loop !== undefined && loop === onCycle.get(edge.target.node)) report(edge, no('cycle', toReason('inLoop')))
  }
  return broken
}

function checkPorts(flow: Flow, specs: SpecIndex, from: PortRef, to: PortRef): Refusal | undefined {
  if (from.node === to.node) return no('self_loop', toReason('selfLoop'))
  const source = nodeAt(flow, from.node)
  const target = nodeAt(flow, to.node)
  if (!source || !target) return no('unknown_node', toReason('unknownNode', { node: source ? to.node : from.node }))
  for (const node of [source, target]) {
    if (!specs.get(node.type)) {
      return no('unknown_component', toReason('unknownComponent', { type: node.type }), toReason('keptAsItCame'))
    }
  }
  const output = specs.output(source.type, from.port)
  if (!output)
    return no('unknown_port', toReason('noOutput', { title: titleOf(flow, specs, source.id), port: from.port }))
  const input = specs.input(target.type, to.port)
  if (!input) return no('unknown_port', toReason('noInput', { title: titleOf(flow, specs, target.id), port: to.port }))
  if (fits(output, input)) return undefined
  const converters = convertersBetween(specs, output.type, input.type)
  const reason = toReason('typeMismatch', { port: input.label, expects: input.type, got: output.type })
  const [first] = converters
  if (!first) return no('type_mismatch', reason)
  const component = specs.get(first.type)?.title ?? first.type
  return { ...no('type_mismatch', reason, toReason('putBetween', { component })), converters }
}

const fits = (output: PortSpec, input: PortSpec): boolean =>
  output.type === input.type || input.type === 'any' || output.type === 'any'

/** Components that take the one type and give the other, in display order. */
function convertersBetween(specs: SpecIndex, from: PortType, to: PortType): Converter[] {
  return specs.list.flatMap((spec) => {
    const inPort = spec.inputs.find((port) => port.type === from)
    const outPort = spec.outputs.find((port) => port.type === to)
    return inPort && outPort ? [{ type: spec.type, inPort: inPort.id, outPort: outPort.id }] : []
  })
}

function checkTaken(
  flow: Flow,
  specs: SpecIndex,
  from: PortRef,
  to: PortRef,
  { moving, replacing }: CheckOptions,
): Refusal | undefined {
  const input = inputOf(flow, specs, to)
  const wires = adjacencyOf(flow)
    .incoming(to.node)
    .filter((edge) => edge.target.port === to.port && edge.id !== moving)
  if (wires.some((edge) => edge.source.node === from.node && edge.source.port === from.port)) {
    return no('already_connected', toReason('alreadyConnected'))
  }
  if (input?.list || replacing || wires.length === 0) return undefined
  return no('port_taken', toReason('portTaken', { port: input?.label ?? to.port }), toReason('freeThePort'))
}

const inputOf = (flow: Flow, specs: SpecIndex, ref: PortRef): PortSpec | undefined => {
  const node = nodeAt(flow, ref.node)
  return node && specs.input(node.type, ref.port)
}

const nodeAt = (flow: Flow, id: NodeId): FlowNode | undefined =>
  Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined

/** A node's name for people: its own, else its component's title. */
export function titleOf(flow: Flow, specs: SpecIndex, id: NodeId): string {
  const node = nodeAt(flow, id)
  return node?.name || (node && specs.get(node.type)?.title) || node?.type || id
}

function without(flow: Flow, edge: EdgeId | undefined): Flow {
  if (edge === undefined || !Object.hasOwn(flow.edges, edge)) return flow
  const { [edge]: _moved, ...edges } = flow.edges
  return { ...flow, edges }
}

/** Nodes on a cycle, with a number per cycle (strongly connected component). Tarjan's algorithm, without recursion. */
export function nodesOnCycles(flow: Pick<Flow, 'nodes' | 'edges'>): Map<NodeId, number> {
  const adjacency = adjacencyOf(flow)
  const order = new Map<NodeId, number>()
  const low = new Map<NodeId, number>()
  const open: NodeId[] = []
  const isOpen = new Set<NodeId>()
  const found = new Map<NodeId, number>()
  let cycles = 0
  const lower = (node: NodeId, value: number) => low.set(node, Math.min(low.get(node) ?? value, value))
  const enter = (node: NodeId) => {
    low.set(node, order.size)
    order.set(node, order.size)
    open.push(node)
    isOpen.add(node)
    return { node, next: 0 }
  }
  for (const start of Object.keys(flow.nodes)) {
    if (order.has(start)) continue
    const stack = [enter(start)]
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const edge = adjacency.outgoing(frame.node)[frame.next]
      frame.next += 1
      if (edge) {
        const to = edge.target.node
        const seen = order.get(to)
        if (seen === undefined) stack.push(enter(to))
        else if (isOpen.has(to)) lower(frame.node, seen)
        continue
      }
      stack.pop()
      const parent = stack.at(-1)
      const lowest = low.get(frame.node) ?? 0
      if (parent) lower(parent.node, lowest)
      if (lowest !== order.get(frame.node)) continue
      const members = open.splice(open.lastIndexOf(frame.node))
      for (const member of members) isOpen.delete(member)
      if (members.length > 1) for (const member of members) found.set(member, cycles)
      cycles += 1
    }
  }
  return found
}
