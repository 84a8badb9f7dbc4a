/** What differs between two versions of a flow, in words a person can read: nodes, fields, wires. Places only if asked. */
import type { Flow, FlowEdge, FlowGroup, FlowNode, JsonValue, NodeId } from './flow.ts'
import { equalJson } from './json.ts'

export interface FieldChange {
  /** Field id, or `@name`, `@type`, `@version`, `@frozen`, `@foreign` for what is not a field. */
  field: string
  /** Absent where the value was the default. */
  before?: JsonValue
  after?: JsonValue
}

export interface NodeChange {
  id: NodeId
  before: FlowNode
  after: FlowNode
  fields: FieldChange[]
}

export interface PartDiff<T, Changed = { id: string; before: T; after: T }> {
  added: T[]
  removed: T[]
  changed: Changed[]
}

export interface FlowDiff {
  /** Nothing differs (places count only if asked for). */
  same: boolean
  info: FieldChange[]
  nodes: PartDiff<FlowNode, NodeChange>
  edges: PartDiff<FlowEdge>
  groups: PartDiff<FlowGroup>
  /** Nodes that stand elsewhere or have another size; empty unless `layout` was asked for. */
  moved: NodeId[]
}

/** What happened from `before` to `after`. */
export function diffFlows(before: Flow, after: Flow, options: { layout?: boolean } = {}): FlowDiff {
  const nodes = diffPart(before.nodes, after.nodes, (a, b) => ({
    id: b.id,
    before: a,
    after: b,
    fields: diffNode(a, b),
  }))
  const pair = <T extends { id: string }>(a: T, b: T) => ({ id: b.id, before: a, after: b })
  const edges = diffPart(before.edges, after.edges, pair)
  const groups = diffPart(before.groups, after.groups, pair)
  const info = (['name', 'description'] as const).flatMap((field) =>
    before[field] === after[field] ? [] : [{ field, before: before[field], after: after[field] }],
  )
  const shared = Object.keys(after.nodes).filter((id) => Object.hasOwn(before.nodes, id))
  const moved = options.layout ? shared.filter((id) => !equalJson(before.layout.nodes[id], after.layout.nodes[id])) : []
  const isEmpty = (part: PartDiff<unknown, unknown>) =>
    part.added.length + part.removed.length + part.changed.length === 0
  const same = info.length + moved.length === 0 && [nodes, edges, groups].every(isEmpty)
  return { same, info, nodes, edges, groups, moved }
}

function diffPart<T, C>(
  before: Record<string, T>,
  after: Record<string, T>,
  toChange: (a: T, b: T) => C,
): PartDiff<T, C> {
  const diff: PartDiff<T, C> = { added: [], removed: [], changed: [] }
  for (const [id, item] of Object.entries(after)) {
    const old = Object.hasOwn(before, id) ? before[id] : undefined
    if (old === undefined) diff.added.push(item)
    else if (!equalJson(old, item)) diff.changed.push(toChange(old, item))
  }
  for (const [id, item] of Object.entries(before)) if (!Object.hasOwn(after, id)) diff.removed.push(item)
  return diff
}

function diffNode(before: FlowNode, after: FlowNode): FieldChange[] {
  const own = (['name', 'type', 'version', 'frozen', 'foreign'] as const).flatMap((key) =>
    equalJson(before[key], after[key]) ? [] : [toFieldChange(`@${key}`, before[key], after[key])],
  )
  const fields = [...new Set([...Object.keys(before.values), ...Object.keys(after.values)])]
  const values = fields.flatMap((field) =>
    equalJson(before.values[field], after.values[field])
      ? []
      : [toFieldChange(field, before.values[field], after.values[field])],
  )
  return [...own, ...values]
}

function toFieldChange(field: string, before: JsonValue | undefined, after: JsonValue | undefined): FieldChange {
  return { field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}
