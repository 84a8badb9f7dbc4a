/**
 * The page behind `/?bench=N`: N real nodes and about 1.2 N wires without a network call, and the hook that a harness drives.
 * `&view=far` begins with the whole flow in sight, otherwise zoom 0.6 in the middle of it.
 */
import type { NodeId } from '@evalflow/graph'
import { useEffect, useMemo, useState } from 'react'
import type { CanvasApi } from '../editor-context.ts'
import { EditorContext } from '../editor-context.ts'
import { FlowCanvas } from '../canvas/flow-canvas.tsx'
import { fitViewport, type Viewport } from '../geometry/viewport.ts'
import { useEditorValue } from '../flow-editor.tsx'
import { createEditorStore, type EditorStore } from '../store/editor-store.ts'
import { useEditorKeys } from '../use-editor-keys.ts'
import { createSteps, type BenchStep } from './bench-steps.ts'
import { benchSpec, createBenchFlow } from './bench-flow.ts'
import { benchViews } from './bench-view.tsx'

export interface EditorBench {
  /** True two animation frames after the first paint with everything in place. */
  ready: boolean
  /** Milliseconds since navigation start. */
  readyAt: number
  nodes: number
  edges: number
  viewport: () => Viewport
  /** Viewport pixels of a node's header. */
  dragPoint: () => { x: number; y: number; node: NodeId }
  /** Viewport pixels of empty canvas. */
  panPoint: () => { x: number; y: number }
  store: EditorStore
  /** Single steps, for a harness that measures what each costs. */
  steps: () => readonly BenchStep[]
}

declare global {
  interface Window {
    __editorBench?: EditorBench
  }
}

export interface BenchPageProps {
  nodes: number
  view?: 'near' | 'far'
}

const NEAR_ZOOM = 0.6
/** After everything on screen is drawn. */
const FRAMES_AFTER = 2

export function BenchPage({ nodes, view = 'near' }: BenchPageProps) {
  const [store] = useState(() => createEditorStore({ flow: createBenchFlow(nodes), specs: [benchSpec] }))
  const editor = useEditorValue({ store, views: benchViews })
  useEditorKeys(editor)
  const opening = useMemo(() => (view === 'far' ? undefined : nearViewport(nodes)), [view, nodes])
  useEffect(() => {
    let frame = 0
    const wait = (left: number) => {
      frame = requestAnimationFrame(() => {
        if (left === 0) announceReady(store, editor.canvas)
        else wait(editor.canvas.current?.isComplete() ? left - 1 : FRAMES_AFTER)
      })
    }
    wait(FRAMES_AFTER)
    return () => cancelAnimationFrame(frame)
  }, [store, editor.canvas])
  return (
    <EditorContext value={editor}>
      <div style={{ position: 'fixed', inset: 0, display: 'flex' }}>
        <FlowCanvas initialViewport={opening} />
      </div>
    </EditorContext>
  )
}

/** The middle of the grid of `createBenchFlow`. */
function nearViewport(count: number): Viewport {
  const columns = Math.ceil(Math.sqrt(count))
  const bounds = { x: 0, y: 0, width: columns * 360, height: Math.ceil(count / columns) * 420 }
  const canvas = { width: globalThis.innerWidth, height: globalThis.innerHeight }
  const fitted = fitViewport(bounds, canvas)
  if (fitted.zoom >= NEAR_ZOOM) return { ...fitted, zoom: NEAR_ZOOM }
  return {
    x: canvas.width / 2 - (bounds.width / 2) * NEAR_ZOOM,
    y: canvas.height / 2 - (bounds.height / 2) * NEAR_ZOOM,
    zoom: NEAR_ZOOM,
  }
}

function announceReady(store: EditorStore, canvas: { current: CanvasApi | null }): void {
  const { flow } = store.getState()
  const toScreen = (point: { x: number; y: number }) => {
    const { x, y, zoom } = canvas.current?.viewport() ?? { x: 0, y: 0, zoom: 1 }
    return { x: Math.round(point.x * zoom + x), y: Math.round(point.y * zoom + y) }
  }
  /** The node nearest to the middle of what is shown. */
  const middle = () => {
    const center = canvas.current?.center() ?? { x: 0, y: 0 }
    const distance = (id: NodeId) => {
      const place = flow.layout.nodes[id]
      return place ? Math.hypot(place.x + 134 - center.x, place.y + 25 - center.y) : Infinity
    }
    return Object.keys(flow.nodes).reduce((best, id) => (distance(id) < distance(best) ? id : best), 'n0')
  }
  globalThis.window.__editorBench = {
    ready: true,
    readyAt: performance.now(),
    nodes: Object.keys(flow.nodes).length,
    edges: Object.keys(flow.edges).length,
    viewport: () => canvas.current?.viewport() ?? { x: 0, y: 0, zoom: 1 },
    dragPoint: () => {
      const node = middle()
      const place = store.getState().flow.layout.nodes[node] ?? { x: 0, y: 0 }
      return { ...toScreen({ x: place.x + 100, y: place.y + 24 }), node }
    },
    panPoint: () => {
      const place = flow.layout.nodes[middle()] ?? { x: 0, y: 0 }
      // Columns are 360 px apart and nodes 268 px wide: the gap is empty, but for wires.
      return toScreen({ x: place.x + 268 + 46, y: place.y + 396 })
    },
    store,
    steps: () => createSteps(store, middle()),
  }
}
