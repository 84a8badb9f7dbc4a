/** Single steps that the bench measures: what each costs must not grow with the flow. */
import { moveNodes, type NodeId } from '@evalflow/graph'
import { portEnd, startConnecting } from '../connect.ts'
import type { EditorStore } from '../store/editor-store.ts'

export interface BenchStep {
  name: string
  /** `turn` counts from 0, so that each changes something. */
  run: (turn: number) => void
  /** Takes it back, unmeasured. */
  after?: () => void
}

/** In this order: what is undone was moved before. @param node one that is on screen */
export function createSteps(store: EditorStore, node: NodeId): BenchStep[] {
  const output = portEnd(store.getState(), { node, port: 'result' }, 'out')
  return [
    {
      name: 'move',
      run: (turn) => {
        const place = store.getState().flow.layout.nodes[node] ?? { x: 0, y: 0 }
        store.dispatch(moveNodes, { to: { [node]: { x: place.x + 10 + turn, y: place.y } } })
      },
    },
    { name: 'undo', run: () => store.undo() },
    { name: 'redo', run: () => store.redo() },
    { name: 'type', run: (turn) => store.setValue(node, 'config', `typed ${turn}`) },
    {
      name: 'connect',
      run: () => startConnecting(store, output, 'pointer'),
      after: () => store.setState({ connecting: null }),
    },
    { name: 'select', run: (turn) => store.select({ nodes: turn % 2 === 0 ? [node] : [] }) },
  ]
}
