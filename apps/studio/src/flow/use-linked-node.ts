/** A link to a node leads to the node, not only to its panel: it is selected and brought into view once. */
import type { useEditorValue } from '@evalflow/editor'
import { useEffect, useState } from 'react'
import type { FlowSession } from './flow-session.ts'

export function useLinkedNode(
  node: string | undefined,
  { store }: FlowSession,
  { canvas }: ReturnType<typeof useEditorValue>,
): void {
  const [linked] = useState(node)
  useEffect(() => {
    if (linked === undefined || !Object.hasOwn(store.getState().flow.nodes, linked)) return undefined
    // the canvas offers itself with its first drawing
    const frame = requestAnimationFrame(() => canvas.current?.reveal(linked, { focus: false }))
    return () => cancelAnimationFrame(frame)
  }, [linked, store, canvas])
}
