/** The ports on the card of a collapsed group: those that wires from outside lead to, each with all a port can do. */
import type { NodeProps } from '@xyflow/react'
import { useMemo } from 'react'
import { useEditor, useEditorState } from '../editor-context.ts'
import { createGroupCard, type CardPort } from '../geometry/group-cards.ts'
import { portTypeName } from '../reason-messages.ts'
import { cardHandle, groupOfCard } from './card-ends.ts'
import { Port } from './port.tsx'
import type { CanvasNode } from './xyflow-nodes.ts'

export function GroupCardPorts({ id }: NodeProps<CanvasNode>) {
  const { store } = useEditor()
  const group = useEditorState((state) => state.flow.groups[groupOfCard(id) ?? ''])
  const edges = useEditorState((state) => state.flow.edges)
  const specs = useEditorState((state) => state.specs)
  // typing in a node elsewhere changes no row
  const card = useMemo(
    () => (group ? createGroupCard({ ...store.getState().flow, edges }, specs, group) : undefined),
    [store, edges, specs, group],
  )
  if (!card) return null
  return (
    <div className="ef-group-card">
      <Rows ports={card.inputs} />
      <Rows ports={card.outputs} />
    </div>
  )
}

function Rows({ ports }: { ports: readonly CardPort[] }) {
  return (
    <ul className="ef-group-ports" data-side={ports[0]?.side}>
      {ports.map((port) => (
        <li
          key={`${port.node}/${port.port}`}
          data-port-type={port.type}
          title={`${port.label} · ${portTypeName(port.type)}`}
        >
          <Port node={port.node} port={{ ...port, id: port.port }} handle={cardHandle(port)} />
        </li>
      ))}
    </ul>
  )
}
