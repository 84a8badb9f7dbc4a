/** All gestures of the canvas, made once: they read the editor's state when they happen. */
import { useReactFlow } from '@xyflow/react'
import { useMemo } from 'react'
import { useEditor } from '../editor-context.ts'
import type { Point } from '../geometry/node-size.ts'
import type { AddRequest } from '../palette/add-menu.tsx'
import { createDropGestures } from './drop-gestures.ts'
import { createNodeGestures } from './node-gestures.ts'
import { createWireGestures } from './wire-gestures.ts'
import type { CanvasEdge, CanvasNode } from './xyflow-nodes.ts'

export function useGestures(setAdding: (request: AddRequest | null) => void) {
  const editor = useEditor()
  const flow = useReactFlow<CanvasNode, CanvasEdge>()
  return useMemo(() => {
    const toFlow = (point: Point) => flow.screenToFlowPosition(point, { snapToGrid: false })
    const parts = { editor, toFlow }
    return {
      toFlow,
      ...createNodeGestures(parts),
      ...createWireGestures(parts, setAdding),
      ...createDropGestures(parts, setAdding),
    }
  }, [editor, flow, setAdding])
}
