/**
 * The flow as a list, in the order it runs: for screen readers, for keyboards and for small screens. Everything the canvas
 * can do to a node can be done here, connecting included.
 */
import { adjacencyOf, disconnect, removeNodes, titleOf, type FlowEdge, type NodeId } from '@evalflow/graph'
import { IconButton, Menu, StateBadge, type MenuEntry } from '@evalflow/ui'
import { Box, EllipsisVertical } from 'lucide-react'
import { useMemo } from 'react'
import { hueStyle, useRunState } from '../canvas/node-frame.tsx'
import { useNodeBody } from '../canvas/use-node.ts'
import { connectPorts, startConnecting, wireFits } from '../connect.ts'
import { useEditor, useEditorState, type EditorContextValue } from '../editor-context.ts'
import { portsOf } from '../geometry/node-size.ts'
import { useT } from '../messages.ts'
import { portTypeName } from '../reason-messages.ts'
import type { PortEnd } from '../store/editor-store.ts'
import { runOrder } from './order.ts'

export function Outline() {
  const t = useT()
  const flow = useEditorState((state) => state.flow)
  const order = useMemo(() => runOrder(flow), [flow])
  return (
    <nav className="ef-outline" aria-label={t('outline')}>
      {order.length === 0 && <p className="ev-muted">{t('outlineEmpty')}</p>}
      <ol>
        {order.map((id) => (
          <OutlineItem key={id} id={id} />
        ))}
      </ol>
    </nav>
  )
}

function OutlineItem({ id }: { id: NodeId }) {
  const t = useT()
  const editor = useEditor()
  const { views, store, callbacks } = editor
  const flow = useEditorState((state) => state.flow)
  const specs = useEditorState((state) => state.specs)
  const selected = useEditorState((state) => state.selection.nodes.has(id))
  const body = useNodeBody(id)
  const state = useRunState(id)
  const node = flow.nodes[id]
  if (!node) return null
  const view = views[node.type]
  const spec = specs.get(node.type)
  const Icon = view?.icon ?? Box
  const title = titleOf(flow, specs, id)
  const adjacency = adjacencyOf(flow)
  const names = (edges: readonly FlowEdge[], end: 'source' | 'target') =>
    [...new Set(edges.map((edge) => titleOf(flow, specs, edge[end].node)))].join(', ')
  const incoming = names(adjacency.incoming(id), 'source')
  const outgoing = names(adjacency.outgoing(id), 'target')
  const subtitle = body
    ? (view?.subtitle?.(body.values, body.run) ?? spec?.summary)
    : t('unknownComponent', { type: node.type })
  return (
    <li
      className="ef-outline-item"
      data-selected={selected}
      style={hueStyle(spec?.outputs[0] ?? spec?.inputs[0], view)}
    >
      <span className="ef-icon" aria-hidden>
        <Icon />
      </span>
      <button
        type="button"
        className="ef-outline-name"
        aria-pressed={selected}
        onClick={() => {
          store.select({ nodes: [id] })
          callbacks.openNode?.(id)
        }}
      >
        <b>{title}</b>
        <small>{subtitle}</small>
        {(incoming || outgoing) && (
          <small className="ev-faint">
            {[incoming && t('outlineInputs', { list: incoming }), outgoing && t('outlineOutputs', { list: outgoing })]
              .filter(Boolean)
              .join(' · ')}
          </small>
        )}
      </button>
      {state && state !== 'idle' && <StateBadge state={state} />}
      <Menu
        trigger={
          <IconButton size="small" label={t('nodeActions', { title })} icon={<EllipsisVertical aria-hidden />} />
        }
        entries={entriesOf(editor, id, t)}
      />
    </li>
  )
}

function entriesOf(editor: EditorContextValue, id: NodeId, t: ReturnType<typeof useT>): MenuEntry[] {
  const { store, callbacks } = editor
  const { flow, specs, readOnly } = store.getState()
  const adjacency = adjacencyOf(flow)
  const run: MenuEntry[] = callbacks.run
    ? [
        { id: 'run', label: t('runSelected'), onSelect: () => callbacks.run?.({ kind: 'only', nodes: [id] }) },
        { id: 'from', label: t('runFrom'), onSelect: () => callbacks.run?.({ kind: 'from', nodes: [id] }) },
      ]
    : []
  if (readOnly) return run
  const wires = [...adjacency.incoming(id), ...adjacency.outgoing(id)].map((edge): MenuEntry => {
    const label = `${titleOf(flow, specs, edge.source.node)} → ${titleOf(flow, specs, edge.target.node)}`
    return {
      id: `cut-${edge.id}`,
      label: t('disconnect', { label }),
      onSelect: () => void store.dispatch(disconnect, { edges: [edge.id] }),
    }
  })
  return [
    ...run,
    ...connections(editor, id, t),
    ...wires,
    { id: 'line', line: true },
    {
      id: 'delete',
      label: t('delete'),
      danger: true,
      onSelect: () => void store.dispatch(removeNodes, { nodes: [id] }),
    },
  ]
}

/** Each wire that may be drawn from an output of this node, named by both of its ends. */
function connections({ store }: EditorContextValue, id: NodeId, t: ReturnType<typeof useT>): MenuEntry[] {
  const state = store.getState()
  const { flow, specs } = state
  const node = flow.nodes[id]
  if (!node) return []
  const entries: MenuEntry[] = []
  for (const output of portsOf(flow, specs, node).outputs) {
    const start: PortEnd = { node: id, port: output.id, side: 'out', type: output.type }
    for (const other of Object.values(flow.nodes)) {
      for (const input of specs.get(other.type)?.inputs ?? []) {
        const end: PortEnd = { node: other.id, port: input.id, side: 'in', type: input.type }
        if (!wireFits(state, start, end)) continue
        const label = `${output.label} → ${titleOf(flow, specs, other.id)}, ${input.label}`
        const connect = () => (startConnecting(store, start, 'pointer'), void connectPorts(store, end))
        entries.push({
          id: `${output.id}-${other.id}-${input.id}`,
          label,
          help: portTypeName(output.type),
          onSelect: connect,
        })
      }
    }
  }
  return entries.length > 0 ? [{ id: 'connect', heading: t('connectTo') }, ...entries] : []
}
