/**
 * Flows as Langflow files. What came from Langflow and was not edited is given back as it came; an edit changes only
 * the keys that hold it (rules L1 and L2).
 */
import type { Flow, FlowEdge, FlowNode, JsonValue, NodeLayout, PortRef } from '../flow.ts'
import { equalJson, isJsonObject } from '../json.ts'
import { FLOW_LIMITS } from '../limits.ts'
import { withoutSecrets } from '../secrets.ts'
import type { SpecIndex } from '../spec-index.ts'
import { findMappingByType, reverseOf } from './component-map.ts'
import { encodeHandle, readHandle } from './handles.ts'
import { type Ordered, readEnds, readGroups } from './draw-parts.ts'
import { at, findGraph, type LangflowRest, textOf } from './import-langflow.ts'
import { readNode } from './read-node.ts'

type JsonObject = { [key: string]: JsonValue }

/** With `specs`, secrets in values of nodes drawn here are left out; without, such values are written as they are. */
export function exportLangflow(flow: Flow, specs?: SpecIndex): JsonValue {
  const rest = findRest(flow)
  const nodes = inOrder(rest?.nodes ?? [], flow.nodes, (node) => exportNode(node, flow.layout.nodes[node.id], specs))
  const edges = inOrder(rest?.edges ?? [], flow.edges, (edge) => exportEdge(edge, flow))
  if (!rest) {
    const data: JsonObject = { nodes, edges, ...viewportOf(flow), ...groupsOf(flow) }
    return { name: flow.name, description: flow.description, is_component: false, data }
  }
  const withGraph = setAt(rest.file, rest.path, (before) => exportGraph(before, { nodes, edges }, flow))
  const holderPath = rest.path.at(-1) === 'data' ? rest.path.slice(0, -1) : rest.path
  return setAt(withGraph, holderPath, (holder) => exportInfo(holder, flow))
}

/** What an import kept of its file. Undefined if there was none, or somebody changed it so that the flow has no place in it. */
function findRest(flow: Flow): LangflowRest | undefined {
  const kept = isJsonObject(flow.foreign) ? flow.foreign['langflow'] : undefined
  if (!isJsonObject(kept)) return undefined
  const { file = null, path, nodes, edges } = kept
  if (!isList(path, isText) || !isList(nodes, isOrdered) || !isList(edges, isOrdered)) return undefined
  const index = Number(path.find((key) => /^\d+$/.test(key)) ?? 0)
  const isThere = equalJson(findGraph(file, index)?.path, path) && isJsonObject(at(file, path))
  return isThere ? { file, path, nodes, edges } : undefined
}

const isText = (value: JsonValue): value is string => typeof value === 'string'
const isOrdered = (value: JsonValue): value is Ordered =>
  isText(value) || (isJsonObject(value) && Object.hasOwn(value, 'raw'))
const isList = <T extends JsonValue>(
  value: JsonValue | undefined,
  isItem: (item: JsonValue) => item is T,
): value is T[] => Array.isArray(value) && value.every(isItem)

/** In the order of the file, what is new at the end, what was deleted left out. */
function inOrder<T extends { id: string }>(
  order: readonly Ordered[],
  items: Record<string, T>,
  write: (item: T) => JsonValue,
): JsonValue[] {
  const seen = new Set<string>()
  const known = order.flatMap((entry) => {
    if (typeof entry !== 'string') return [entry.raw]
    const item = Object.hasOwn(items, entry) ? items[entry] : undefined
    if (!item) return []
    seen.add(entry)
    return [write(item)]
  })
  return [
    ...known,
    ...Object.values(items)
      .filter(({ id }) => !seen.has(id))
      .map(write),
  ]
}

