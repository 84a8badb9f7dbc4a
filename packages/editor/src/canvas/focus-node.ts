/** Focus for a node that is about to be drawn. */
import type { NodeId } from '@evalflow/graph'

const FRAMES = 20

export function focusNodeSoon(node: NodeId, frames: number = FRAMES): void {
  requestAnimationFrame(() => {
    const element = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(node)}"]`)
    if (element) element.focus({ preventScroll: true })
    else if (frames > 0) focusNodeSoon(node, frames - 1)
  })
}
