/** The canvas: @xyflow/react for what is near, a painter for the rest, and the gestures that lead to commands. */
import { addNode, insertOnEdge, moveNodes, type EdgeId, type FlowEdge, type NodeId } from '@evalflow/graph'
import { MenuAt } from '@evalflow/ui'
import {
  Background,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type EdgeChange,
  type FinalConnectionState,
  type HandleType,
  type NodeChange,
} from '@xyflow/react'
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type DragEvent,
  type PointerEvent,
} from 'react'
import { flushSync } from 'react-dom'
import { GRID_PX } from '../commands/arrange.ts'
import { onNoOther } from '../palette/add-component.ts'
import { checkWire, connectPorts, fittingPort, insertExisting, startConnecting } from '../connect.ts'
import { useEditor, useEditorState, type CanvasApi } from '../editor-context.ts'
import { distanceToWire, type GraphIndex } from '../geometry/graph-index.ts'
import type { Size } from '../geometry/node-size.ts'
import { boundsOf } from '../geometry/spatial-index.ts'
import {
  centerOn,
  FIT_INSETS,
  fitViewport,
  MAX_ZOOM,
  MIN_ZOOM,
  toFlowPoint,
  zoomAround,
  type Viewport,
} from '../geometry/viewport.ts'
import { t, useT } from '../messages.ts'
import { AddMenu, type AddRequest } from '../palette/add-menu.tsx'
import { COMPONENT_MIME } from '../palette/palette.tsx'
import type { EditorStore, PortEnd } from '../store/editor-store.ts'
import { focusNodeSoon } from './focus-node.ts'
import { CanvasBars } from './canvas-bars.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { EmptyCanvas } from './empty-canvas.tsx'
import { GroupFrames } from './group-frames.tsx'
import { LodContext } from './lod-context.ts'
import { Minimap } from './minimap.tsx'
import { NodeFrame } from './node-frame.tsx'
import { PainterLayer } from './painter-layer.tsx'
import { PortHint } from './port-hint.tsx'
import { useBoxSelect } from './use-box-select.tsx'
import { useCanvasMenu } from './use-canvas-menu.tsx'
import { shiftOf, useCanvasScene, useGraphIndex } from './use-scene.ts'
import { useWindow } from './use-window.ts'
import { Wire } from './wire.tsx'
import type { CanvasEdge, CanvasNode } from './xyflow-nodes.ts'

const nodeTypes = { component: NodeFrame }
const edgeTypes = { wire: Wire }
const ADD_KEYS = ['Shift', 'Meta', 'Control']
const SNAP: [number, number] = [GRID_PX, GRID_PX]
const WIRE_REACH_PX = 24
const SIZES_REST_MS = 150

export interface FlowCanvasProps {
  /** Where to begin; without it all of the flow is fitted. */
  initialViewport?: Viewport | undefined
}

