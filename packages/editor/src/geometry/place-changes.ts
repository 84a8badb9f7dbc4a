/** Which nodes a change of the document moved: read off its patches once, instead of off all places. */
import type { Flow, LoosePatch, NodeId } from '@evalflow/graph'

type Places = Flow['layout']['nodes']

const known = new WeakMap<Places, { before: Places; nodes: readonly NodeId[] }>()

/** To be told of every change, right after it was made. */
export function notePlaces(before: Flow, after: Flow, patches: readonly LoosePatch[]): void {
  if (before.layout.nodes === after.layout.nodes) return
  const nodes: NodeId[] = []
  for (const { path } of patches) {
    if (path[0] !== 'layout') continue
    if (path[1] !== 'nodes' || path[2] === undefined) return
    nodes.push(path[2])
  }
  // one step back is enough: a chain of them would keep every former place alive
  known.delete(before.layout.nodes)
  known.set(after.layout.nodes, { before: before.layout.nodes, nodes })
}

/** Nodes of `after` whose place is another than in `before`. */
export function movedNodes(before: Flow, after: Flow): readonly NodeId[] {
  const noted = known.get(after.layout.nodes)
  const from = before.layout.nodes
  const to = after.layout.nodes
  const candidates = noted?.before === from ? new Set(noted.nodes) : Object.keys(after.nodes)
  return [...candidates].filter((id) => from[id] !== to[id])
}
