/**
 * The flow as a file: keys sorted, defaults left out, places in a block of their own at the end of their kind, so that
 * a Git diff shows what a person changed and nothing else (rules E1 to E5 in SPEC.md).
 */
import { type Flow, type FlowNode, type JsonValue, FLOW_SCHEMA } from './flow.ts'
import { equalJson, isJsonObject, sortKeys } from './json.ts'
import { parseFlow } from './parse-flow.ts'
import { withoutSecrets } from './secrets.ts'
import type { SpecIndex } from './spec-index.ts'

/** The canonical form as data. Secrets are not in it; the names of stored secrets are, as a run needs them. */
export function toCanonical(flow: Flow, specs: SpecIndex): JsonValue {
  const nodes = mapRecord(flow.nodes, (node) => canonicalNode(node, specs))
  const edges = mapRecord(flow.edges, ({ id: _id, ...edge }) => ({ ...edge }))
  const groups = mapRecord(flow.groups, ({ id: _id, ...group }) => ({ ...group }))
  const { schema, layout, ...rest } = flow
  const sorted = sortKeys({ ...rest, nodes, edges, groups } as unknown as JsonValue)
  const withoutEmpty = Object.entries(isJsonObject(sorted) ? sorted : {}).filter(([, value]) => !isBlank(value))
  // `schema` first tells people and tools what the file is; `layout` last keeps dragging out of the way of the rest.
  return {
    schema,
    ...Object.fromEntries(withoutEmpty),
    layout: sortKeys(layout as unknown as JsonValue),
  }
}

/** The canonical form as text: two spaces, one line feed at the end. The same flow always gives the same bytes. */
export function toCanonicalJson(flow: Flow, specs: SpecIndex): string {
  return `${JSON.stringify(toCanonical(flow, specs), null, 2)}\n`
}

/**
 * Reads the canonical form, as text or data, back into a flow.
 *
 * @throws GraphError `invalid_flow`
 * @throws SyntaxError if `input` is text that is not JSON
 */
export function fromCanonical(input: unknown): Flow {
  const data: unknown = typeof input === 'string' ? JSON.parse(input) : input
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return parseFlow(data)
  const document = data as Record<string, unknown>
  if (document['schema'] !== FLOW_SCHEMA) return parseFlow(document)
  return parseFlow({
    id: '',
    name: '',
    description: '',
    layout: { nodes: {} },
    ...document,
    nodes: restoreIds(document['nodes'], (id) => ({ id, values: {} })),
    edges: restoreIds(document['edges'], (id) => ({ id })),
    groups: restoreIds(document['groups'], (id) => ({ id })),
  })
}

function canonicalNode({ id: _id, ...node }: FlowNode, specs: SpecIndex): JsonValue {
  const values: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(node.values)) {
    const field = specs.field(node.type, key)
    // An imported node is compared with its original on export, so nothing of it is left out.
    if (node.foreign === undefined && field?.default !== undefined && equalJson(field.default, value)) continue
    const kept = field ? withoutSecrets(field, value) : value
    if (kept !== undefined) values[key] = kept
  }
  const { values: _values, frozen, ...rest } = node
  return {
    ...rest,
    ...(frozen === true ? { frozen } : {}),
    ...(Object.keys(values).length > 0 ? { values } : {}),
  } as JsonValue
}

const isBlank = (value: JsonValue): boolean => value === '' || (isJsonObject(value) && Object.keys(value).length === 0)

function mapRecord<T>(record: Record<string, T>, map: (item: T) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, map(item)]))
}

function restoreIds(record: unknown, base: (id: string) => object): unknown {
  if (record === undefined) return {}
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
  return Object.fromEntries(
    Object.entries(record).map(([id, item]: [string, unknown]) => [
      id,
      typeof item === 'object' && item !== null && !Array.isArray(item) ? { ...base(id), ...item } : item,
    ]),
  )
}
