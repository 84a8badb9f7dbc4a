/** A problem as a sentence that names its place. Pure. */
import { describeReason } from '@evalflow/editor'
import { titleOf, type Flow, type Problem, type SpecIndex } from '@evalflow/graph'

/** With the node's name and the field's label, as both stand on the canvas. */
export function describeProblem(problem: Problem, flow: Flow, specs: SpecIndex): string {
  const { node, field, text } = problem
  const message = text ? describeReason(text) : problem.message
  if (node === undefined) return message
  const name = titleOf(flow, specs, node)
  const label = field === undefined ? undefined : (specs.field(flow.nodes[node]?.type ?? '', field)?.label ?? field)
  // "Model is required" says already which field
  const place = label === undefined || message.startsWith(label) ? name : `${name} › ${label}`
  return message.startsWith(name) && label === undefined ? message : `${place}: ${message}`
}
