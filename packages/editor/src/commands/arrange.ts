/** Places of nodes: nudge, align, distribute, tidy, snap. Each is one undo step. */
import { moveNodes, setLayout, type NodeId } from '@evalflow/graph'
import type { EditorContextValue } from '../editor-context.ts'
import { boundsOf } from '../geometry/spatial-index.ts'
import type { Rect } from '../geometry/node-size.ts'
import { layOut } from '../geometry/tidy.ts'
import type { MessageKey } from '../messages.ts'
import { t } from '../messages.ts'
import { canEdit, canEditSelection, hasSeveral, type EditorCommand } from './command.ts'

export const GRID_PX = 20
const NUDGE_PX = 4
const FAR_PX = 40

type Place = { x: number; y: number }

function nudge(title: MessageKey, key: string, dx: number, dy: number): EditorCommand {
  return {
    id: title.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    title,
    group: 'groupArrange',
    keys: [key],
    keysOnly: true,
    isEnabled: canEditSelection,
    run: (editor) => {
      const rects = selectedRects(editor)
      const to = Object.fromEntries([...rects].map(([id, rect]) => [id, { x: rect.x + dx, y: rect.y + dy }]))
      editor.store.dispatch(moveNodes, { to }, { key: `nudge:${[...rects.keys()].join()}` })
    },
  }
}

export const nudges: readonly EditorCommand[] = [
  nudge('nudgeLeft', 'ArrowLeft', -NUDGE_PX, 0),
  nudge('nudgeRight', 'ArrowRight', NUDGE_PX, 0),
  nudge('nudgeUp', 'ArrowUp', 0, -NUDGE_PX),
  nudge('nudgeDown', 'ArrowDown', 0, NUDGE_PX),
  nudge('nudgeFarLeft', 'Shift+ArrowLeft', -FAR_PX, 0),
  nudge('nudgeFarRight', 'Shift+ArrowRight', FAR_PX, 0),
  nudge('nudgeFarUp', 'Shift+ArrowUp', 0, -FAR_PX),
  nudge('nudgeFarDown', 'Shift+ArrowDown', 0, FAR_PX),
]

function align(title: MessageKey, key: string, place: (rect: Rect, bounds: Rect) => Place): EditorCommand {
  return {
    id: title.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    title,
    group: 'groupArrange',
    keys: [key],
    isEnabled: hasSeveral,
    run: (editor) => {
      const rects = selectedRects(editor)
      const bounds = boundsOf(rects.values())
      if (bounds) move(editor, new Map([...rects].map(([id, rect]) => [id, place(rect, bounds)])), t(title))
    },
  }
}

export const alignments: readonly EditorCommand[] = [
  align('alignLeft', 'Alt+A', (rect, bounds) => ({ x: bounds.x, y: rect.y })),
  align('alignRight', 'Alt+D', (rect, bounds) => ({ x: bounds.x + bounds.width - rect.width, y: rect.y })),
  align('alignCenter', 'Alt+C', (rect, bounds) => ({
    x: Math.round(bounds.x + (bounds.width - rect.width) / 2),
    y: rect.y,
  })),
  align('alignTop', 'Alt+W', (rect, bounds) => ({ x: rect.x, y: bounds.y })),
  align('alignBottom', 'Alt+S', (rect, bounds) => ({ x: rect.x, y: bounds.y + bounds.height - rect.height })),
  align('alignMiddle', 'Alt+M', (rect, bounds) => ({
    x: rect.x,
    y: Math.round(bounds.y + (bounds.height - rect.height) / 2),
  })),
]

export const distributeHorizontally: EditorCommand = {
  id: 'distribute-horizontally',
  title: 'distributeHorizontally',
  group: 'groupArrange',
  keys: ['Alt+H'],
  isEnabled: (editor) => canEdit(editor) && editor.store.getState().selection.nodes.size > 2,
  run: (editor) => move(editor, distribute(selectedRects(editor), 'x', 'width'), t('distributeHorizontally')),
}

