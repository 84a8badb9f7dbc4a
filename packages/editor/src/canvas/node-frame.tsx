/** The frame of every node: header, ports, body, foot. What stands inside comes from the component's view. */
import { FLOW_LIMITS, renameNode, setLayout, titleOf } from '@evalflow/graph'
import { StateBadge, type StateName } from '@evalflow/ui'
import { NodeResizer, type NodeProps } from '@xyflow/react'
import clsx from 'clsx'
import { Box, PanelRight, PuzzleIcon, Snowflake } from 'lucide-react'
import { memo, use, useMemo, useState, type ComponentType, type CSSProperties } from 'react'
import { useEditor, useEditorState } from '../editor-context.ts'
import { portsOf, type NodePort } from '../geometry/node-size.ts'
import { useT } from '../messages.ts'
import type { NodeBodyProps, NodeView } from '../node-view.ts'
import type { NodeRun } from '../run-state.ts'
import { LodContext } from './lod-context.ts'
import { Port } from './port.tsx'
import { useNodeBody, useNodeRun } from './use-node.ts'
import type { CanvasNode } from './xyflow-nodes.ts'

const NO_VIEW: NodeView = {}

/** What @xyflow/react mounts per node. Its props change with place and selection only. */
export const NodeFrame = memo(function NodeFrame({ id, selected, dragging, height }: NodeProps<CanvasNode>) {
  const lod = use(LodContext)
  const type = useEditorState((state) => state.flow.nodes[id]?.type)
  if (type === undefined) return null
  if (lod) return <div className="ef-node-block" data-selected={selected} data-dragging={dragging} style={{ height }} />
  return <FullNode id={id} type={type} selected={selected} />
})

interface FullNodeProps {
  id: string
  type: string
  selected: boolean
}

const FullNode = memo(function FullNode({ id, type, selected }: FullNodeProps) {
  const { views } = useEditor()
  const view = views[type] ?? NO_VIEW
  const body = useNodeBody(id)
  if (view.frame === 'note' && body) return <NoteFrame id={id} view={view} body={body} selected={selected} />
  if (!body) return <UnknownNode id={id} type={type} selected={selected} />
  return <KnownNode id={id} view={view} body={body} selected={selected} />
})

interface KnownNodeProps {
  id: string
  view: NodeView
  body: NodeBodyProps
  selected: boolean
}

function KnownNode({ id, view, body, selected }: KnownNodeProps) {
  const { inputs, outputs } = usePorts(id)
  const { Body, Footer } = view
  return (
    <div
      className={clsx('ef-node', selected && 'ef-node-selected')}
      style={hueStyle(outputs[0] ?? inputs[0], view)}
      data-state={body.run?.state}
    >
      <OtherMark id={id} />
      <Header id={id} view={view} body={body} />
      <div className="ef-ports">
        {inputs.map((port) => (
          <Port key={port.id} node={id} port={port} text={view.portText?.(port, body)} />
        ))}
      </div>
      {Body && (
        <div className="ef-body nodrag-inputs">
          <Part component={Body} {...body} />
        </div>
      )}
      <div className="ef-ports">
        {outputs.map((port) => (
          <Port key={port.id} node={id} port={port} />
        ))}
      </div>
      {Footer ? (
        <footer className="ef-foot">
          <Part component={Footer} {...body} />
        </footer>
      ) : (
        <div className="ef-foot-space" />
      )}
    </div>
  )
}

/** Somebody else has this node selected. */
function OtherMark({ id }: { id: string }) {
  const t = useT()
  const name = useEditorState((state) => state.marks.get(id))
  if (name === undefined) return null
  return (
    <span className="ef-other" aria-label={t('alsoHere', { name })}>
      {name}
    </span>
  )
}

/** Draws a view's part only when its props change: a selection is none of its business. */
const Part = memo(function Part({
  component: Component,
  ...props
}: NodeBodyProps & { component: ComponentType<NodeBodyProps> }) {
  return <Component {...props} />
})

