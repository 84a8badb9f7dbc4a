/** What every part of one editor shares: the store, how nodes look, run state, and what Studio does on request. */
import type { NodeId } from '@evalflow/graph'
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Insets, Viewport } from './geometry/viewport.ts'
import type { Size } from './geometry/node-size.ts'
import type { GraphIndex } from './geometry/graph-index.ts'
import type { NodeViews } from './node-view.ts'
import type { RunStateSource } from './run-state.ts'
import type { EditorState, EditorStore } from './store/editor-store.ts'

export type RunScope = { kind: 'all' } | { kind: 'only'; nodes: NodeId[] } | { kind: 'from'; nodes: NodeId[] }

/** What Studio does around the flow; commands ask for it by name. */
export type HostAction =
  | 'templates'
  | 'problems'
  | 'versions'
  | 'name-version'
  | 'import'
  | 'export-evalflow'
  | 'export-langflow'
  | 'copy-json'

export interface EditorCallbacks {
  action?: (action: HostAction) => void
  /** Files dropped on the canvas; without it a drop does what the browser does. */
  dropFiles?: (files: readonly File[]) => void
  run?: (scope: RunScope) => void
  /** All that runs, or only these nodes and what depends on them. */
  stop?: (nodes?: readonly NodeId[]) => void
  /** Opens the drawer for a node; without a tab its usual one. */
  openNode?: (node: NodeId, tab?: string) => void
}

/** What commands may ask of the canvas; there from its first layout on. */
export interface CanvasApi {
  fit: (nodes?: Iterable<NodeId>) => void
  zoomBy: (factor: number) => void
  zoomTo: (zoom: number) => void
  /** Brings a node into view and focuses it. */
  reveal: (node: NodeId, options?: { focus?: boolean }) => void
  /** From viewport (client) pixels to the flow. */
  toFlow: (point: { x: number; y: number }) => { x: number; y: number }
  /** Middle of what is shown, or where the pointer is, in the flow. */
  center: () => { x: number; y: number }
  pointer: () => { x: number; y: number } | null
  viewport: () => Viewport
  setViewport: (viewport: Viewport) => void
  index: () => GraphIndex
  /** Of the canvas on the page. */
  size: () => Size
  insets: Insets
  /** Everything on screen is drawn in full. */
  isComplete: () => boolean
}

export interface EditorContextValue {
  store: EditorStore
  views: NodeViews
  runState: RunStateSource
  callbacks: EditorCallbacks
  canvas: CanvasSlot
}

/** Where the canvas, once it is laid out, puts what commands need of it. */
export interface CanvasSlot {
  readonly current: CanvasApi | null
  /** Returns how to take it away again. */
  offer: (api: CanvasApi) => () => void
}

export function createCanvasSlot(): CanvasSlot {
  let current: CanvasApi | null = null
  return {
    get current() {
      return current
    },
    offer: (api) => {
      current = api
      return () => {
        if (current === api) current = null
      }
    },
  }
}

export const EditorContext = createContext<EditorContextValue | null>(null)

export function useEditor(): EditorContextValue {
  const value = useContext(EditorContext)
  if (!value) throw new Error('This part of the editor needs to be inside <FlowEditor> or <EditorProvider>.')
  return value
}

/** A slice of the editor's state; `select` must give the same reference for the same state. */
export function useEditorState<T>(select: (state: EditorState) => T): T {
  return useStore(useEditor().store, select)
}
