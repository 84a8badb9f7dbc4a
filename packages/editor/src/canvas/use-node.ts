/** What one node of the canvas reads: its own part of the document, its run, what comes in. Nothing else wakes it. */
import {
  adjacencyOf,
  brokenEdges,
  setValues as setValuesCommand,
  titleOf,
  withDefaults,
  type Flow,
  type FlowNode,
  type JsonValue,
  type NodeId,
  type Reason,
  type SpecIndex,
} from '@evalflow/graph'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { useEditor, useEditorState } from '../editor-context.ts'
import type { ConnectedInput, NodeBodyProps } from '../node-view.ts'
import type { NodeRun } from '../run-state.ts'
import type { EditorState } from '../store/editor-store.ts'
import { isSameShape } from './same-shape.ts'

export function useNodeRun(id: NodeId): NodeRun | undefined {
  const { runState } = useEditor()
  const read = useCallback(() => runState.get(id), [runState, id])
  return useSyncExternalStore(runState.subscribe, read, read)
}

/** Props of a node's Body, Footer and Inspector; undefined when the node is gone or its component is unknown. */
export function useNodeBody(id: NodeId): NodeBodyProps | undefined {
  const { store, callbacks } = useEditor()
  const node = useEditorState((state) => state.flow.nodes[id])
  const specs = useEditorState((state) => state.specs)
  const readOnly = useEditorState((state) => state.readOnly)
  const run = useNodeRun(id)
  const inputs = useInputs(id)
  const spec = node && specs.get(node.type)
  const values = useMemo(() => (spec && node ? withDefaults(spec.fields, node.values) : {}), [spec, node])
  const actions = useMemo(
    () => ({
      setValue: (field: string, value: JsonValue | undefined) => store.setValue(id, field, value),
      setValues: (changed: Readonly<Record<string, JsonValue | undefined>>) =>
        void store.dispatch(setValuesCommand, { node: id, values: changed }),
      open: (tab?: string) => callbacks.openNode?.(id, tab),
      runNode: () => callbacks.run?.({ kind: 'only', nodes: [id] }),
      stop: () => callbacks.stop?.([id]),
    }),
    [store, callbacks, id],
  )
  return useMemo(
    () => (node && spec ? { node, spec, values, run, inputs, readOnly, ...actions } : undefined),
    [node, spec, values, run, inputs, readOnly, actions],
  )
}

/** Sources by in-port. The object stays the same until one of those nodes or wires changes. */
function useInputs(id: NodeId): Readonly<Record<string, readonly ConnectedInput[]>> {
  const { store } = useEditor()
  const select = useMemo(() => createInputsSelector(id), [id])
  return useStore(store, select).inputs
}

function createInputsSelector(id: NodeId): (state: EditorState) => Inputs {
  let last: Inputs | undefined
  return ({ flow, specs }) => {
    const next = inputsOf(flow, specs, id)
    if (!last || !isSameInputs(last, next)) last = next
    return last
  }
}

interface Inputs {
  sources: readonly (FlowNode | undefined)[]
  wires: readonly string[]
  inputs: Readonly<Record<string, readonly ConnectedInput[]>>
}

const cache = new WeakMap<FlowNode, ConnectedInput['values']>()

function inputsOf(flow: Flow, specs: SpecIndex, id: NodeId): Inputs {
  const incoming = adjacencyOf(flow).incoming(id)
  const inputs: Record<string, ConnectedInput[]> = {}
  for (const edge of incoming) {
    const source = flow.nodes[edge.source.node]
    if (!source) continue
    const spec = specs.get(source.type)
    const values = cache.get(source) ?? withDefaults(spec?.fields ?? [], source.values)
    cache.set(source, values)
    const type = specs.output(source.type, edge.source.port)?.type ?? 'any'
    const list = (inputs[edge.target.port] ??= [])
    list.push({ node: source.id, port: edge.source.port, title: titleOf(flow, specs, source.id), type, values })
  }
  return {
    sources: incoming.map((edge) => flow.nodes[edge.source.node]),
    wires: incoming.map((edge) => edge.id),
    inputs,
  }
}

function isSameInputs(a: Inputs, b: Inputs): boolean {
  return (
    a.sources.length === b.sources.length &&
    a.sources.every((source, index) => source === b.sources[index]) &&
    a.wires.every((wire, index) => wire === b.wires[index])
  )
}

const broken = new WeakMap<Flow['edges'], { nodes: Flow['nodes']; reasons: ReadonlyMap<string, Reason> }>()

/** Reasons of broken wires by id. Kept until wires or types of nodes change, not while typing or moving. */
export function brokenReasons(flow: Flow, specs: SpecIndex): ReadonlyMap<string, Reason> {
  const known = broken.get(flow.edges)
  if (known?.nodes === flow.nodes) return known.reasons
  if (known && isSameShape(known.nodes, flow.nodes)) {
    // looked through once for this change; every wire asks
    known.nodes = flow.nodes
    return known.reasons
  }
  const reasons = new Map(brokenEdges(flow, specs).map((edge) => [edge.edge, edge.text]))
  broken.set(flow.edges, { nodes: flow.nodes, reasons })
  return reasons
}