export const distributeVertically: EditorCommand = {
  id: 'distribute-vertically',
  title: 'distributeVertically',
  group: 'groupArrange',
  keys: ['Alt+V'],
  isEnabled: (editor) => canEdit(editor) && editor.store.getState().selection.nodes.size > 2,
  run: (editor) => move(editor, distribute(selectedRects(editor), 'y', 'height'), t('distributeVertically')),
}

export const tidy: EditorCommand = {
  id: 'tidy',
  title: 'tidy',
  group: 'groupArrange',
  keys: ['T'],
  isEnabled: (editor) => canEdit(editor) && Object.keys(editor.store.getState().flow.nodes).length > 0,
  run: (editor) => void tidyNodes(editor),
}

export const snap: EditorCommand = {
  id: 'snap',
  title: 'snap',
  group: 'groupArrange',
  keys: ['Shift+S'],
  run: ({ store }) => store.setState(({ snap: on }) => ({ snap: !on })),
}

export const aligning: EditorCommand = {
  id: 'aligning',
  title: 'aligning',
  group: 'groupArrange',
  keys: ['Shift+A'],
  run: ({ store }) => store.setState(({ aligning: on }) => ({ aligning: !on })),
}

/** Lays out the selection, or all of the flow when fewer than two nodes are selected. */
async function tidyNodes(editor: EditorContextValue): Promise<void> {
  const { flow, selection } = editor.store.getState()
  const index = editor.canvas.current?.index()
  const chosen = selection.nodes.size > 1 ? [...selection.nodes] : Object.keys(flow.nodes)
  const rects = new Map(
    chosen.map((id): [NodeId, Rect] => {
      const place = flow.layout.nodes[id]
      return [id, index?.rectOf(id) ?? { x: place?.x ?? 0, y: place?.y ?? 0, width: 268, height: 200 }]
    }),
  )
  const places = await layOut(rects, Object.values(flow.edges))
  move(editor, places, t('tidy'))
  if (selection.nodes.size < 2) editor.canvas.current?.fit()
}

function move({ store }: EditorContextValue, places: ReadonlyMap<NodeId, Place>, label: string): void {
  const { flow } = store.getState()
  // A node can have been deleted while the layout was computed.
  const known = [...places].filter(([id]) => Object.hasOwn(flow.nodes, id))
  const layout = Object.fromEntries(known.map(([id, place]) => [id, { ...flow.layout.nodes[id], ...place }]))
  store.dispatch(setLayout, { layout, label })
  store.announce(t('moved', { count: known.length }))
}

function selectedRects({ store, canvas }: EditorContextValue): Map<NodeId, Rect> {
  const { flow, selection } = store.getState()
  return new Map(
    [...selection.nodes].map((id) => {
      const place = flow.layout.nodes[id] ?? { x: 0, y: 0 }
      const size = canvas.current?.index().rectOf(id) ?? { width: 268, height: 200 }
      return [id, { x: place.x, y: place.y, width: size.width, height: size.height }]
    }),
  )
}

/** Equal gaps between first and last, which stay. */
function distribute(rects: ReadonlyMap<NodeId, Rect>, at: 'x' | 'y', extent: 'width' | 'height'): Map<NodeId, Place> {
  const sorted = [...rects].toSorted(([, a], [, b]) => a[at] - b[at])
  const first = sorted[0]?.[1]
  const last = sorted.at(-1)?.[1]
  if (!first || !last) return new Map()
  const taken = sorted.reduce((sum, [, rect]) => sum + rect[extent], 0)
  const gap = (last[at] + last[extent] - first[at] - taken) / Math.max(1, sorted.length - 1)
  let next = first[at]
  return new Map(
    sorted.map(([id, rect]) => {
      const place = { x: rect.x, y: rect.y, [at]: Math.round(next) }
      next += rect[extent] + gap
      return [id, place]
    }),
  )
}
