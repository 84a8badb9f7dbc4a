/** Adds a component where it is seen, connected when it was asked for from a port. */
import { addNode, type ComponentSpec } from '@evalflow/graph'
import { NODE_WIDTH_PX } from '../geometry/node-size.ts'
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
const STEP_PX = 40
const RINGS = 30
/** Room kept for a new node, whose height is known only once it stands. */
const NEW_HEIGHT_PX = 220

export function addComponent(
  { store, canvas }: EditorContextValue,
  spec: ComponentSpec,
  { at, end }: AddPlace = {},
): void {
  const id = store.newId(spec.type)
  const place = at ?? (end ? besideNode(end, canvas.current?.index().rectOf(end.node)) : freePlace())
  const node = { id, type: spec.type, version: spec.version, at: { x: Math.round(place.x), y: Math.round(place.y) } }
  const port = end && fittingPort(spec, end)
  if (end && port) store.dispatch(addConnected, { node, end, port: port.id }, { select: { nodes: [id] } })
  else store.dispatch(addNode, node, { select: { nodes: [id] } })
  store.setState({ portFilter: null })
  store.announce(t('added', { title: spec.title }))
  focusNodeSoon(id)

  /** Around the middle of what is shown, on no other node: rings of places, the nearest first. */
  function freePlace(): { x: number; y: number } {
    const middle = canvas.current?.center() ?? { x: 0, y: 0 }
    const index = canvas.current?.index()
    const start = { x: Math.round(middle.x - NODE_WIDTH_PX / 2), y: Math.round(middle.y - 100) }
    for (let ring = 0; ring < RINGS; ring++) {
      for (let dx = -ring; dx <= ring; dx++) {
        for (let dy = -ring; dy <= ring; dy++) {
          if (Math.max(Math.abs(dx), Math.abs(dy)) !== ring) continue
          const place = { x: start.x + dx * STEP_PX, y: start.y + dy * STEP_PX }
          const taken = index?.query({ ...place, width: NODE_WIDTH_PX, height: NEW_HEIGHT_PX }) ?? []
          if (taken.length === 0) return place
        }
      }
    }
    return start
  }
}

function besideNode(end: PortEnd, rect: { x: number; y: number; width: number } | undefined): { x: number; y: number } {
  if (!rect) return { x: 0, y: 0 }
  return end.side === 'out'
    ? { x: rect.x + rect.width + GAP_PX, y: rect.y }
    : { x: rect.x - NODE_WIDTH_PX - GAP_PX, y: rect.y }
}
