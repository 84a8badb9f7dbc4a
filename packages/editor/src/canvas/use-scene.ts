/** From the document, the window and what is under the hand to the lists that @xyflow/react draws. */
import type { Flow, NodeId } from '@evalflow/graph'
import { useMemo, useState } from 'react'
import { useEditor, useEditorState } from '../editor-context.ts'
import { createGraphIndex, type GraphIndex, type GraphParts } from '../geometry/graph-index.ts'
import { createWireIndex } from '../geometry/wire-index.ts'
import type { Scene } from './painter.ts'
import { isSameShape } from './same-shape.ts'
import { brokenReasons } from './use-node.ts'
import { selectWindow, type CanvasWindow, type WindowContent } from './window.ts'
import { createCanvasAdapter, type CanvasEdge, type CanvasNode } from './xyflow-nodes.ts'

export function useGraphIndex(): GraphIndex {
  const { views } = useEditor()
  const layout = useEditorState((state) => state.flow.layout)
  const nodes = useEditorState((state) => state.flow.nodes)
  const groups = useEditorState((state) => state.flow.groups)
  const sizes = useEditorState((state) => state.sizes)
  const specs = useEditorState((state) => state.specs)
  const flow = useEditorState((state) => state.flow)
  // Wires that come or go change the rows of a collapsed group; without one they change no place.
  const wires = useEditorState((state) => (hasCollapsed(state.flow.groups) ? state.flow.edges : null))
  // Typing changes `nodes` but no place; estimates of nodes that were never drawn may wait for the next gesture.
  const shape = useShape(nodes)
  const [indexOf] = useState(createIndexMemory)
  return useMemo(
    () => indexOf({ flow: { ...flow, layout, groups }, specs, views, sizes }, [groups, wires, shape, specs, views]),
    // oxlint-disable-next-line react/exhaustive-deps -- `flow` is read for nodes of this shape only
    [indexOf, layout, groups, wires, shape, sizes, specs, views],
  )
}

/** Where only places or sizes changed, as after a drag, those are entered anew and the rest stays. */
function createIndexMemory(): (parts: GraphParts, rest: readonly unknown[]) => GraphIndex {
  let last: { index: GraphIndex; rest: readonly unknown[] } | undefined
  return (parts, rest) => {
    const isMove = last?.rest.every((part, place) => part === rest[place])
    last = { index: last && isMove ? last.index.moved(parts.flow, parts.sizes) : createGraphIndex(parts), rest }
    return last.index
  }
}

function hasCollapsed(groups: Flow['groups']): boolean {
  for (const id in groups) if (groups[id]?.collapsed) return true
  return false
}

/** The same object until nodes come, go or change type. */
function useShape(nodes: Readonly<Record<NodeId, { type: string }>>): object {
  const [shapeOf] = useState(createShapeMemory)
  return useMemo(() => shapeOf(nodes), [shapeOf, nodes])
}

function createShapeMemory(): (nodes: Readonly<Record<NodeId, { type: string }>>) => object {
  let last: Readonly<Record<NodeId, { type: string }>> = {}
  let shape = {}
  return (nodes) => {
    if (!isSameShape(last, nodes)) shape = {}
    last = nodes
    return shape
  }
}

export interface CanvasScene {
  nodes: CanvasNode[]
  edges: CanvasEdge[]
  content: WindowContent
  /** For the painter: read at the moment of painting. */
  scene: () => Scene
  version: object
}

const NONE: ReadonlySet<string> = new Set()

export function useCanvasScene(index: GraphIndex, window: CanvasWindow, hovered: NodeId | null): CanvasScene {
  const { store, views, runState } = useEditor()
  const flow = useEditorState((state) => state.flow)
  const specs = useEditorState((state) => state.specs)
  const selection = useEditorState((state) => state.selection)
  const drag = useEditorState((state) => state.drag)
  const connecting = useEditorState((state) => state.connecting?.node)
  const renaming = useEditorState((state) => state.renaming)
  const readOnly = useEditorState((state) => state.readOnly)
  const [adapter] = useState(createCanvasAdapter)
  const [placed] = useState(createWireIndex)

  const dragged = drag ? [...drag.keys()].join() : ''
  const pinned = useMemo(() => {
    const ids = [connecting, renaming, hovered, ...dragged.split(',')].filter((id): id is string => Boolean(id))
    return new Set(ids)
  }, [connecting, renaming, hovered, dragged])
  const { edges: wires } = flow
  const content = useMemo(
    () => selectWindow({ ...store.getState().flow, edges: wires }, index, window, pinned),
    [store, wires, index, window, pinned],
  )
  const input = { flow, specs, views, index, content, selection, drag, readOnly }
  const nodes = adapter.nodes(input)
  const edges = adapter.edges(input)
  const { lod } = window
  // What the painter draws of a drag: nodes that are not in the DOM, and wires that lead to cards of groups.
  const isFollowed = drag !== null && (selection.nodes.size > drag.size || index.cards.size > 0)
  // A drag that is drawn by the DOM alone leaves the picture as it is: its steps are no new version.
  const followed = isFollowed ? drag : null
  const version = useMemo(
    () => ({ index, lod, wires, selected: selection.nodes, dragged, drag: followed }),
    [index, lod, wires, selection.nodes, dragged, followed],
  )
  const domEdges = useMemo(() => new Set(content.edges.map((edge) => edge.id)), [content])
  const scene = (): Scene => {
    const state = store.getState()
    return {
      flow: state.flow,
      specs,
      views,
      index,
      lod,
      domNodes: lod ? NONE : new Set(content.nodes),
      selected: state.selection.nodes,
      hidden: lod && state.drag ? new Set(state.drag.keys()) : NONE,
      domEdges,
      wires: placed,
      broken: brokenReasons(state.flow, specs),
      runs: runState.all(),
      shift:
        isFollowed && state.drag && state.selection.nodes.size > state.drag.size ? shiftOf(state.drag, index) : null,
      moved: index.cards.size > 0 ? state.drag : null,
    }
  }
  return { nodes, edges, content, scene, version }
}

export function shiftOf(
  drag: ReadonlyMap<NodeId, { x: number; y: number }> | null,
  index: GraphIndex,
): { x: number; y: number } | null {
  for (const [id, place] of drag ?? []) {
    const rect = index.rectOf(id)
    if (rect) return { x: place.x - rect.x, y: place.y - rect.y }
  }
  return null
}