function Header({ id, view, body }: { id: string; view: NodeView; body: NodeBodyProps }) {
  const t = useT()
  const { store, callbacks } = useEditor()
  const renaming = useEditorState((state) => state.renaming === id)
  const { node, spec, values, run } = body
  const Icon = view.icon ?? Box
  const title = node.name ?? spec.title
  const subtitle = view.subtitle?.(values, run) ?? (node.name ? spec.title : spec.summary)
  const badge = view.badge?.(values, run)
  return (
    <header className="ef-head">
      <span className="ef-icon" aria-hidden>
        <Icon />
      </span>
      <div className="ev-grow">
        {renaming ? (
          <NameInput id={id} name={node.name ?? ''} placeholder={spec.title} />
        ) : (
          <b
            className="ev-ellipsis"
            title={title}
            onDoubleClick={() => !body.readOnly && store.setState({ renaming: id })}
          >
            {title}
          </b>
        )}
        <small className="ev-ellipsis" title={subtitle}>
          {subtitle}
        </small>
      </div>
      {node.frozen && <Snowflake className="ef-frozen" aria-label={t('frozen')} />}
      {badge ? (
        <StateBadge state={badge.state} label={badge.label} />
      ) : (
        badge === undefined && run && <RunBadge run={run} />
      )}
      {callbacks.openNode && (
        <button
          type="button"
          className="ef-details nodrag"
          title={t('openDetails', { title })}
          aria-label={t('openDetails', { title })}
          onClick={() => body.open()}
        >
          <PanelRight aria-hidden />
        </button>
      )}
    </header>
  )
}

function RunBadge({ run }: { run: NodeRun }) {
  const t = useT()
  const state: StateName = run.state
  if (state === 'idle') return null
  return <StateBadge state={state} {...(run.cached && state === 'done' ? { label: t('cached') } : {})} />
}

function NameInput({ id, name, placeholder }: { id: string; name: string; placeholder: string }) {
  const t = useT()
  const { store } = useEditor()
  const [text, setText] = useState(name)
  const finish = (keep: boolean) => {
    if (keep) store.dispatch(renameNode, { node: id, name: text })
    store.setState({ renaming: null })
  }
  return (
    <input
      className="ef-name nodrag"
      aria-label={t('nodeName')}
      autoFocus
      value={text}
      maxLength={FLOW_LIMITS.nameLength}
      placeholder={placeholder}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(true)
        if (event.key === 'Escape') finish(false)
        event.stopPropagation()
      }}
    />
  )
}

/** A component that is not installed: everything is kept, its wires stay, it does not run. */
function UnknownNode({ id, type, selected }: FullNodeProps) {
  const t = useT()
  const title = useEditorState((state) => titleOf(state.flow, state.specs, id))
  const { inputs, outputs } = usePorts(id)
  return (
    <div className={clsx('ef-node ef-node-unknown', selected && 'ef-node-selected')}>
      <header className="ef-head">
        <span className="ef-icon" aria-hidden>
          <PuzzleIcon />
        </span>
        <div className="ev-grow">
          <b className="ev-ellipsis">{title}</b>
          <small className="ev-ellipsis">{type}</small>
        </div>
        <StateBadge state="broken" />
      </header>
      <div className="ef-ports">
        {inputs.map((port) => (
          <Port key={port.id} node={id} port={port} />
        ))}
      </div>
      <div className="ef-body ev-muted">{t('unknownComponent', { type })}</div>
      <div className="ef-ports">
        {outputs.map((port) => (
          <Port key={port.id} node={id} port={port} />
        ))}
      </div>
      <div className="ef-foot-space" />
    </div>
  )
}

function NoteFrame({ id, view, body, selected }: KnownNodeProps) {
  const t = useT()
  const { store } = useEditor()
  const { Body } = view
  return (
    <div className={clsx('ef-note', selected && 'ef-node-selected')}>
      <NodeResizer
        isVisible={selected && !body.readOnly}
        minWidth={140}
        minHeight={80}
        onResizeEnd={(_event, { x, y, width, height }) => {
          const place = { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) }
          store.dispatch(setLayout, { layout: { [id]: place }, label: t('resize') })
        }}
      />
      {Body && <Part component={Body} {...body} />}
    </div>
  )
}

function usePorts(id: string): { inputs: NodePort[]; outputs: NodePort[] } {
  const edges = useEditorState((state) => state.flow.edges)
  const type = useEditorState((state) => state.flow.nodes[id]?.type)
  const { store } = useEditor()
  return useMemo(() => {
    const { flow, specs } = store.getState()
    const node = flow.nodes[id]
    return node && node.type === type ? portsOf({ ...flow, edges }, specs, node) : { inputs: [], outputs: [] }
  }, [store, id, type, edges])
}

/** The hue of a node is that of what it gives. */
export function hueStyle(port: { type: string } | undefined, view?: NodeView): CSSProperties {
  const type = view?.hue ?? port?.type
  return { '--ef-hue': `var(--port-${type === undefined || type === 'any' ? 'text' : type})` } as CSSProperties
}

export function useRunState(id: string): StateName | undefined {
  return useNodeRun(id)?.state
}