function exportNode(node: FlowNode, place: NodeLayout | undefined, specs: SpecIndex | undefined): JsonValue {
  const original = isJsonObject(node.foreign) ? node.foreign['langflow'] : undefined
  if (!isJsonObject(original)) return newNode(node, place, specs)
  const before = readNode(original, node.id)
  let raw = original
  if (original['id'] !== node.id) raw = setIn(setIn(raw, ['id'], node.id), ['data', 'id'], node.id)
  if (place && (place.x !== before.place.x || place.y !== before.place.y)) {
    const position = { x: place.x, y: place.y }
    raw = setIn(raw, ['position'], position)
    if (Object.hasOwn(raw, 'positionAbsolute')) raw = setIn(raw, ['positionAbsolute'], position)
  }
  if (place && Boolean(place.collapsed) !== Boolean(before.place.collapsed))
    raw = setIn(raw, ['data', 'showNode'], !place.collapsed)
  if (place?.width !== before.place.width && place?.width !== undefined) raw = setIn(raw, ['width'], place.width)
  if (place?.height !== before.place.height && place?.height !== undefined) raw = setIn(raw, ['height'], place.height)
  raw = exportFields(raw, before.node, node)
  // What Langflow's node has no place for travels in a record of ours, so that nothing set here is lost.
  return isSameNode(readNode(raw, node.id).node, node)
    ? raw
    : setIn(raw, ['data', 'evalflow'], toOwn(node, shareableValues(node, specs)))
}

/** Writes what was edited to where it was read from; fields that Langflow's component lacks are left to the caller. */
function exportFields(original: JsonObject, before: FlowNode, node: FlowNode): JsonObject {
  let raw = original
  const type = at(raw, ['data', 'type'])
  // The bare type as a name is read as "no name of its own".
  if (node.name !== before.name) raw = setIn(raw, ['data', 'node', 'display_name'], node.name ?? type ?? '')
  if (Boolean(node.frozen) !== Boolean(before.frozen))
    raw = setIn(raw, ['data', 'node', 'frozen'], node.frozen === true)
  const fields = findMappingByType(node.type)?.fields ?? {}
  for (const field of new Set([...Object.keys(before.values), ...Object.keys(node.values)])) {
    const value = node.values[field]
    if (equalJson(before.values[field], value)) continue
    if (node.type === 'note' && field === 'text') {
      raw = setIn(raw, ['data', 'node', 'description'], value ?? '')
    } else if (Object.values(fields).includes(field)) {
      raw = setIn(raw, ['data', 'node', 'template', reverseOf(fields, field), 'value'], value ?? '')
    }
  }
  return raw
}

function isSameNode(read: FlowNode, node: FlowNode): boolean {
  const { foreign: _original, frozen, ...mine } = node
  return equalJson(read, frozen ? { ...mine, frozen } : mine)
}

/** Without what `specs` says is secret. */
function shareableValues(node: FlowNode, specs: SpecIndex | undefined): JsonObject {
  const entries = Object.entries(node.values).flatMap(([id, value]) => {
    const field = specs?.field(node.type, id)
    const kept = field ? withoutSecrets(field, value) : value
    return kept === undefined ? [] : [[id, kept] as const]
  })
  return Object.fromEntries(entries)
}

function toOwn(node: FlowNode, values: JsonObject): JsonObject {
  const own: JsonObject = { type: node.type, version: node.version, values }
  if (node.name !== undefined) own['name'] = node.name
  if (node.frozen) own['frozen'] = true
  return own
}

/** A node drawn here: in a shape Langflow can show, with all we know of it under `data.evalflow`. */
function newNode(node: FlowNode, place: NodeLayout | undefined, specs: SpecIndex | undefined): JsonValue {
  const spec = specs?.get(node.type)
  const values = shareableValues(node, specs)
  const position = { x: place?.x ?? 0, y: place?.y ?? 0 }
  const own = toOwn(node, values)
  const display = node.name ?? spec?.title ?? node.type
  if (node.type === 'note') {
    const text = typeof values['text'] === 'string' ? values['text'] : ''
    const definition = { description: text, display_name: '', documentation: '', template: {} }
    const size =
      place?.width !== undefined && place.height !== undefined ? { width: place.width, height: place.height } : {}
    return {
      id: node.id,
      type: 'noteNode',
      position,
      ...size,
      data: { id: node.id, type: 'note', node: definition, evalflow: own },
    }
  }
  const outputs = (spec?.outputs ?? []).map((port) => ({ name: port.id, display_name: port.label, types: ['Data'] }))
  const definition = {
    template: { _type: 'Component' },
    outputs,
    base_classes: ['Data'],
    display_name: display,
    description: spec?.summary ?? '',
  }
  const type = findMappingByType(node.type)?.langflow[0] ?? node.type
  const data: JsonObject = { id: node.id, type, node: definition, evalflow: own }
  if (place?.collapsed) data['showNode'] = false
  return { id: node.id, type: 'genericNode', position, data }
}

