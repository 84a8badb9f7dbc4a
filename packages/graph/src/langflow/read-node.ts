/** One Langflow node as one of ours. Export calls it again on the kept original, to see what was edited since. */
import type { FlowNode, JsonValue, NodeLayout } from '../flow.ts'
import { isJsonObject, isObject } from '../json.ts'
import { FLOW_LIMITS } from '../limits.ts'
import { toCoordinate } from '../place.ts'
import { findMapping, PLACEHOLDER_PREFIX } from './component-map.ts'

export interface ReadNode {
  node: FlowNode
  place: NodeLayout
  /** `data.type` as it stands in the file. */
  langflowType: string
  isMapped: boolean
}

/** `raw` is a node with an id that may be a key. The result does not hold `raw` itself. */
export function readNode(raw: { [key: string]: JsonValue }, id: string): ReadNode {
  const data = isJsonObject(raw['data']) ? raw['data'] : {}
  const definition = isJsonObject(data['node']) ? data['node'] : {}
  const langflowType =
    typeof data['type'] === 'string' ? data['type'] : typeof raw['type'] === 'string' ? raw['type'] : 'unknown'
  const place = readPlace(raw, data)
  const own = readOwn(data)
  if (own) return { node: { id, ...own }, place, langflowType, isMapped: true }
  if (raw['type'] === 'noteNode' || langflowType === 'note') {
    const values: Record<string, JsonValue> = {}
    if (typeof definition['description'] === 'string') values['text'] = definition['description']
    return { node: { id, type: 'note', version: 1, values }, place, langflowType, isMapped: true }
  }
  const mapping = findMapping(langflowType)
  const type = mapping?.type ?? `${PLACEHOLDER_PREFIX}${langflowType}`.slice(0, FLOW_LIMITS.idLength)
  const node: FlowNode = { id, type, version: mapping?.version ?? 1, values: {} }
  const name = definition['display_name']
  if (typeof name === 'string' && name !== '' && name !== langflowType)
    node.name = name.slice(0, FLOW_LIMITS.nameLength)
  if (definition['frozen'] === true) node.frozen = true
  for (const [from, to] of Object.entries(mapping?.fields ?? {})) {
    const value = fieldValue(definition, from)
    if (value !== undefined) node.values[to] = value
  }
  return { node, place, langflowType, isMapped: mapping !== undefined }
}

/** What `exportLangflow` wrote for a node that Langflow does not know. */
function readOwn(data: { [key: string]: JsonValue }): Omit<FlowNode, 'id'> | undefined {
  const own = data['evalflow']
  if (!isJsonObject(own)) return undefined
  const { type, version, values, name, frozen } = own
  if (typeof type !== 'string' || type === '' || type.length > FLOW_LIMITS.idLength || !isJsonObject(values))
    return undefined
  const node: Omit<FlowNode, 'id'> = {
    type,
    version: Number.isInteger(version) ? Math.max(0, Number(version)) : 1,
    values,
  }
  if (typeof name === 'string' && name !== '') node.name = name.slice(0, FLOW_LIMITS.nameLength)
  if (frozen === true) node.frozen = true
  return node
}

/** Text set by a person; Langflow's empty text means "not set". */
function fieldValue(definition: { [key: string]: JsonValue }, field: string): JsonValue | undefined {
  const template = definition['template']
  const entry = isJsonObject(template) && Object.hasOwn(template, field) ? template[field] : undefined
  const value = isJsonObject(entry) ? entry['value'] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

function readPlace(raw: { [key: string]: JsonValue }, data: { [key: string]: JsonValue }): NodeLayout {
  const position = isObject(raw['position']) ? raw['position'] : {}
  const place: NodeLayout = { x: coordinate(position['x']), y: coordinate(position['y']) }
  if (raw['type'] === 'noteNode') {
    const { width, height } = raw
    if (isSize(width) && isSize(height)) Object.assign(place, { width, height })
  }
  if (data['showNode'] === false) place.collapsed = true
  return place
}

const isSize = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && value <= FLOW_LIMITS.coordinate

const coordinate = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? toCoordinate(value) : 0
