/** What keeps a flow from running, each with its place. Computed, never stored. */
import { adjacencyOf } from './adjacency.ts'
import type { ComponentSpec } from './component-spec.ts'
import { brokenEdges, titleOf } from './connections.ts'
import { checkFields } from './fields.ts'
import type { EdgeId, Flow, FlowNode, NodeId } from './flow.ts'
import { reasonText, toReason, type Reason } from './reasons.ts'
import type { SpecIndex } from './spec-index.ts'

export type ProblemCode = 'unknown_component' | 'newer_component' | 'invalid_field' | 'missing_input' | 'broken_edge'

export interface Problem {
  code: ProblemCode
  /** A `warning` does not keep the rest of the flow from running. */
  severity: 'error' | 'warning'
  /** English; `text`, where there is one, says the same in any language. */
  message: string
  text?: Reason
  node?: NodeId
  field?: string
  port?: string
  edge?: EdgeId
}

/** Problems in node order. Field checks are kept per node object, so after an edit only that node is checked again. */
export function problems(flow: Flow, specs: SpecIndex): Problem[] {
  const found: Problem[] = []
  for (const node of Object.values(flow.nodes)) {
    const spec = specs.get(node.type)
    if (!spec) {
      const text = toReason('componentMissing', { type: node.type })
      found.push({ code: 'unknown_component', severity: 'warning', node: node.id, message: reasonText(text), text })
      continue
    }
    found.push(...fieldProblems(node, spec), ...inputProblems(flow, specs, node, spec))
  }
  for (const broken of brokenEdges(flow, specs)) {
    const edge = flow.edges[broken.edge]
    if (!edge) continue
    // A wire at a placeholder is told by the placeholder's own problem already, and harms nothing else.
    const severity = broken.code === 'unknown_component' ? 'warning' : 'error'
    found.push({
      code: 'broken_edge',
      severity,
      edge: edge.id,
      node: edge.target.node,
      port: edge.target.port,
      message: broken.reason,
      text: broken.text,
    })
  }
  return found
}

const checked = new WeakMap<FlowNode, { spec: ComponentSpec; found: readonly Problem[] }>()

function fieldProblems(node: FlowNode, spec: ComponentSpec): readonly Problem[] {
  const before = checked.get(node)
  if (before?.spec === spec) return before.found
  const found: Problem[] = []
  if (node.version > spec.version) {
    const text = toReason('componentNewer', {
      found: String(node.version),
      component: spec.title,
      expected: String(spec.version),
    })
    found.push({ code: 'newer_component', severity: 'error', node: node.id, message: reasonText(text), text })
  }
  const check = checkFields(spec.fields, node.values)
  if (!check.ok) {
    for (const [field, text] of Object.entries(check.reasons)) {
      found.push({ code: 'invalid_field', severity: 'error', node: node.id, field, message: reasonText(text), text })
    }
  }
  checked.set(node, { spec, found })
  return found
}

function inputProblems(flow: Flow, specs: SpecIndex, node: FlowNode, spec: ComponentSpec): Problem[] {
  const incoming = adjacencyOf(flow).incoming(node.id)
  return spec.inputs.flatMap((port): Problem[] => {
    if (!port.required || incoming.some((edge) => edge.target.port === port.id)) return []
    const text = toReason('inputMissing', { title: titleOf(flow, specs, node.id), port: port.label })
    return [{ code: 'missing_input', severity: 'error', node: node.id, port: port.id, message: reasonText(text), text }]
  })
}
