/** A wire: the colour of what flows, a slow dash while it flows, red and dashed with its reason when broken. */
import { titleOf, type EdgeId } from '@evalflow/graph'
import { BaseEdge, type EdgeProps } from '@xyflow/react'
import { memo, useCallback, useSyncExternalStore } from 'react'
import { useEditor, useEditorState } from '../editor-context.ts'
import { wirePath, wireType } from '../geometry/graph-index.ts'
import { useT } from '../messages.ts'
import { describeReason } from '../reason-messages.ts'
import { brokenReasons } from './use-node.ts'
import type { CanvasEdge } from './xyflow-nodes.ts'

export const Wire = memo(function Wire({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  selected,
  source,
  target,
}: EdgeProps<CanvasEdge>) {
  const t = useT()
  const reason = useEditorState((state) => brokenReasons(state.flow, state.specs).get(id))
  const type = useEditorState(({ flow, specs }) => {
    const edge = flow.edges[id]
    return edge ? wireType(flow, specs, edge) : 'any'
  })
  // names, not the sentence: a selector runs with every change, for every wire
  const from = useEditorState(({ flow, specs }) => titleOf(flow, specs, flow.edges[id]?.source.node ?? source))
  const to = useEditorState(({ flow, specs }) => titleOf(flow, specs, flow.edges[id]?.target.node ?? target))
  const flowing = useFlowing(id)
  const path = wirePath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY })
  return (
    <g
      className="ef-wire"
      data-selected={selected}
      data-broken={reason !== undefined}
      data-flowing={flowing}
      data-port-type={type}
    >
      <title>
        {reason === undefined ? t('wire', { from, to }) : t('brokenWire', { reason: describeReason(reason) })}
      </title>
      {selected && <path className="ef-wire-halo" d={path} />}
      <BaseEdge id={id} path={path} interactionWidth={18} />
      {reason !== undefined && <BrokenMark x={(sourceX + targetX) / 2} y={(sourceY + targetY) / 2} />}
    </g>
  )
})

function BrokenMark({ x, y }: { x: number; y: number }) {
  return (
    <g className="ef-wire-mark" transform={`translate(${x},${y})`} aria-hidden>
      <circle r={8} />
      <path d="M0,-4 V0.5 M0,3.4 V3.6" />
    </g>
  )
}

/** What was made flows to what now runs. */
function useFlowing(id: EdgeId): boolean {
  const { runState, store } = useEditor()
  const read = useCallback(() => {
    // of the document: a wire of a collapsed group ends at its card on the canvas
    const edge = store.getState().flow.edges[id]
    if (!edge || runState.get(edge.target.node)?.state !== 'running') return false
    const made = runState.get(edge.source.node)?.state
    return made === 'done' || made === 'partly' || made === 'running'
  }, [runState, store, id])
  return useSyncExternalStore(runState.subscribe, read, read)
}
