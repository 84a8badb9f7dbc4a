/**
 * Langflow files as flows, without loss (rules L1 to L7 in SPEC.md).
 *
 * Each node and edge keeps its original in `foreign.langflow`; the flow keeps the rest of the file, and in which order
 * nodes and edges stood. What cannot be drawn stays in that order as it is, and is reported.
 */
import { graphErrors } from '../errors.ts'
import { FLOW_SCHEMA, type Flow, type FlowEdge, type FlowNode, type JsonValue, type NodeLayout } from '../flow.ts'
import { findJsonIssues, isForbiddenKey, isJsonObject } from '../json.ts'
import { FLOW_LIMITS } from '../limits.ts'
import { newId } from '../new-id.ts'
import { parseFlow } from '../parse-flow.ts'
import { findMapping, toOurPort } from './component-map.ts'
import { portOf } from './handles.ts'
import { readNode } from './read-node.ts'
import { takeOutSecrets } from './secret-values.ts'

export interface ImportReport {
  format: 'langflow'
  /** NeMo components that became ours. */
  mapped: { node: string; from: string; to: string }[]
  /** Components that are not installed here: drawn, kept, not run. */
  placeholders: { node: string; type: string }[]
  /** Parts that cannot be drawn but go along, e.g. a wire to a node that is not there. */
  kept: { what: string; reason: string }[]
  /** Fields whose literal secret was left out and has to be given anew. */
  secrets: { node: string; field: string }[]
  /** Names of all flows in the file; one of them is drawn, the others go along. */
  flows: string[]
  /** For people, one sentence each. */
  messages: string[]
}

export interface ImportOptions {
  /** Id of the new flow; absent means that of the file, or a fresh one. */
  id?: string
  /** Which flow of a project or list is drawn, from 0. */
  index?: number
}

type JsonObject = { [key: string]: JsonValue }
/** An id of what was drawn, or what was not, as it came. */
export type Ordered = string | { raw: JsonValue }

/** `flow.foreign.langflow`: the file without what stands elsewhere. */
export interface LangflowRest {
  file: JsonValue
  /** Keys that lead from the file to the object that holds `nodes` and `edges`. */
  path: string[]
  nodes: Ordered[]
  edges: Ordered[]
}

/** @throws GraphError `invalid_langflow` with paths, if it is harmful, too big, or has no nodes and edges */
export function importLangflow(input: unknown, options: ImportOptions = {}): { flow: Flow; report: ImportReport } {
  const harmful = findJsonIssues(input, FLOW_LIMITS.json)
  if (harmful.length > 0) throw graphErrors.invalidLangflow(harmful)
  // It is JSON: just walked.
  const { value: file, secrets } = takeOutSecrets(input as JsonValue)
  const { path, holder, flows } = findGraph(file, options.index ?? 0)
  const graph = at(file, path)
  if (!isJsonObject(graph) || !Array.isArray(graph['nodes']) || !Array.isArray(graph['edges'])) {
    throw graphErrors.invalidLangflow([{ path: [...path, 'nodes'], message: 'expected lists "nodes" and "edges"' }])
  }
  assertCount([...path, 'nodes'], graph['nodes'].length, FLOW_LIMITS.nodes)
  assertCount([...path, 'edges'], graph['edges'].length, FLOW_LIMITS.edges)

  const report: ImportReport = {
    format: 'langflow',
    mapped: [],
    placeholders: [],
    kept: [],
    secrets,
    flows,
    messages: [],
  }
  const drawn = drawNodes(graph['nodes'], report)
  const wired = drawEdges(graph['edges'], drawn.nodes, report)
  const rest: LangflowRest = { file: withoutGraph(file, path), path, nodes: drawn.order, edges: wired.order }
  const flow: Flow = {
    schema: FLOW_SCHEMA,
    id: options.id ?? idOf(holder),
    name: textOf(holder, 'name', FLOW_LIMITS.nameLength) || 'Imported flow',
    description: textOf(holder, 'description', FLOW_LIMITS.descriptionLength),
    nodes: drawn.nodes,
    edges: wired.edges,
    groups: readGroups(graph, drawn.nodes),
    layout: { nodes: drawn.layout, ...readViewport(graph) },
    foreign: { langflow: rest as unknown as JsonValue },
  }
  report.messages = toMessages(report)
  // The one parser has the last word on what enters the editor.
  return { flow: parseFlow(flow), report }
}

