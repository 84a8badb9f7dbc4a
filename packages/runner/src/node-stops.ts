/** Stopping single nodes of a run that goes on (rule R11). Made before the run; whoever holds it may stop a node at any time. */
import type { NodeId } from '@evalflow/graph'

export interface NodeStops {
  /** Stops a node that waits or runs; what depends on it is skipped. No effect on one that has ended. */
  stop: (node: NodeId) => void
  isStopped: (node: NodeId) => boolean
  /** Told once for each node, from now on. Gives a function that ends it. */
  onStop: (listener: (node: NodeId) => void) => () => void
}

/** @param before nodes that were stopped already, in a run that goes on after a restart */
export function createNodeStops(before: Iterable<NodeId> = []): NodeStops {
  const stopped = new Set(before)
  const listeners = new Set<(node: NodeId) => void>()
  return {
    stop: (node) => {
      if (stopped.has(node)) return
      stopped.add(node)
      for (const listener of listeners) listener(node)
    },
    isStopped: (node) => stopped.has(node),
    onStop: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Aborts with the run, or when `node` is stopped alone. `release` lets go of both. */
export function signalOf(
  node: NodeId,
  run: AbortSignal,
  stops: NodeStops | undefined,
): { signal: AbortSignal; release: () => void } {
  if (!stops) return { signal: run, release: () => {} }
  const own = new AbortController()
  const onRun = () => own.abort(run.reason)
  if (run.aborted) onRun()
  else run.addEventListener('abort', onRun, { once: true })
  const forget = stops.onStop((stopped) => {
    if (stopped === node) own.abort(new DOMException('This node was stopped.', 'AbortError'))
  })
  const release = () => {
    run.removeEventListener('abort', onRun)
    forget()
  }
  return { signal: own.signal, release }
}
