/** Runs tasks that wait for each other, a few at a time. */
import type { NodeId } from '@evalflow/graph'

export interface ParallelOptions {
  limit: number
  needs: (id: NodeId) => NodeId[]
  action: (id: NodeId) => Promise<void>
}

/** Calls `action` for every id once all that it needs has ended, at most `limit` at a time, in the order given. */
export async function inParallel(order: readonly NodeId[], { limit, needs, action }: ParallelOptions): Promise<void> {
  const position = new Map(order.map((id, i) => [id, i]))
  const left = new Map<NodeId, number>()
  const dependants = new Map<NodeId, NodeId[]>()
  for (const [i, id] of order.entries()) {
    // A node on a loop comes after itself: it has failed already, so nobody waits for it.
    const before = needs(id).filter((source) => (position.get(source) ?? i) < i)
    left.set(id, before.length)
    for (const source of before) append(dependants, source, id)
  }
  const ready = order.filter((id) => left.get(id) === 0)
  const running = new Set<Promise<void>>()
  const start = (id: NodeId) => {
    const task = action(id).then(() => {
      running.delete(task)
      for (const next of dependants.get(id) ?? []) {
        left.set(next, (left.get(next) ?? 1) - 1)
        if (left.get(next) === 0) ready.push(next)
      }
    })
    running.add(task)
  }
  for (;;) {
    while (running.size < limit) {
      const id = ready.shift()
      if (id === undefined) break
      start(id)
    }
    if (running.size === 0) return
    await Promise.race(running)
  }
}

function append(map: Map<NodeId, NodeId[]>, key: NodeId, id: NodeId): void {
  const list = map.get(key)
  if (list) list.push(id)
  else map.set(key, [id])
}
