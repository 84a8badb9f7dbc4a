/** Adds a component where it is seen, connected when it was asked for from a port. */
import { addNode, type ComponentSpec } from '@evalflow/graph'
import { focusNodeSoon } from '../canvas/focus-node.ts'
import { addConnected, fittingPort } from '../connect.ts'
import type { EditorContextValue } from '../editor-context.ts'
import { t } from '../messages.ts'
import type { PortEnd } from '../store/editor-store.ts'

export interface AddPlace {
  /** Flow coordinates of the new node's port (with `end`) or its top left corner. */
  at?: { x: number; y: number }
  end?: PortEnd | null
}

const GAP_PX = 96
const STEP_PX = 32

export function addComponent(
  { store, canvas }: EditorContextValue,
  spec: ComponentSpec,
  { at, end }: AddPlace = {},
): void {
  const { flow } = store.getState()
  const id = store.newId(spec.type)
  const place = at ?? (end ? besideNode(end, canvas.current?.index().rectOf(end.node)) : freePlace())
  const node = { id, type: spec.type, version: spec.version, at: { x: Math.round(place.x), y: Math.round(place.y) } }
  const port = end && fittingPort(spec, end)
  if (end && port) store.dispatch(addConnected, { node, end, port: port.id }, { select: { nodes: [id] } })
  else store.dispatch(addNode, node, { select: { nodes: [id] } })
  store.setState({ portFilter: null })
  store.announce(t('added', { title: spec.title }))
  focusNodeSoon(id)

  /** The middle of what is shown, moved on until it is not exactly on another node. */
  function freePlace(): { x: number; y: number } {
    const middle = canvas.current?.center() ?? { x: 0, y: 0 }
    const taken = new Set(
      Object.values(flow.layout.nodes).map((other) => `${Math.round(other.x)},${Math.round(other.y)}`),
    )
    let next = { x: Math.round(middle.x - 134), y: Math.round(middle.y - 100) }
    while (taken.has(`${next.x},${next.y}`)) next = { x: next.x + STEP_PX, y: next.y + STEP_PX }
    return next
  }
}

function besideNode(end: PortEnd, rect: { x: number; y: number; width: number } | undefined): { x: number; y: number } {
  if (!rect) return { x: 0, y: 0 }
  return end.side === 'out' ? { x: rect.x + rect.width + GAP_PX, y: rect.y } : { x: rect.x - 268 - GAP_PX, y: rect.y }
}