/** Measures its place first: the opening viewport is computed, since nothing has been drawn to be fitted. */
export function FlowCanvas({ initialViewport }: FlowCanvasProps) {
  const home = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Size | null>(null)
  useLayoutEffect(() => {
    const element = home.current
    if (!element) return
    const measure = () => {
      const { width, height } = element.getBoundingClientRect()
      setSize((old) => (old?.width === width && old.height === height ? old : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={home} className="ef-canvas-home">
      {size && (
        <ReactFlowProvider>
          <Surface size={size} initialViewport={initialViewport} />
        </ReactFlowProvider>
      )}
    </div>
  )
}

function Surface({ size, initialViewport }: { size: Size; initialViewport: Viewport | undefined }) {
  const t = useT()
  const { store } = useEditor()
  const index = useGraphIndex()
  const [opening] = useState(() => initialViewport ?? fitViewport(index.bounds, size))
  const view = useWindow(index, size, opening)
  const [hovered, setHovered] = useState<NodeId | null>(null)
  const [adding, setAdding] = useState<AddRequest | null>(null)
  const { nodes, edges, content, scene, version } = useCanvasScene(index, view, view.lod ? hovered : null)
  const snap = useEditorState((state) => state.snap)
  const readOnly = useEditorState((state) => state.readOnly)
  const trackPointer = useCanvasApi(index, size, view.complete)
  const handlers = useGestures(index, setAdding)
  const menu = useCanvasMenu(setAdding)
  const boxSelect = useBoxSelect()

  function onPointerMove(event: PointerEvent): void {
    const point = { x: event.clientX, y: event.clientY }
    trackPointer(point)
    if (!view.lod || event.buttons !== 0) return
    const next = index.nodeAt(handlers.toFlow(point)) ?? null
    // At once: a press may follow this very event, and must find the block.
    if (next !== hovered) flushSync(() => setHovered(next))
  }

  return (
    <LodContext value={view.lod}>
      <div
        className="ef-canvas"
        data-lod={view.lod}
        onPointerDownCapture={boxSelect.onPointerDownCapture}
        onPointerMove={onPointerMove}
        onPointerLeave={() => trackPointer(null)}
        onDragOver={handlers.onDragOver}
        onDrop={handlers.onDrop}
        onDoubleClick={handlers.onDoubleClick}
      >
        <ReactFlow<CanvasNode, CanvasEdge>
          aria-label={t('canvasLabel')}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          defaultViewport={opening}
          minZoom={MIN_ZOOM}
          maxZoom={MAX_ZOOM}
          onlyRenderVisibleElements
          onNodesChange={handlers.onNodesChange}
          onEdgesChange={handlers.onEdgesChange}
          onNodeDragStop={handlers.onNodeDragStop}
          onConnectStart={handlers.onConnectStart}
          onConnectEnd={handlers.onConnectEnd}
          isValidConnection={handlers.isValidConnection}
          onReconnectStart={handlers.onReconnectStart}
          onReconnectEnd={handlers.onReconnectEnd}
          onReconnect={noop}
          onPaneClick={handlers.onPaneClick}
          {...menu.handlers}
          connectionLineComponent={ConnectionLine}
          connectionRadius={28}
          connectOnClick={false}
          nodesConnectable={!readOnly}
          edgesReconnectable={!readOnly}
          snapToGrid={snap}
          snapGrid={SNAP}
          selectionKeyCode={null}
          deleteKeyCode={null}
          multiSelectionKeyCode={ADD_KEYS}
          zoomOnDoubleClick={false}
          nodeDragThreshold={2}
          elevateEdgesOnSelect
          edgesFocusable={false}
          disableKeyboardA11y
          proOptions={ATTRIBUTION}
        >
          <Background gap={GRID_PX} size={1.4} color="var(--canvas-dot)" />
        </ReactFlow>
        <PainterLayer size={size} scene={scene} version={version} content={content} />
        <GroupFrames index={index} />
        <PortHint />
        {boxSelect.box}
        <CanvasBars />
        <Minimap index={index} size={size} version={version} />
        {index.size === 0 && <EmptyCanvas />}
        <AddMenu request={adding} onClose={() => (setAdding(null), store.setState({ connecting: null }))} />
        <MenuAt at={menu.at} entries={menu.entries} label={menu.label} onClose={menu.close} />
      </div>
    </LodContext>
  )
}

const ATTRIBUTION = { hideAttribution: true }
const noop = () => {}

/** Offers the canvas to commands; gives back how to tell it where the pointer is. */
function useCanvasApi(
  index: GraphIndex,
  size: Size,
  isComplete: boolean,
): (point: { x: number; y: number } | null) => void {
  const { canvas, store } = useEditor()
  const flow = useReactFlow()
  const pointer = useRef<{ x: number; y: number } | null>(null)
  const latest = useRef({ index, size, isComplete })
  useLayoutEffect(() => {
    latest.current = { index, size, isComplete }
  })
  useEffect(() => {
    const insets = { ...FIT_INSETS }
    const middle = () => ({ x: latest.current.size.width / 2, y: latest.current.size.height / 2 })
    const set = (viewport: Viewport) => void flow.setViewport(viewport)
    const api: CanvasApi = {
      insets,
      isComplete: () => latest.current.isComplete,
      index: () => latest.current.index,
      viewport: flow.getViewport,
      setViewport: set,
      toFlow: (point) => flow.screenToFlowPosition(point, { snapToGrid: false }),
      pointer: () => pointer.current && flow.screenToFlowPosition(pointer.current, { snapToGrid: false }),
      center: () => toFlowPoint(flow.getViewport(), middle()),
      fit: (nodes) => {
        const { index: graph, size: shown } = latest.current
        const rects = nodes && [...nodes].map((id) => graph.rectOf(id)).filter((rect) => rect !== undefined)
        set(fitViewport(rects ? boundsOf(rects) : graph.bounds, shown, insets))
      },
      zoomBy: (factor) => set(zoomAround(flow.getViewport(), middle(), factor)),
      zoomTo: (zoom) => set(zoomAround(flow.getViewport(), middle(), zoom / flow.getZoom())),
      reveal: (node, { focus = true } = {}) => {
        const rect = latest.current.index.rectOf(node)
        if (!rect) return
        set(centerOn(rect, latest.current.size, Math.min(1, Math.max(0.6, flow.getZoom()))))
        store.select({ nodes: [node] })
        if (focus) focusNodeSoon(node)
      },
    }
    return canvas.offer(api)
  }, [canvas, flow, store])
  return useCallback((point) => void (pointer.current = point), [])
}

function useGestures(index: GraphIndex, setAdding: (request: AddRequest | null) => void) {
  const editor = useEditor()
  const { store, callbacks } = editor
  const flow = useReactFlow<CanvasNode, CanvasEdge>()
  const latest = useRef(index)
  useLayoutEffect(() => {
    latest.current = index
  })
  const toFlow = useCallback(
    (point: { x: number; y: number }) => flow.screenToFlowPosition(point, { snapToGrid: false }),
    [flow],
  )

  return useMemo(() => {
    const noteSize = createSizeCollector(store)
    const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
      const state = store.getState()
      let drag: Map<NodeId, { x: number; y: number }> | null = null
      let nodes: Set<NodeId> | null = null
      for (const change of changes) {
        if (change.type === 'position' && change.position && change.dragging) {
          drag ??= new Map(state.drag)
          drag.set(change.id, change.position)
        } else if (change.type === 'dimensions' && change.dimensions && !change.resizing) {
          if (isSameSize(latest.current.rectOf(change.id), change.dimensions)) continue
          noteSize(change.id, change.dimensions)
        } else if (change.type === 'select') {
          nodes ??= new Set(state.selection.nodes)
          if (change.selected) nodes.add(change.id)
          else nodes.delete(change.id)
        }
      }
      if (drag) store.setState({ drag })
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
      const { drag, selection, flow: document } = store.getState()
      if (!drag) return
      const shift = shiftOf(drag, latest.current) ?? { x: 0, y: 0 }
      const to: Record<NodeId, { x: number; y: number }> = {}
      for (const [id, place] of drag) to[id] = { x: Math.round(place.x), y: Math.round(place.y) }
      for (const id of selection.nodes) {
        const place = document.layout.nodes[id]
        if (!to[id] && place) to[id] = { x: Math.round(place.x + shift.x), y: Math.round(place.y + shift.y) }
      }
      store.setState({ drag: null })
      const [only] = Object.keys(to)
      const wire =
        Object.keys(to).length === 1 && only !== undefined ? wireUnder(toFlow(pointOf(event)), only) : undefined
      if (wire && only !== undefined) {
        store.dispatch(insertExisting, {
          edge: wire.edge.id,
          node: only,
          inPort: wire.inPort,
          outPort: wire.outPort,
          at: to[only] ?? { x: 0, y: 0 },
        })
      } else store.dispatch(moveNodes, { to })
    }
    /** The wire near a point that `node` (free of wires) could be put into. */
    const wireUnder = (point: { x: number; y: number }, node: NodeId) => {
      const { flow: document, specs } = store.getState()
      const spec = specs.get(document.nodes[node]?.type ?? '')
      const isFree = Object.values(document.edges).every(
        (edge) => edge.source.node !== node && edge.target.node !== node,
      )
      return spec && isFree ? findWire(point, spec.type) : undefined
    }
    const findWire = (point: { x: number; y: number }, type: string) => {
      const { flow: document, specs } = store.getState()
      const spec = specs.get(type)
      if (!spec) return undefined
      let best: { edge: FlowEdge; inPort: string; outPort: string; distance: number } | undefined
      for (const edge of Object.values(document.edges)) {
        const ends = latest.current.ends(edge)
        const distance = ends ? distanceToWire(point, ends.from, ends.to) : Infinity
        if (distance > WIRE_REACH_PX || (best && best.distance <= distance)) continue
        const from = toEnd(edge.source.node, edge.source.port, 'out')
        const to = toEnd(edge.target.node, edge.target.port, 'in')
        const [inPort, outPort] = [fittingPort(spec, from), fittingPort(spec, to)]
        if (inPort && outPort) best = { edge, inPort: inPort.id, outPort: outPort.id, distance }
      }
      return best
    }
    const toEnd = (node: NodeId, port: string, side: 'in' | 'out'): PortEnd => {
      const { flow: document, specs } = store.getState()
      const type = document.nodes[node]?.type ?? ''
      return {
        node,
        port,
        side,
        type: (side === 'in' ? specs.input(type, port) : specs.output(type, port))?.type ?? 'any',
      }
    }
    const sideOf = (handle: HandleType | null) => (handle === 'source' ? 'out' : 'in') as 'in' | 'out'
    const finish = (event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
      const { connecting } = store.getState()
      const { toHandle, toNode } = connection
      if (!connecting) return
      if (toHandle && toNode) {
        connectPorts(store, toEnd(toNode.id, toHandle.id ?? '', sideOf(toHandle.type)))
        store.setState({ connecting: null })
        return
      }
      const screen = pointOf(event)
      const isPane = document.elementFromPoint(screen.x, screen.y)?.closest('.react-flow__pane')
      store.setState({ connecting: null })
      if (isPane && connecting.moving === undefined) setAdding({ screen, at: toFlow(screen), end: connecting })
    }

    return {
      toFlow,
      onNodesChange,
      onEdgesChange,
      onNodeDragStop,
      onConnectStart: (
        _event: unknown,
        start: { nodeId: string | null; handleId: string | null; handleType: HandleType | null },
      ) => {
        if (start.nodeId === null || store.getState().connecting?.moving) return
        startConnecting(store, toEnd(start.nodeId, start.handleId ?? '', sideOf(start.handleType)), 'pointer')
      },
      onConnectEnd: (event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
        if (!store.getState().connecting?.moving) finish(event, connection)
      },
      /** `handle` is the end that stays. */
      onReconnectStart: (_event: unknown, edge: CanvasEdge, handle: HandleType) => {
        const stored = store.getState().flow.edges[edge.id]
        if (!stored) return
        const stays = handle === 'source' ? stored.source : stored.target
        startConnecting(store, toEnd(stays.node, stays.port, sideOf(handle)), 'pointer', edge.id as EdgeId)
      },
      onReconnectEnd: (
        event: MouseEvent | TouchEvent,
        _edge: CanvasEdge,
        _handle: HandleType,
        connection: FinalConnectionState,
      ) => finish(event, connection),
      isValidConnection: (wire: {
        source: string
        target: string
        sourceHandle?: string | null
        targetHandle?: string | null
      }) => {
        const state = store.getState()
        const from = toEnd(wire.source, wire.sourceHandle ?? '', 'out')
        const to = toEnd(wire.target, wire.targetHandle ?? '', 'in')
        const start = state.connecting?.moving
          ? { ...from, by: 'pointer' as const, moving: state.connecting.moving }
          : from
        return checkWire(state, start, to).ok
      },
      onPaneClick: () => {
        store.select({})
        store.setState({ portFilter: null, connecting: null, renaming: null })
      },
      onDragOver: (event: DragEvent) => {
        const isFile = callbacks.dropFiles !== undefined && event.dataTransfer.types.includes('Files')
        if (!isFile && !event.dataTransfer.types.includes(COMPONENT_MIME)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      },
      onDrop: (event: DragEvent) => {
        if (callbacks.dropFiles && event.dataTransfer.files.length > 0) {
          event.preventDefault()
          callbacks.dropFiles([...event.dataTransfer.files])
          return
        }
        const type = event.dataTransfer.getData(COMPONENT_MIME)
        const { specs } = store.getState()
        const spec = specs.get(type)
        if (!spec) return
        event.preventDefault()
        const point = toFlow({ x: event.clientX, y: event.clientY })
        const id = store.newId(type)
        const wire = findWire(point, type)
        const wanted = { x: Math.round(point.x - 134), y: Math.round(point.y - 25) }
        const at = wire ? wanted : onNoOther(editor, spec, wanted)
        const node = { id, type, version: spec.version, at }
        if (wire) {
          store.dispatch(
            insertOnEdge,
            { edge: wire.edge.id, node, inPort: wire.inPort, outPort: wire.outPort },
            { select: { nodes: [id] } },
          )
        } else store.dispatch(addNode, node, { select: { nodes: [id] } })
        store.announce(t('added', { title: spec.title }))
      },
      onDoubleClick: (event: React.MouseEvent) => {
        if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return
        const screen = { x: event.clientX, y: event.clientY }
        setAdding({ screen, at: toFlow(screen), end: null })
      },
    }
  }, [editor, store, callbacks, toFlow, setAdding])
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 }
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
