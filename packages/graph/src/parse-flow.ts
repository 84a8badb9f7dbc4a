/**
 * The one edge where unknown data becomes a `Flow` (rules D1 to D7 in SPEC.md).
 *
 * Order: harmless JSON, then known version, then shape, then ids that agree with each other.
 */
import { z } from 'zod'
import { type GraphIssue, graphErrors } from './errors.ts'
import { FLOW_SCHEMA, type Flow, type JsonValue } from './flow.ts'
import { findJsonIssues, isObject } from './json.ts'
import { FLOW_LIMITS } from './limits.ts'
import { migrateDocument } from './migrate-document.ts'

/** Already walked by `findJsonIssues`, so nothing is left to check. */
const json = z.custom<JsonValue>(() => true)
const id = z.string().min(1).max(FLOW_LIMITS.idLength)
const name = z.string().max(FLOW_LIMITS.nameLength)
const coordinate = z.number().min(-FLOW_LIMITS.coordinate).max(FLOW_LIMITS.coordinate)
const size = z.number().min(0).max(FLOW_LIMITS.coordinate)

const portRefSchema = z.strictObject({ node: id, port: id })
const nodeShape = {
  id,
  type: id,
  version: z.int().min(0),
  name: name.optional(),
  values: z.record(z.string(), json),
  frozen: z.boolean().optional(),
  foreign: json.optional(),
}
const edgeShape = { id, source: portRefSchema, target: portRefSchema, foreign: json.optional() }
const groupShape = {
  id,
  name,
  nodes: z.array(id),
  collapsed: z.boolean().optional(),
  foreign: json.optional(),
}
const nodeLayoutSchema = z.strictObject({
  x: coordinate,
  y: coordinate,
  width: size.optional(),
  height: size.optional(),
  collapsed: z.boolean().optional(),
})
const layoutSchema = z.strictObject({
  nodes: z.record(z.string(), nodeLayoutSchema),
  viewport: z.strictObject({ x: coordinate, y: coordinate, zoom: z.number().gt(0).max(100) }).optional(),
})

export const flowNodeSchema = keepingUnknown(z.looseObject(nodeShape), Object.keys(nodeShape))
export const flowEdgeSchema = keepingUnknown(z.looseObject(edgeShape), Object.keys(edgeShape))
export const flowGroupSchema = keepingUnknown(z.looseObject(groupShape), Object.keys(groupShape))
export const flowLayoutSchema = layoutSchema

const flowShape = {
  schema: z.literal(FLOW_SCHEMA),
  id,
  name,
  description: z.string().max(FLOW_LIMITS.descriptionLength),
  nodes: z.record(z.string(), flowNodeSchema),
  edges: z.record(z.string(), flowEdgeSchema),
  groups: z.record(z.string(), flowGroupSchema),
  layout: layoutSchema,
  foreign: json.optional(),
}
const flowSchema = keepingUnknown(z.looseObject(flowShape), Object.keys(flowShape))

/**
 * Reads a flow document: JSON already parsed, of any version ever written.
 *
 * Unknown keys of the flow, a node, an edge or a group move to its `foreign.unknown`, so saving keeps them.
 *
 * @throws GraphError `invalid_flow` with one issue per fault, `unsupported_version` if a newer version wrote it
 */
export function parseFlow(input: unknown): Flow {
  const harmful = findJsonIssues(input, FLOW_LIMITS.json)
  if (harmful.length > 0) throw graphErrors.invalidFlow(harmful)
  if (!isObject(input)) throw graphErrors.invalidFlow([{ path: [], message: 'expected an object' }])
  const document = migrateDocument(input)
  const tooMany = findCountIssues(document)
  if (tooMany.length > 0) throw graphErrors.invalidFlow(tooMany)
  const parsed = flowSchema.safeParse(document)
  if (!parsed.success) throw graphErrors.invalidFlow(toIssues(parsed.error))
  const flow = parsed.data as Flow
  const inconsistent = findInconsistencies(flow)
  if (inconsistent.length > 0) throw graphErrors.invalidFlow(inconsistent)
  return flow
}

/** A zod error as issues with string paths. */
export function toIssues(error: z.ZodError): GraphIssue[] {
  return error.issues.slice(0, 100).map((issue) => ({ path: issue.path.map(String), message: issue.message }))
}

/** Faults of ids: keys that differ from the id inside, references to nothing, a node in two groups. */
export function findInconsistencies(flow: Pick<Flow, 'nodes' | 'edges' | 'groups' | 'layout'>): GraphIssue[] {
  const issues: GraphIssue[] = []
  const hasNode = (node: string) => Object.hasOwn(flow.nodes, node)
  for (const part of ['nodes', 'edges', 'groups'] as const) {
    for (const [key, item] of Object.entries(flow[part])) {
      if (item.id !== key) {
        issues.push({ path: [part, key, 'id'], message: `found "${item.id}", expected its key "${key}"` })
      }
    }
  }
  for (const [key, edge] of Object.entries(flow.edges)) {
    for (const end of ['source', 'target'] as const) {
      if (!hasNode(edge[end].node)) {
        issues.push({ path: ['edges', key, end, 'node'], message: `there is no node "${edge[end].node}"` })
      }
    }
  }
  const groupOf = new Map<string, string>()
  for (const [key, group] of Object.entries(flow.groups)) {
    for (const [i, node] of group.nodes.entries()) {
      const path = ['groups', key, 'nodes', String(i)]
      if (!hasNode(node)) issues.push({ path, message: `there is no node "${node}"` })
      const other = groupOf.get(node)
      if (other !== undefined) issues.push({ path, message: `node "${node}" is already in group "${other}"` })
      groupOf.set(node, key)
    }
  }
  for (const key of Object.keys(flow.layout.nodes)) {
    if (!hasNode(key)) issues.push({ path: ['layout', 'nodes', key], message: `there is no node "${key}"` })
  }
  return issues
}

function findCountIssues(document: Record<string, unknown>): GraphIssue[] {
  return (['nodes', 'edges', 'groups'] as const).flatMap((part) => {
    const found = isObject(document[part]) ? Object.keys(document[part]).length : 0
    const limit = FLOW_LIMITS[part]
    return found > limit ? [{ path: [part], message: `found ${found}, expected at most ${limit}` }] : []
  })
}

/** Moves keys the schema does not name into `foreign.unknown`. */
function keepingUnknown<T extends z.ZodType<Record<string, unknown>>>(schema: T, known: readonly string[]) {
  const names = new Set(known)
  return schema.transform((value) => {
    const unknown = Object.entries(value).filter(([key]) => !names.has(key))
    if (unknown.length === 0) return value
    const rest = Object.fromEntries(Object.entries(value).filter(([key]) => names.has(key)))
    const before = rest['foreign']
    const kept = isObject(before) ? before : before === undefined ? {} : { original: before }
    const earlier = isObject(kept['unknown']) ? kept['unknown'] : {}
    return { ...rest, foreign: { ...kept, unknown: { ...earlier, ...Object.fromEntries(unknown) } } }
  })
}
