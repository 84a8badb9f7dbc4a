/** Adds a component where it is seen, connected when it was asked for from a port. */
import { addNode, type ComponentSpec } from '@evalflow/graph'
import { estimateSize, NODE_WIDTH_PX, type Size } from '../geometry/node-size.ts'
import { focusNodeSoon } from '../canvas/focus-node.ts'
import { addConnected, fittingPort } from '../connect.ts'
import type { EditorContextValue } from '../editor-context.ts'
import { t } from '../messages.ts'
import type { PortEnd } from '../store/editor-store.ts'
import { findFreePlace } from './free-place.ts'

export interface AddPlace {
  /** Flow coordinates of the new node's port (with `end`) or its top left corner. */
  at?: { x: number; y: number }
  end?: PortEnd | null
}

const GAP_PX = 96

interface Point {
  x: number
  y: number
}

export function addComponent(editor: EditorContextValue, spec: ComponentSpec, { at, end }: AddPlace = {}): void {
  const { store } = editor
  const id = store.newId(spec.type)
  const place = at ?? placeFor(editor, spec, end)
  const node = { id, type: spec.type, version: spec.version, at: { x: Math.round(place.x), y: Math.round(place.y) } }
  const port = end && fittingPort(spec, end)
  if (end && port) store.dispatch(addConnected, { node, end, port: port.id }, { select: { nodes: [id] } })
  else store.dispatch(addNode, node, { select: { nodes: [id] } })
  store.setState({ portFilter: null })
  store.announce(t('added', { title: spec.title }))
  focusNodeSoon(id)
}

/** Beside the node it was asked for from, else in the middle of what is shown; on no other node. */
function placeFor(editor: EditorContextValue, spec: ComponentSpec, end: PortEnd | null | undefined): Point {
  const canvas = editor.canvas.current
  const size = newNodeSize(editor, spec)
  const middle = canvas?.center() ?? { x: 0, y: 0 }
  const wanted = end
    ? besideNode(end, canvas?.index().rectOf(end.node))
    : { x: middle.x - size.width / 2, y: middle.y - size.height / 2 }
  return onNoOther(editor, spec, wanted)
}

/** `wanted`, or the nearest place where a new node of this kind covers no other. */
export function onNoOther(editor: EditorContextValue, spec: ComponentSpec, wanted: Point): Point {
  const index = editor.canvas.current?.index()
  if (!index) return wanted
  return findFreePlace(wanted, newNodeSize(editor, spec), (area) => index.query(area).length > 0)
}

function newNodeSize({ store, views }: EditorContextValue, spec: ComponentSpec): Size {
  const { flow, specs } = store.getState()
  return estimateSize(flow, specs, views, { id: '', type: spec.type, version: spec.version, values: {} })
}

function besideNode(end: PortEnd, rect: (Point & { width: number }) | undefined): Point {
  if (!rect) return { x: 0, y: 0 }
  return end.side === 'out'
    ? { x: rect.x + rect.width + GAP_PX, y: rect.y }
    : { x: rect.x - NODE_WIDTH_PX - GAP_PX, y: rect.y }
}
