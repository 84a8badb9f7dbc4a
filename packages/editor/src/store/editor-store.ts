/**
 * The editor's state: document, history, selection, and what is under the hand (drag, connecting).
 *
 * All changes of the document go through `dispatch`, which records one undo step per gesture and tells `onChange` the
 * patches. `drag` is not in the document until the pointer is up.
 */
import {
  applyPatches,
  createSpecIndex,
  emptyHistory,
  GraphError,
  newId as randomId,
  recordChange,
  redo as redoHistory,
  sealHistory,
  setValue as setValueCommand,
  toChange,
  undo as undoHistory,
  type Change,
  type Command,
  type ComponentSpec,
  type Converter,
  type EdgeId,
  type Flow,
  type FlowPatch,
  type History,
  type JsonValue,
  type LoosePatch,
  type NodeId,
  type PortRef,
  type PortType,
  type SpecIndex,
} from '@evalflow/graph'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Guide } from '../geometry/guides.ts'
import type { Size } from '../geometry/node-size.ts'
import { notePlaces } from '../geometry/place-changes.ts'
import { t } from '../messages.ts'

export interface PortEnd extends PortRef {
  side: 'in' | 'out'
  type: PortType
}
export interface Connecting extends PortEnd {
  /** A wire drawn by the pointer, or chosen by Enter. */
  by: 'pointer' | 'keyboard'
  /** The wire whose end is being moved. */
  moving?: EdgeId
}
export interface Selection {
  nodes: ReadonlySet<NodeId>
  edges: ReadonlySet<EdgeId>
}
export type Overlay = 'commands' | 'shortcuts' | 'find'
/** What a drag over empty canvas does. */
export type Tool = 'pan' | 'box' | 'lasso'
/** A wire that was refused, and components that would make it fit. */
export interface ConverterOffer {
  start: PortEnd
  end: PortEnd
  converters: readonly Converter[]
}
export interface Announcement {
  text: string
  count: number
}

export interface EditorState {
  flow: Flow
  specs: SpecIndex
  history: History
  selection: Selection
  /** Places of the nodes that are being dragged. */
  drag: ReadonlyMap<NodeId, { x: number; y: number }> | null
  /** Lines that the dragged nodes lie on. */
  guides: readonly Guide[]
  connecting: Connecting | null
  offer: ConverterOffer | null
  /** The palette shows only what fits here. */
  portFilter: PortEnd | null
  /** Sizes as drawn, where they differ from the estimate. */
  sizes: ReadonlyMap<NodeId, Size>
  overlay: Overlay | null
  /** Id of a node or a group. */
  renaming: string | null
  tool: Tool
  snap: boolean
  /** Dragged nodes are drawn to edges and middles of others. */
  aligning: boolean
  /** Nothing can be changed now. */
  readOnly: boolean
  /** Nor ever, e.g. an older version; else the canvas can be unlocked. */
  fixed: boolean
  /** Nodes that somebody else has selected, with their name. */
  marks: ReadonlyMap<NodeId, string>
  /** Said by the live region. */
  announcement: Announcement
}

export interface DispatchOptions {
  /** Gestures with one key in quick succession are one undo step. */
  key?: string
  select?: { nodes?: Iterable<NodeId>; edges?: Iterable<EdgeId> }
}

export interface EditorActions {
  /** Runs a command of `@evalflow/graph`. @throws GraphError `invalid_command` */
  dispatch: <Args, Result extends Change>(
    command: (flow: Flow, args: Args, context: { newId: (prefix?: string) => string }) => Result,
    args: Args,
    options?: DispatchOptions,
  ) => Result
  setValue: (node: NodeId, field: string, value: JsonValue | undefined) => void
  undo: () => void
  redo: () => void
  /** Ends the running gesture (blur, pointer up). */
  seal: () => void
  /**
   * Takes another tab's patches; `onChange` is not told. With a label it is an undo step, else none.
   * @throws GraphError `invalid_patch`
   */
  applyRemote: (patches: readonly LoosePatch[], label?: string) => void
  /** Shows another document (restored version, conflict solved) and forgets the history. */
  replaceFlow: (flow: Flow) => void
  select: (selection: { nodes?: Iterable<NodeId>; edges?: Iterable<EdgeId> }) => void
  announce: (text: string) => void
  newId: (prefix?: string) => string
}

export type EditorStore = StoreApi<EditorState> & EditorActions

export interface EditorStoreOptions {
  flow: Flow
  specs: SpecIndex | readonly ComponentSpec[]
  /** Patches that were applied, in order, undo and redo included; for autosave. */
  onChange?: (patches: readonly FlowPatch[], flow: Flow) => void
  /** Stored beside the flow, so that undo survives a reload. */
  history?: History
  readOnly?: boolean
  now?: () => number
  newId?: (prefix?: string) => string
}

