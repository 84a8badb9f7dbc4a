/** Frames around groups, behind the nodes; a collapsed group is one card that can be opened. */
import { setGroupCollapsed } from '@evalflow/graph'
import { ViewportPortal } from '@xyflow/react'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { use } from 'react'
import { useEditor, useEditorState } from '../editor-context.ts'
import type { GraphIndex } from '../geometry/graph-index.ts'
import { boundsOf, expand } from '../geometry/spatial-index.ts'
import { useT } from '../messages.ts'
import { LodContext } from './lod-context.ts'

const PADDING_PX = 24
const TITLE_PX = 28

export function GroupFrames({ index }: { index: GraphIndex }) {
  const t = useT()
  const { store } = useEditor()
  const groups = useEditorState((state) => state.flow.groups)
  const layout = useEditorState((state) => state.flow.layout.nodes)
  const drag = useEditorState((state) => state.drag)
  const lod = use(LodContext)
  const list = Object.values(groups)
  if (list.length === 0 || lod) return null
  return (
    <ViewportPortal>
      {list.map((group) => {
        const rects = group.nodes.map((id) => {
          const place = drag?.get(id) ?? layout[id] ?? { x: 0, y: 0 }
          const size = index.rectOf(id) ?? { width: 268, height: 60 }
          return { x: place.x, y: place.y, width: size.width, height: size.height }
        })
        const bounds = boundsOf(rects)
        if (!bounds) return null
        const frame = expand(bounds, PADDING_PX)
        const collapsed = group.collapsed ?? false
        const height = collapsed ? TITLE_PX + 16 : frame.height + TITLE_PX
        const Chevron = collapsed ? ChevronRight : ChevronDown
        return (
          <div
            key={group.id}
            className="ef-group"
            data-collapsed={collapsed}
            style={{ translate: `${frame.x}px ${frame.y - TITLE_PX}px`, width: collapsed ? 268 : frame.width, height }}
          >
            <button
              type="button"
              className="ef-group-title nopan"
              aria-expanded={!collapsed}
              aria-label={t(collapsed ? 'openGroup' : 'closeGroup', { name: group.name })}
              onClick={() => void store.dispatch(setGroupCollapsed, { group: group.id, collapsed: !collapsed })}
            >
              <Chevron aria-hidden /> {group.name}{' '}
              <span className="ev-faint">{t('groupCount', { count: group.nodes.length })}</span>
            </button>
          </div>
        )
      })}
    </ViewportPortal>
  )
}
