/** Nodes, wires and frames of a Langflow graph as ours; what cannot be drawn stays in its order and is reported (L3, L4). */
import type { Flow, FlowEdge, FlowNode, JsonValue, NodeLayout } from '../flow.ts'
import { isForbiddenKey, isJsonObject } from '../json.ts'
import { FLOW_LIMITS } from '../limits.ts'
import { findMapping, toOurPort } from './component-map.ts'
import { portOf } from './handles.ts'
import type { ImportReport } from './import-report.ts'
import { readNode } from './read-node.ts'

type JsonObject = { [key: string]: JsonValue }

/** An id of what was drawn, or what was not, as it came. */
export type Ordered = string | { raw: JsonValue }

interface Drawn {
  nodes: Flow['nodes']
  layout: Record<string, NodeLayout>
  order: Ordered[]
}

export function drawNodes(raws: readonly JsonValue[], report: ImportReport): Drawn {
  const drawn: Drawn = { nodes: {}, layout: {}, order: [] }
  for (const [i, raw] of raws.entries()) {
    const id = isJsonObject(raw) ? raw['id'] : undefined
    const reason = !isJsonObject(raw) ? 'it is not an object' : idFault(id, drawn.nodes)
    if (!isJsonObject(raw) || typeof id !== 'string' || reason !== undefined) {
      report.kept.push({ what: `node ${i + 1}`, reason: reason ?? 'it has no id' })
      drawn.order.push({ raw })
      continue
    }
    const { node, place, langflowType, isMapped } = readNode(raw, id)
    const kept: FlowNode = { ...node, foreign: { langflow: raw } }
    drawn.nodes[id] = kept
    drawn.layout[id] = place
    drawn.order.push(id)
    if (!isMapped) report.placeholders.push({ node: id, type: langflowType })
    else if (findMapping(langflowType)) report.mapped.push({ node: id, from: langflowType, to: node.type })
  }
  return drawn
}

function idFault(id: JsonValue | undefined, taken: Flow['nodes']): string | undefined {
  if (typeof id !== 'string' || id === '') return 'it has no id'
  if (id.length > FLOW_LIMITS.idLength)
    return `its id has ${id.length} characters, at most ${FLOW_LIMITS.idLength} are possible`
  if (isForbiddenKey(id)) return `its id "${id}" is not allowed`
  return Object.hasOwn(taken, id) ? `its id "${id}" is there twice` : undefined
}

export function drawEdges(
  raws: readonly JsonValue[],
  nodes: Flow['nodes'],
  report: ImportReport,
): { edges: Flow['edges']; order: Ordered[] } {
  const edges: Flow['edges'] = {}
  const order: Ordered[] = []
  for (const [i, raw] of raws.entries()) {
    const ends = isJsonObject(raw) ? readEnds(raw, nodes) : undefined
    if (!isJsonObject(raw) || !ends || typeof ends === 'string') {
      report.kept.push({ what: `wire ${i + 1}`, reason: typeof ends === 'string' ? ends : 'it is not an object' })
      order.push({ raw })
      continue
    }
    // Langflow's own ids hold both handles and are too long for a key.
    const id = `langflow-${i + 1}`
    edges[id] = { id, ...ends, foreign: { langflow: raw } }
    order.push(id)
  }
  return { edges, order }
}

/** Both ends of a Langflow edge in our ports, or why it cannot be drawn. */
export function readEnds(raw: JsonObject, nodes: Flow['nodes']): Pick<FlowEdge, 'source' | 'target'> | string {
  const { source, target } = raw
  for (const end of [source, target]) {
    if (typeof end !== 'string' || !Object.hasOwn(nodes, end)) return `it ends at "${String(end)}", which is not there`
  }
  const from = { node: String(source), port: ourPort(nodes, String(source), portOf(raw, 'sourceHandle'), 'outputs') }
  const to = { node: String(target), port: ourPort(nodes, String(target), portOf(raw, 'targetHandle'), 'inputs') }
  if (from.port.length > FLOW_LIMITS.idLength || to.port.length > FLOW_LIMITS.idLength)
    return 'the name of its port is too long'
  return { source: from, target: to }
}

function ourPort(nodes: Flow['nodes'], id: string, port: string, side: 'inputs' | 'outputs'): string {
  return toOurPort(nodes[id]?.type ?? '', port, side)
}

/** Frames of ours that an earlier export wrote; Langflow has no such thing. */
export function readGroups(graph: JsonObject, nodes: Flow['nodes']): Flow['groups'] {
  const groups: Flow['groups'] = {}
  const taken = new Set<string>()
  for (const item of Array.isArray(graph['evalflow_groups']) ? graph['evalflow_groups'] : []) {
    if (!isJsonObject(item) || !Array.isArray(item['nodes'])) continue
    const { id, name } = item
    const members = item['nodes'].filter(
      (node): node is string => typeof node === 'string' && Object.hasOwn(nodes, node) && !taken.has(node),
    )
    if (typeof id !== 'string' || idFault(id, {}) !== undefined || Object.hasOwn(groups, id) || members.length === 0)
      continue
    for (const member of members) taken.add(member)
    groups[id] = {
      id,
      name: typeof name === 'string' ? name.slice(0, FLOW_LIMITS.nameLength) : '',
      nodes: [...new Set(members)],
    }
    if (item['collapsed'] === true) groups[id].collapsed = true
  }
  return groups
}
