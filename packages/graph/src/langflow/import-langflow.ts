/**
 * Langflow files as flows, without loss (rules L1 to L7 in SPEC.md).
 *
 * Each node and edge keeps its original in `foreign.langflow`; the flow keeps the rest of the file, and in which order
 * nodes and edges stood. What cannot be drawn stays in that order as it is, and is reported.
 */
import { graphErrors } from '../errors.ts'
import { FLOW_SCHEMA, type Flow, type JsonValue } from '../flow.ts'
import { findJsonIssues, isJsonObject } from '../json.ts'
import { FLOW_LIMITS } from '../limits.ts'
import { newId } from '../new-id.ts'
import { parseFlow } from '../parse-flow.ts'
import { drawEdges, drawNodes, type Ordered, readGroups } from './draw-parts.ts'
import { type ImportReport, toMessages } from './import-report.ts'
import { takeOutSecrets } from './secret-values.ts'

export interface ImportOptions {
  /** Id of the new flow; absent means that of the file, or a fresh one. */
  id?: string
  /** Which flow of a project or list is drawn, from 0. */
  index?: number
}

type JsonObject = { [key: string]: JsonValue }
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
  const index = options.index ?? 0
  const found = findGraph(file, index)
  if (!found) {
    const message = `there is no flow ${index + 1}, the file holds ${flowsIn(file)?.length ?? 1}`
    throw graphErrors.invalidLangflow([{ path: [], message }])
  }
  const { path, holder, flows } = found
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

/** Where flow `index` of a file stands: the file, its `data`, or one of a list or project. Undefined if it has fewer. */
export function findGraph(file: JsonValue, index: number): FoundGraph | undefined {
  const list = flowsIn(file)
  const holder = list ? list[index] : file
  if (holder === undefined) return undefined
  const flows = (list ?? [file]).map((flow) => textOf(flow, 'name', FLOW_LIMITS.nameLength) || 'Untitled')
  const start = list ? [...(Array.isArray(file) ? [] : ['flows']), String(index)] : []
  return { path: isJsonObject(holder) && isJsonObject(holder['data']) ? [...start, 'data'] : start, holder, flows }
}

function flowsIn(file: JsonValue): JsonValue[] | undefined {
  if (Array.isArray(file)) return file
  return isJsonObject(file) && Array.isArray(file['flows']) ? file['flows'] : undefined
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