const NO_GUIDES: readonly Guide[] = []
const NO_MARKS: ReadonlyMap<NodeId, string> = new Map()
const NOTHING: Selection = { nodes: new Set(), edges: new Set() }

export function createEditorStore(options: EditorStoreOptions): EditorStore {
  const { onChange, now = Date.now, newId = randomId } = options
  const store = createStore<EditorState>(() => ({
    flow: options.flow,
    specs: 'get' in options.specs ? options.specs : createSpecIndex(options.specs),
    history: options.history ?? emptyHistory,
    selection: NOTHING,
    drag: null,
    guides: NO_GUIDES,
    connecting: null,
    offer: null,
    portFilter: null,
    sizes: new Map(),
    overlay: null,
    renaming: null,
    tool: 'pan',
    snap: false,
    aligning: true,
    readOnly: options.readOnly ?? false,
    fixed: options.readOnly ?? false,
    marks: NO_MARKS,
    announcement: { text: '', count: 0 },
  }))

  const dispatch: EditorActions['dispatch'] = (command, args, { key, select: chosen } = {}) => {
    const { flow, history, readOnly } = store.getState()
    const change = command(flow, args, { newId })
    if (readOnly || change.patches.length === 0) return change
    const next = applyPatches(flow, change.patches)
    notePlaces(flow, next, change.patches)
    const recorded = recordChange(history, change, { at: now(), ...(key === undefined ? {} : { key }) })
    store.setState({
      flow: next,
      history: recorded,
      selection: prune(chosen ? toSelection(chosen) : store.getState().selection, next),
    })
    onChange?.(change.patches, next)
    return change
  }

  const step = (take: typeof undoHistory): void => {
    const { flow, history, readOnly } = store.getState()
    const result = take(history)
    if (!result || readOnly) return
    const next = tryPatches(flow, result.patches)
    if (!next) {
      // another tab took away what the step is about: it can never be done again
      const { past, future } = history
      store.setState({ history: take === undoHistory ? { past: past.slice(0, -1), future } : { past, future: [] } })
      actions.announce(t('stepGone', { label: result.label }))
      return
    }
    notePlaces(flow, next, result.patches)
    store.setState({
      flow: next,
      history: result.history,
      selection: prune(store.getState().selection, next),
      drag: null,
    })
    onChange?.([...result.patches], next)
  }

  const actions: EditorActions = {
    dispatch,
    setValue: (node, field, value) =>
      void dispatch(setValueCommand, { node, field, value }, { key: `value:${node}:${field}` }),
    undo: () => step(undoHistory),
    redo: () => step(redoHistory),
    seal: () => {
      const { history } = store.getState()
      const sealed = sealHistory(history)
      if (sealed !== history) store.setState({ history: sealed })
    },
    applyRemote: (patches, label) => {
      const { flow, history, selection } = store.getState()
      const change = label === undefined ? undefined : toChange(flow, label, patches)
      const next = applyPatches(flow, patches)
      store.setState({
        flow: next,
        history: change ? recordChange(history, change, { at: now() }) : history,
        selection: prune(selection, next),
      })
    },
    replaceFlow: (flow) =>
      store.setState({ flow, history: emptyHistory, selection: NOTHING, drag: null, sizes: new Map() }),
    select: (chosen) => {
      const selection = toSelection(chosen)
      if (!isSame(selection, store.getState().selection)) store.setState({ selection })
    },
    announce: (text) =>
      store.setState(({ announcement }) => ({ announcement: { text, count: announcement.count + 1 } })),
    newId,
  }
  return Object.assign(store, actions)
}

function tryPatches(flow: Flow, patches: readonly FlowPatch[]): Flow | undefined {
  try {
    return applyPatches(flow, patches)
  } catch (error) {
    if (error instanceof GraphError) return undefined
    throw error
  }
}

export type AnyCommand<Args> = Command<Args>

function toSelection({ nodes = [], edges = [] }: { nodes?: Iterable<NodeId>; edges?: Iterable<EdgeId> }): Selection {
  return { nodes: new Set(nodes), edges: new Set(edges) }
}

function isSame(a: Selection, b: Selection): boolean {
  const equal = (left: ReadonlySet<string>, right: ReadonlySet<string>) =>
    left.size === right.size && [...left].every((item) => right.has(item))
  return equal(a.nodes, b.nodes) && equal(a.edges, b.edges)
}

/** A selection never names what is gone. */
function prune(selection: Selection, flow: Flow): Selection {
  const isGone =
    [...selection.nodes].some((id) => !Object.hasOwn(flow.nodes, id)) ||
    [...selection.edges].some((id) => !Object.hasOwn(flow.edges, id))
  if (!isGone) return selection
  return {
    nodes: new Set([...selection.nodes].filter((id) => Object.hasOwn(flow.nodes, id))),
    edges: new Set([...selection.edges].filter((id) => Object.hasOwn(flow.edges, id))),
  }
}