function exportEdge(edge: FlowEdge, flow: Flow): JsonValue {
  const original = isJsonObject(edge.foreign) ? edge.foreign['langflow'] : undefined
  const ends = isJsonObject(original) ? readEnds(original, flow.nodes) : undefined
  const isSame = typeof ends === 'object' && equalJson(ends.source, edge.source) && equalJson(ends.target, edge.target)
  if (isJsonObject(original) && isSame) return original
  const before = isJsonObject(original) ? original : {}
  const sourceHandle = newHandle(before, 'sourceHandle', edge.source, flow)
  const targetHandle = newHandle(before, 'targetHandle', edge.target, flow)
  const [from, to] = [encodeHandle(sourceHandle), encodeHandle(targetHandle)]
  return {
    ...before,
    id: `xy-edge__${edge.source.node}${from}-${edge.target.node}${to}`,
    source: edge.source.node,
    target: edge.target.node,
    sourceHandle: from,
    targetHandle: to,
    data: { ...(isJsonObject(before['data']) ? before['data'] : {}), sourceHandle, targetHandle },
  }
}

/** The handle of one end. An end that was not moved keeps what its handle said, but for the node's id. */
function newHandle(before: JsonObject, side: 'sourceHandle' | 'targetHandle', ref: PortRef, flow: Flow): JsonObject {
  const node = flow.nodes[ref.node]
  const mapping = node && findMappingByType(node.type)
  const isSource = side === 'sourceHandle'
  const port = reverseOf((isSource ? mapping?.outputs : mapping?.inputs) ?? {}, ref.port)
  const known = readHandle(before, side)
  const name = isSource || known?.['fieldName'] === undefined ? known?.['name'] : known['fieldName']
  if (known && name === port) return { ...(known as JsonObject), id: ref.node }
  if (!isSource) return { fieldName: port, id: ref.node, inputTypes: ['Data'], type: 'other' }
  return { dataType: mapping?.langflow[0] ?? node?.type ?? '', id: ref.node, name: port, output_types: ['Data'] }
}

function exportGraph(before: JsonValue, graph: JsonObject, flow: Flow): JsonValue {
  const kept = isJsonObject(before) ? before : {}
  const { viewport } = flow.layout
  const old = isJsonObject(kept['viewport']) ? kept['viewport'] : {}
  const isSame = !viewport || (old['x'] === viewport.x && old['y'] === viewport.y && old['zoom'] === viewport.zoom)
  const merged: JsonObject = { ...kept, ...graph, ...(isSame ? {} : { viewport: { ...old, ...viewport } }) }
  if (equalJson(readGroups(kept, flow.nodes), flow.groups)) return merged
  const { evalflow_groups: _before, ...without } = merged
  return { ...without, ...groupsOf(flow) }
}

function exportInfo(before: JsonValue, flow: Flow): JsonValue {
  if (!isJsonObject(before)) return before
  const info: JsonObject = {}
  if (flow.name !== (textOf(before, 'name', FLOW_LIMITS.nameLength) || 'Imported flow')) info['name'] = flow.name
  if (flow.description !== textOf(before, 'description', FLOW_LIMITS.descriptionLength))
    info['description'] = flow.description
  return Object.keys(info).length === 0 ? before : { ...before, ...info }
}

function groupsOf(flow: Flow): JsonObject {
  const groups = Object.values(flow.groups).map((group) => ({ ...group }) as unknown as JsonValue)
  return groups.length === 0 ? {} : { evalflow_groups: groups }
}

const viewportOf = (flow: Flow): JsonObject => ({ viewport: { ...(flow.layout.viewport ?? { x: 0, y: 0, zoom: 1 }) } })

function setAt(value: JsonValue, path: readonly string[], change: (value: JsonValue) => JsonValue): JsonValue {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === key ? setAt(item, rest, change) : item))
  return isJsonObject(value) ? { ...value, [key]: setAt(value[key] ?? null, rest, change) } : value
}

/** A copy of `value` with one key set; objects on the way are made where they lack. */
function setIn(value: JsonObject, path: readonly string[], item: JsonValue): JsonObject {
  const [key = '', ...rest] = path
  if (rest.length === 0) return { ...value, [key]: item }
  const child = Object.hasOwn(value, key) ? value[key] : undefined
  return { ...value, [key]: setIn(isJsonObject(child) ? child : {}, rest, item) }
}
