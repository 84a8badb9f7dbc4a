/** Drawing a wire by pointer and moving an end of one: each ends in a command, a menu of what fits, or a reason. */
import type { EdgeId } from '@evalflow/graph'
import type { FinalConnectionState, HandleType } from '@xyflow/react'
import { connectPorts, portEnd, startConnecting, wireFits } from '../connect.ts'
import type { AddRequest } from '../palette/add-menu.tsx'
import { endInFlow } from './card-ends.ts'
import type { GestureParts } from './node-gestures.ts'
import { pointOf } from './point-of.ts'
import type { CanvasEdge } from './xyflow-nodes.ts'

interface WireEnds {
  source: string
  target: string
  sourceHandle?: string | null
  targetHandle?: string | null
}

export function createWireGestures({ editor, toFlow }: GestureParts, setAdding: (request: AddRequest | null) => void) {
  const { store } = editor
  const endOf = (node: string, port: string | null | undefined, side: 'in' | 'out') =>
    portEnd(store.getState(), endInFlow(node, port ?? ''), side)
  const sideOf = (handle: HandleType | null): 'in' | 'out' => (handle === 'source' ? 'out' : 'in')

  const finish = (event: MouseEvent | TouchEvent, { toHandle, toNode }: FinalConnectionState) => {
    const { connecting } = store.getState()
    if (!connecting) return
    if (toHandle && toNode) {
      connectPorts(store, endOf(toNode.id, toHandle.id, sideOf(toHandle.type)))
      store.setState({ connecting: null })
      return
    }
    const screen = pointOf(event)
    const isPane = document.elementFromPoint(screen.x, screen.y)?.closest('.react-flow__pane')
    store.setState({ connecting: null })
    if (isPane && connecting.moving === undefined) setAdding({ screen, at: toFlow(screen), end: connecting })
  }

  return {
    onConnectStart: (
      _event: unknown,
      start: { nodeId: string | null; handleId: string | null; handleType: HandleType | null },
    ) => {
      if (start.nodeId === null || store.getState().connecting?.moving) return
      startConnecting(store, endOf(start.nodeId, start.handleId, sideOf(start.handleType)), 'pointer')
    },
    onConnectEnd: (event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
      if (!store.getState().connecting?.moving) finish(event, connection)
    },
    /** `handle` is the end that stays. */
    onReconnectStart: (_event: unknown, edge: CanvasEdge, handle: HandleType) => {
      const stored = store.getState().flow.edges[edge.id]
      if (!stored) return
      const stays = handle === 'source' ? stored.source : stored.target
      const moving: EdgeId = edge.id
      startConnecting(store, endOf(stays.node, stays.port, sideOf(handle)), 'pointer', moving)
    },
    onReconnectEnd: (
      event: MouseEvent | TouchEvent,
      _edge: CanvasEdge,
      _handle: HandleType,
      connection: FinalConnectionState,
    ) => finish(event, connection),
    isValidConnection: (wire: WireEnds) => {
      const state = store.getState()
      const from = endOf(wire.source, wire.sourceHandle, 'out')
      const to = endOf(wire.target, wire.targetHandle, 'in')
      const { moving } = state.connecting ?? {}
      return wireFits(state, moving === undefined ? from : { ...from, by: 'pointer', moving }, to)
    },
  }
}
