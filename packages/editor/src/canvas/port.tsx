/**
 * A port: hue tells the type, the shape one or many, hollow or filled whether a wire is there.
 *
 * By pointer a wire is drawn from dot to dot; by keyboard Enter on one port and Enter on another. While a wire is under
 * way, ports that fit glow and the others fade.
 */
import { adjacencyOf, type NodeId } from '@evalflow/graph'
import { Handle, Position } from '@xyflow/react'
import type { KeyboardEvent, ReactNode } from 'react'
import { connectPorts, disconnectPort, startConnecting, wireFits } from '../connect.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import type { NodePort } from '../geometry/node-size.ts'
import { useT } from '../messages.ts'
import { portTypeName } from '../reason-messages.ts'
import type { EditorState, PortEnd } from '../store/editor-store.ts'

export interface PortProps {
  node: NodeId
  port: NodePort
  /** Its name for @xyflow/react, where that is not the port's: on the card of a group. */
  handle?: string
  /** Right of an in-port's label. */
  text?: ReactNode
}

export function Port({ node, port, handle = port.id, text }: PortProps) {
  const t = useT()
  const editor = useEditor()
  const wires = useEditorState((state) => countWires(state, node, port))
  const fit = useEditorState((state) => fitOf(state, node, port))
  const end: PortEnd = { node, port: port.id, side: port.side, type: port.type }
  const type = portTypeName(port.type)
  const name = t(port.side === 'in' ? 'inputPort' : 'outputPort', { label: port.label, type })
  const facts = [
    port.list && t('listPort'),
    port.required && t('requiredPort'),
    wires > 0 ? t('portConnected', { count: wires }) : t('portOpen'),
  ].filter(Boolean)

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' || event.key === ' ') {
      if (editor.store.getState().connecting) connectPorts(editor.store, end)
      else startConnecting(editor.store, end, 'keyboard')
    } else if (event.key === 'Delete' || event.key === 'Backspace') disconnectPort(editor.store, end)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="ef-port" data-side={port.side} data-fit={fit} data-ghost={port.ghost}>
      <Handle
        id={handle}
        type={port.side === 'in' ? 'target' : 'source'}
        position={port.side === 'in' ? Position.Left : Position.Right}
        className="ef-dot"
        role="button"
        tabIndex={0}
        aria-label={[name, ...facts].join(', ')}
        data-port-type={port.type}
        data-side={port.side}
        data-hint={[`${port.label} · ${type}`, port.help ?? t('fitsWith', { type }), ...facts].join(' · ')}
        data-list={port.list}
        data-wired={wires > 0}
        onKeyDown={onKeyDown}
        onClick={() => editor.store.setState({ portFilter: end })}
      />
      <span className="ef-port-label">{port.label}</span>
      {text !== undefined && <span className="ef-port-text">{text}</span>}
    </div>
  )
}

function countWires({ flow }: EditorState, node: NodeId, port: NodePort): number {
  const adjacency = adjacencyOf(flow)
  if (port.side === 'in') return adjacency.incoming(node).filter((edge) => edge.target.port === port.id).length
  return adjacency.outgoing(node).filter((edge) => edge.source.port === port.id).length
}

/** Whether the wire under way may end here; undefined when there is none. */
function fitOf(state: EditorState, node: NodeId, port: NodePort): 'start' | 'yes' | 'no' | undefined {
  const { connecting } = state
  if (!connecting) return undefined
  if (connecting.node === node && connecting.port === port.id && connecting.side === port.side) return 'start'
  return wireFits(state, connecting, { node, port: port.id, side: port.side, type: port.type }) ? 'yes' : 'no'
}
