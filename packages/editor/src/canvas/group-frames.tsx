/** Frames around groups, behind the nodes; that of a collapsed group is a card, on which `group-card.tsx` draws the ports. */
import { FLOW_LIMITS, moveNodes, renameGroup, setGroupCollapsed, type FlowGroup, type NodeId } from '@evalflow/graph'
import { ViewportPortal } from '@xyflow/react'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { use, useState, type PointerEvent } from 'react'
import { useEditor, useEditorState, type EditorContextValue } from '../editor-context.ts'
import type { GraphIndex } from '../geometry/graph-index.ts'
import type { Point } from '../geometry/node-size.ts'
import { frameAround, shiftOfGroup } from '../geometry/group-cards.ts'
import type { Rect } from '../geometry/node-size.ts'
import { useT } from '../messages.ts'
import { followPointer } from './follow-pointer.ts'
import { LodContext } from './lod-context.ts'

const DRAG_FROM_PX = 3

export function GroupFrames({ index }: { index: GraphIndex }) {
  const groups = useEditorState((state) => state.flow.groups)
  const list = Object.values(groups)
  if (list.length === 0) return null
  return (
    <ViewportPortal>
      {list.map((group) => (
        <Frame key={group.id} group={group} index={index} />
      ))}
    </ViewportPortal>
  )
}

function Frame({ group, index }: { group: FlowGroup; index: GraphIndex }) {
  const t = useT()
  const editor = useEditor()
  const { store } = editor
  const lod = use(LodContext)
  const layout = useEditorState((state) => state.flow.layout.nodes)
  const drag = useEditorState((state) => state.drag)
  const renaming = useEditorState((state) => state.renaming === group.id)
  const selected = useEditorState((state) => group.nodes.every((id) => state.selection.nodes.has(id)))
  const collapsed = group.collapsed ?? false
  const card = index.cards.get(group.id)
  const rect = card ? moveRect(card.rect, shiftOfGroup(group, layout, drag)) : frameOf(group, index, layout, drag)
  if (!rect || (lod && !card)) return null
  const Chevron = collapsed ? ChevronRight : ChevronDown
  const toggle = () => void store.dispatch(setGroupCollapsed, { group: group.id, collapsed: !collapsed })
  return (
    <div
      className={collapsed ? 'ef-group nopan' : 'ef-group'}
      data-group={group.id}
      data-collapsed={collapsed}
      data-selected={selected}
      style={{ translate: `${rect.x}px ${rect.y}px`, width: rect.width, height: rect.height }}
      onPointerDown={(event) => startMove(event, group, editor)}
    >
      <div className="ef-group-title nopan">
        <button
          type="button"
          className="ef-group-toggle"
          aria-expanded={!collapsed}
          aria-label={t(collapsed ? 'openGroup' : 'closeGroup', { name: group.name })}
          onClick={toggle}
        >
          <Chevron aria-hidden />
        </button>
        {renaming ? (
          <GroupName group={group} />
        ) : (
          <b
            className="ev-ellipsis"
            onDoubleClick={() => !store.getState().readOnly && store.setState({ renaming: group.id })}
          >
            {group.name}
          </b>
        )}
        <span className="ev-faint">{t('groupCount', { count: group.nodes.length })}</span>
      </div>
    </div>
  )
}

function GroupName({ group }: { group: FlowGroup }) {
  const t = useT()
  const { store } = useEditor()
  const [text, setText] = useState(group.name)
  const finish = (keep: boolean) => {
    const name = text.trim()
    if (keep && name !== '' && name !== group.name) store.dispatch(renameGroup, { group: group.id, name })
    store.setState({ renaming: null })
  }
  return (
    <input
      className="ef-name"
      aria-label={t('groupNameLabel')}
      autoFocus
      value={text}
      maxLength={FLOW_LIMITS.nameLength}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(true)}
      onPointerDown={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(true)
        if (event.key === 'Escape') finish(false)
        event.stopPropagation()
      }}
    />
  )
}

/** Dragging the title (or the card) moves every node of the group, as one step; a press without a drag selects them. */
function startMove(event: PointerEvent<HTMLElement>, group: FlowGroup, { store, canvas }: EditorContextValue): void {
  const { readOnly, flow } = store.getState()
  const isToggle = event.target instanceof Element && event.target.closest('button, input') !== null
  if (event.button !== 0 || isToggle) return
  event.stopPropagation()
  const zoom = canvas.current?.viewport().zoom ?? 1
  const start = { x: event.clientX, y: event.clientY }
  const from = new Map(group.nodes.map((id) => [id, flow.layout.nodes[id] ?? { x: 0, y: 0 }]))
  let moved = false
  if (!event.shiftKey) store.select({ nodes: group.nodes })
  else store.select({ nodes: [...store.getState().selection.nodes, ...group.nodes] })
  followPointer({
    onMove: (point) => {
      const [dx, dy] = [point.x - start.x, point.y - start.y]
      moved ||= Math.hypot(dx, dy) >= DRAG_FROM_PX
      if (!moved || readOnly) return
      const drag = new Map([...from].map(([id, at]) => [id, { x: at.x + dx / zoom, y: at.y + dy / zoom }]))
      store.setState({ drag })
    },
    onEnd: (cancelled) => {
      const { drag } = store.getState()
      store.setState({ drag: null })
      if (!drag || cancelled) return
      const to = Object.fromEntries([...drag].map(([id, at]) => [id, { x: Math.round(at.x), y: Math.round(at.y) }]))
      store.dispatch(moveNodes, { to })
    },
  })
}

type Places = Readonly<Record<NodeId, Point>>
type Drag = ReadonlyMap<NodeId, Point> | null

function frameOf(group: FlowGroup, index: GraphIndex, layout: Places, drag: Drag): Rect | null {
  const rects = group.nodes.map((id) => {
    const place = drag?.get(id) ?? layout[id] ?? { x: 0, y: 0 }
    const size = index.rectOf(id) ?? { width: 268, height: 60 }
    return { x: place.x, y: place.y, width: size.width, height: size.height }
  })
  return frameAround(rects)
}

const moveRect = (rect: Rect, by: Point): Rect => ({ ...rect, x: rect.x + by.x, y: rect.y + by.y })
