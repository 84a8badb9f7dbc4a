/** Which nodes a run names: those asked for, and what they need that has no output yet. Pure. */
import type { RunScope } from '@evalflow/editor'
import { adjacencyOf, reachable, type Flow, type NodeId } from '@evalflow/graph'

/** Undefined means all. `isReady` says whether a node's last output can be used as it is. */
export function nodesToRun(
  flow: Flow,
  scope: RunScope,
  isReady: (node: NodeId) => boolean,
): readonly NodeId[] | undefined {
  if (scope.kind === 'all') return undefined
  const asked = scope.kind === 'only' ? scope.nodes : Array.from(reachable(flow, scope.nodes, 'downstream'))
  const chosen = new Set(asked)
  const { incoming } = adjacencyOf(flow)
  const open = [...asked]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const { source } of incoming(node)) {
      if (chosen.has(source.node) || !Object.hasOwn(flow.nodes, source.node) || isReady(source.node)) continue
      chosen.add(source.node)
      open.push(source.node)
    }
  }
  return Array.from(chosen)
}
