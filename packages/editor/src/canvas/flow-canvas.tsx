/** The canvas: @xyflow/react for what is near, a painter for the rest, and the gestures that lead to commands. */
import type { NodeId } from '@evalflow/graph'
import { MenuAt, useTheme } from '@evalflow/ui'
import { ReactFlow, ReactFlowProvider } from '@xyflow/react'
import { lazy, Suspense, useLayoutEffect, useRef, useState, type PointerEvent } from 'react'
import { flushSync } from 'react-dom'
import { GRID_PX } from '../commands/arrange.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import type { Size } from '../geometry/node-size.ts'
import { fitViewport, MAX_ZOOM, MIN_ZOOM, type Viewport } from '../geometry/viewport.ts'
import { useT } from '../messages.ts'
import type { AddRequest } from '../palette/add-menu.tsx'
import { ConverterMenu } from '../palette/converter-menu.tsx'
import { CanvasBars } from './canvas-bars.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { EmptyCanvas } from './empty-canvas.tsx'
import { GroupCardPorts } from './group-card.tsx'
import { GroupFrames } from './group-frames.tsx'
import { GuideLines } from './guide-lines.tsx'
import { LodContext } from './lod-context.ts'
import { watchLongPress } from './long-press.ts'
import { Minimap } from './minimap.tsx'
import { NodeFrame } from './node-frame.tsx'
import { PainterLayer } from './painter-layer.tsx'
import { PortHint } from './port-hint.tsx'
import { useAreaSelect } from './use-area-select.tsx'
import { useCanvasApi } from './use-canvas-api.ts'
import { useCanvasMenu } from './use-canvas-menu.tsx'
import { useGestures } from './use-gestures.ts'
import { useCanvasScene, useGraphIndex } from './use-scene.ts'
import { useWindow } from './use-window.ts'
import { useZooming } from './use-zooming.ts'
import { Wire } from './wire.tsx'
import type { CanvasEdge, CanvasNode } from './xyflow-nodes.ts'

const nodeTypes = { component: NodeFrame, card: GroupCardPorts }
const edgeTypes = { wire: Wire }
const ADD_KEYS = ['Shift', 'Meta', 'Control']
const SNAP: [number, number] = [GRID_PX, GRID_PX]

export interface FlowCanvasProps {
  /** Where to begin; without it all of the flow is fitted. */
  initialViewport?: Viewport | undefined
}

const AddMenu = lazy(async () => ({ default: (await import('../palette/add-menu.tsx')).AddMenu }))

/** Measures its place first: the opening viewport is computed, since nothing has been drawn to be fitted. */
export function FlowCanvas({ initialViewport }: FlowCanvasProps) {
  const home = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Size | null>(null)
  // asked here, not in parts that are drawn with every change
  const { theme } = useTheme()
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
          <Surface size={size} theme={theme} initialViewport={initialViewport} />
        </ReactFlowProvider>
      )}
    </div>
  )
}

interface SurfaceProps {
  size: Size
  theme: string
  initialViewport: Viewport | undefined
}

function Surface({ size, theme, initialViewport }: SurfaceProps) {
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
  const handlers = useGestures(setAdding)
  const menu = useCanvasMenu(setAdding)
  const areaSelect = useAreaSelect()
  const tool = useEditorState((state) => state.tool)
  const home = useRef<HTMLDivElement>(null)
  useZooming(home)

  function onPointerDownCapture(event: PointerEvent<HTMLElement>): void {
    watchLongPress(event)
    areaSelect.onPointerDownCapture(event)
  }

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
        ref={home}
        className="ef-canvas"
        data-lod={view.lod}
        data-tool={tool}
        onPointerDownCapture={onPointerDownCapture}
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
        />
        <PainterLayer size={size} scene={scene} version={version} content={content} theme={theme} />
        <GroupFrames index={index} />
        <GuideLines />
        <PortHint />
        {areaSelect.area}
        <CanvasBars />
        <Minimap index={index} size={size} version={version} theme={theme} />
        {index.size === 0 && <EmptyCanvas />}
        {adding && (
          <Suspense fallback={null}>
            <AddMenu request={adding} onClose={() => (setAdding(null), store.setState({ connecting: null }))} />
          </Suspense>
        )}
        <ConverterMenu index={index} />
        <MenuAt at={menu.at} entries={menu.entries} label={menu.label} onClose={menu.close} />
      </div>
    </LodContext>
  )
}

const ATTRIBUTION = { hideAttribution: true }
const noop = () => {}
