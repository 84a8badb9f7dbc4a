/** Adds all of another flow below what is there, under fresh ids: one undo step. Pure. */
import { createFragment, paste, type CommandContext, type Flow, type PasteChange } from '@evalflow/graph'

const GAP_PX = 120
/** About the height of a node, for those that were never drawn. */
const NODE_HEIGHT_PX = 260

export function addFlow(flow: Flow, { flow: added }: { flow: Flow }, context: CommandContext): PasteChange {
  const fragment = createFragment(added, Object.keys(added.nodes))
  const places = Object.values(flow.layout.nodes)
  if (places.length === 0) return paste(flow, { fragment }, context)
  const left = Math.min(...places.map(({ x }) => x))
  const bottom = Math.max(...places.map(({ y, height }) => y + (height ?? NODE_HEIGHT_PX)))
  return paste(flow, { fragment, at: { x: left, y: bottom + GAP_PX } }, context)
}
