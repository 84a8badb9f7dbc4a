/** Lines that show what a dragged node lies in line with. */
import { ViewportPortal, useStore as useFlowStore } from '@xyflow/react'
import { useEditorState } from '../editor-context.ts'

export function GuideLines() {
  const guides = useEditorState((state) => state.guides)
  if (guides.length === 0) return null
  return <Lines />
}

function Lines() {
  const guides = useEditorState((state) => state.guides)
  const zoom = useFlowStore((state) => state.transform[2])
  // one pixel on screen, whatever the zoom
  const thin = 1 / zoom
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <div
          key={axis}
          className="ef-guide"
          data-axis={axis}
          style={
            axis === 'x'
              ? { left: at, top: from, width: thin, height: to - from }
              : { left: from, top: at, width: to - from, height: thin }
          }
        />
      ))}
    </ViewportPortal>
  )
}
