/** Brings the values of each node to the version of its component. */
import type { Flow, FlowNode, NodeId } from './flow.ts'
import type { SpecIndex } from './spec-index.ts'

export interface MigratedFlow {
  flow: Flow
  /** Nodes whose values were brought up to date. */
  migrated: NodeId[]
  /** Nodes that a newer version of the component wrote: left as they are, `problems` names them. */
  newer: NodeId[]
}

/** The same flow object if nothing had to change. Unknown components are left alone. */
export function migrateFlow(flow: Flow, specs: SpecIndex): MigratedFlow {
  const migrated: Record<NodeId, FlowNode> = {}
  const newer: NodeId[] = []
  for (const node of Object.values(flow.nodes)) {
    const spec = specs.get(node.type)
    if (!spec || node.version === spec.version) continue
    if (node.version > spec.version) {
      newer.push(node.id)
      continue
    }
    const values = spec.migrate ? spec.migrate(node.values, node.version) : node.values
    migrated[node.id] = { ...node, version: spec.version, values }
  }
  const ids = Object.keys(migrated)
  return { flow: ids.length === 0 ? flow : { ...flow, nodes: { ...flow.nodes, ...migrated } }, migrated: ids, newer }
}
