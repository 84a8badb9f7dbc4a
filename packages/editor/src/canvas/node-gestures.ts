/** Dragging and selecting nodes: what @xyflow/react reports becomes state of the editor, and at the end one command. */
import { moveNodes, type NodeId } from '@evalflow/graph'
import type { EdgeChange, NodeChange } from '@xyflow/react'
import { insertExisting } from '../connect.ts'
import type { EditorContextValue } from '../editor-context.ts'
import type { GraphIndex } from '../geometry/graph-index.ts'
import type { Point } from '../geometry/node-size.ts'
import { alignTo } from '../geometry/guides.ts'
import type { Size } from '../geometry/node-size.ts'
import { boundsOf } from '../geometry/spatial-index.ts'
import { visibleRect } from '../geometry/viewport.ts'
import { wireAt } from '../geometry/wire-at.ts'
import type { EditorStore } from '../store/editor-store.ts'
import { groupOfCard } from './card-ends.ts'
import { pointOf } from './point-of.ts'
import { shiftOf } from './use-scene.ts'
import { LOD_BELOW } from './window.ts'
import type { CanvasEdge, CanvasNode } from './xyflow-nodes.ts'

const SIZES_REST_MS = 150
/** Screen pixels within which a guide attracts. */
const GUIDE_REACH_PX = 6
const NO_GUIDES: readonly never[] = []

export interface GestureParts {
  editor: EditorContextValue
  toFlow: (point: Point) => Point
}

export function createNodeGestures({ editor, toFlow }: GestureParts) {
  const { store, canvas } = editor
  const noteSize = createSizeCollector(store)

  const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
    let drag: Map<NodeId, Point> | null = null
    let nodes: Set<NodeId> | null = null
    for (const change of changes) {
      if (change.type === 'position' && change.position && change.dragging) {
        drag ??= new Map(store.getState().drag)
        drag.set(change.id, change.position)
      } else if (change.type === 'dimensions' && change.dimensions && !change.resizing) {
        if (groupOfCard(change.id) !== undefined) continue
        if (isSameSize(canvas.current?.index().rectOf(change.id), change.dimensions)) continue
        noteSize(change.id, change.dimensions)
      } else if (change.type === 'select') {
        nodes ??= new Set(store.getState().selection.nodes)
        if (change.selected) nodes.add(change.id)
        else nodes.delete(change.id)
      }
    }
    if (drag) store.setState(aligned(editor, drag))
    if (nodes) store.select({ nodes, edges: store.getState().selection.edges })
  }

  const onEdgesChange = (changes: EdgeChange<CanvasEdge>[]) => {
    const edges = new Set(store.getState().selection.edges)
    for (const change of changes) {
      if (change.type !== 'select') continue
      if (change.selected) edges.add(change.id)
      else edges.delete(change.id)
    }
    store.select({ nodes: store.getState().selection.nodes, edges })
  }

  const onNodeDragStop = (event: MouseEvent | TouchEvent) => {
    const { drag } = store.getState()
    const index = canvas.current?.index()
    if (!drag || !index) return
    const to = placesAfter(store, index, drag)
    store.setState({ drag: null, guides: NO_GUIDES })
    const [only, ...others] = Object.keys(to)
    const wire = only !== undefined && others.length === 0 ? wireUnder(toFlow(pointOf(event)), only) : undefined
    if (wire && only !== undefined) {
      const { edge, inPort, outPort } = wire
      store.dispatch(insertExisting, { edge: edge.id, node: only, inPort, outPort, at: to[only] ?? { x: 0, y: 0 } })
    } else store.dispatch(moveNodes, { to })
  }

  /** The wire near a point that `node` (free of wires) could be put into. */
  const wireUnder = (point: Point, node: NodeId) => {
    const { flow, specs } = store.getState()
    const spec = specs.get(flow.nodes[node]?.type ?? '')
    const isFree = Object.values(flow.edges).every((edge) => edge.source.node !== node && edge.target.node !== node)
    const index = canvas.current?.index()
    return spec && isFree && index ? wireAt({ flow, specs }, index, point, spec) : undefined
  }
  return { onNodesChange, onEdgesChange, onNodeDragStop }
}

/** The drag, drawn to the lines of the nodes in sight. */
function aligned(
  { store, canvas }: EditorContextValue,
  drag: Map<NodeId, Point>,
): { drag: ReadonlyMap<NodeId, Point>; guides: ReturnType<typeof alignTo>['guides'] } {
  const { aligning, snap, selection } = store.getState()
  const view = canvas.current?.viewport()
  if (!aligning || snap || !view || !canvas.current || view.zoom < LOD_BELOW) return { drag, guides: NO_GUIDES }
  const index = canvas.current.index()
  const moving = boundsOf([...drag].map(([id, at]) => ({ ...at, ...sizeOf(index.rectOf(id)) })))
  if (!moving) return { drag, guides: NO_GUIDES }
  const shown = visibleRect(view, canvas.current.size())
  const others = index
    .query(shown)
    .filter((id) => !drag.has(id) && !selection.nodes.has(id))
    .map((id) => index.rectOf(id))
    .filter((rect) => rect !== undefined)
  const { dx, dy, guides } = alignTo(moving, others, GUIDE_REACH_PX / view.zoom)
  if (dx === 0 && dy === 0) return { drag, guides }
  return { drag: new Map([...drag].map(([id, at]) => [id, { x: at.x + dx, y: at.y + dy }])), guides }
}

const sizeOf = (size: Size | undefined): Size => ({ width: size?.width ?? 0, height: size?.height ?? 0 })

/** Whole pixels; what is selected but not on the screen goes along. */
function placesAfter(store: EditorStore, index: GraphIndex, drag: ReadonlyMap<NodeId, Point>): Record<NodeId, Point> {
  const { selection, flow } = store.getState()
  const shift = shiftOf(drag, index) ?? { x: 0, y: 0 }
  const to: Record<NodeId, Point> = {}
  for (const [id, place] of drag) to[id] = { x: Math.round(place.x), y: Math.round(place.y) }
  for (const id of selection.nodes) {
    const place = flow.layout.nodes[id]
    if (!to[id] && place) to[id] = { x: Math.round(place.x + shift.x), y: Math.round(place.y + shift.y) }
  }
  return to
}

function isSameSize(a: Size | undefined, b: Size): boolean {
  return a !== undefined && Math.abs(a.width - b.width) < 0.5 && Math.abs(a.height - b.height) < 0.5
}

/** Sizes come a few nodes at a time while they are admitted; the index of all nodes is built once for all of them. */
function createSizeCollector(store: EditorStore): (node: NodeId, size: Size) => void {
  const measured = new Map<NodeId, Size>()
  let timer: ReturnType<typeof setTimeout> | undefined
  return (node, size) => {
    measured.set(node, size)
    clearTimeout(timer)
    timer = setTimeout(() => {
      store.setState(({ sizes }) => ({ sizes: new Map([...sizes, ...measured]) }))
      measured.clear()
    }, SIZES_REST_MS)
  }
}