interface FoundGraph {
  path: string[]
  /** The object with name and description. */
  holder: JsonValue
  flows: string[]
}

function findGraph(file: JsonValue, index: number): FoundGraph {
  const list = Array.isArray(file)
    ? file
    : isJsonObject(file) && Array.isArray(file['flows'])
      ? file['flows']
      : undefined
  const prefix = Array.isArray(file) ? [] : list ? ['flows'] : undefined
  const holder = list ? list[index] : file
  if (holder === undefined) {
    throw graphErrors.invalidLangflow([
      { path: [], message: `there is no flow ${index + 1}, the file holds ${list?.length ?? 1}` },
    ])
  }
  const flows = (list ?? [file]).map((flow) => textOf(flow, 'name', FLOW_LIMITS.nameLength) || 'Untitled')
  const start = prefix ? [...prefix, String(index)] : []
  return { path: isJsonObject(holder) && isJsonObject(holder['data']) ? [...start, 'data'] : start, holder, flows }
}

/** Follows `path`; undefined where it leads nowhere. */
export function at(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let current: JsonValue | undefined = value
  for (const key of path) {
    if (Array.isArray(current)) current = current[Number(key)]
    else current = isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined
  }
  return current
}

function withoutGraph(value: JsonValue, path: readonly string[]): JsonValue {
  const [key, ...rest] = path
  if (key !== undefined) {
    if (Array.isArray(value)) return value.map((item, i) => (String(i) === key ? withoutGraph(item, rest) : item))
    return isJsonObject(value) ? { ...value, [key]: withoutGraph(value[key] ?? null, rest) } : value
  }
  if (!isJsonObject(value)) return value
  const { nodes: _nodes, edges: _edges, ...kept } = value
  return kept
}

interface Drawn {
  nodes: Flow['nodes']
  layout: Record<string, NodeLayout>
  order: Ordered[]
}

function drawNodes(raws: readonly JsonValue[], report: ImportReport): Drawn {
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

function drawEdges(
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

function readViewport(graph: JsonObject): { viewport?: { x: number; y: number; zoom: number } } {
  const { viewport } = graph
  if (!isJsonObject(viewport)) return {}
  const { x, y, zoom } = viewport
  const limit = FLOW_LIMITS.coordinate
  const isPlace = (value: JsonValue | undefined): value is number =>
    typeof value === 'number' && Math.abs(value) <= limit
  return isPlace(x) && isPlace(y) && typeof zoom === 'number' && zoom > 0 && zoom <= 100
    ? { viewport: { x, y, zoom } }
    : {}
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

function idOf(holder: JsonValue): string {
  const id = isJsonObject(holder) ? holder['id'] : undefined
  return typeof id === 'string' && id !== '' && id.length <= FLOW_LIMITS.idLength ? id : newId('flow')
}

/** A text of the file, cut to what a flow may hold. */
export function textOf(holder: JsonValue | undefined, key: string, limit: number): string {
  const text = isJsonObject(holder) ? holder[key] : undefined
  return typeof text === 'string' ? text.slice(0, limit) : ''
}

function assertCount(path: string[], found: number, limit: number): void {
  if (found > limit) throw graphErrors.invalidLangflow([{ path, message: `found ${found}, expected at most ${limit}` }])
}

function toMessages({ flows, placeholders, kept, secrets }: ImportReport): string[] {
  const messages: string[] = []
  if (flows.length > 1)
    messages.push(`The file holds ${flows.length} flows; one is drawn, the others go along on export.`)
  if (placeholders.length > 0)
    messages.push(
      `Not installed here, so drawn but not run: ${[...new Set(placeholders.map(({ type }) => type))].join(', ')}.`,
    )
  for (const { what, reason } of kept.slice(0, 20)) messages.push(`Kept but not drawn: ${what}, since ${reason}.`)
  if (secrets.length > 0)
    messages.push(`Secrets were left out and have to be given anew: ${secrets.map(({ field }) => field).join(', ')}.`)
  return messages
}
