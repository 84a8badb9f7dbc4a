/** The wire under the pointer, with the reason beside it where it cannot end. */
import type { ConnectionLineComponentProps } from '@xyflow/react'
import { checkWire } from '../connect.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { wirePath } from '../geometry/graph-index.ts'
import { useT } from '../messages.ts'
import type { PortEnd } from '../store/editor-store.ts'
import { endInFlow } from './card-ends.ts'

export function ConnectionLine({ fromX, fromY, toX, toY, toHandle, toNode, fromHandle }: ConnectionLineComponentProps) {
  const t = useT()
  const { store } = useEditor()
  const connecting = useEditorState((state) => state.connecting)
  const [from, to] = [
    { x: fromX, y: fromY },
    { x: toX, y: toY },
  ]
  const isForward = fromHandle.type === 'source'
  const path = isForward ? wirePath(from, to) : wirePath(to, from)
  const end = toNode && toHandle ? toEnd(toNode.id, toHandle.id ?? '', toHandle.type) : undefined
  const check = connecting && end ? checkWire(store.getState(), connecting, end) : undefined
  const words = check && (check.ok ? (check.replaces.length > 0 ? t('replacesWire') : t('dropHere')) : check.reason)
  const hint = check && !check.ok ? check.hint : undefined
  return (
    <g className="ef-wire" data-port-type={connecting?.type ?? 'any'} data-broken={check ? !check.ok : false}>
      <path className="react-flow__edge-path" d={path} />
      {words && (
        <foreignObject x={toX + 14} y={toY + 10} width={280} height={90} className="ef-reason-box">
          <div className="ef-reason" data-ok={check?.ok}>
            {words}
            {hint && <small>{hint}</small>}
          </div>
        </foreignObject>
      )}
    </g>
  )

  function toEnd(node: string, port: string, type: 'source' | 'target'): PortEnd {
    return { ...endInFlow(node, port), side: type === 'source' ? 'out' : 'in', type: 'any' }
  }
}
