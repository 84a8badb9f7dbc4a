/** After a wire was refused for its type: components that would make it fit, put between the two ports in one step. */
import { MenuAt, type MenuEntry } from '@evalflow/ui'
import { focusNodeSoon } from '../canvas/focus-node.ts'
import { addBetween } from '../connect.ts'
import { useEditor, useEditorState, type EditorContextValue } from '../editor-context.ts'
import type { GraphIndex } from '../geometry/graph-index.ts'
import { NODE_WIDTH_PX } from '../geometry/node-size.ts'
import { t, useT } from '../messages.ts'
import type { ConverterOffer } from '../store/editor-store.ts'
import { onNoOther } from './add-component.ts'

export function ConverterMenu({ index }: { index: GraphIndex }) {
  const tr = useT()
  const editor = useEditor()
  const offer = useEditorState((state) => state.offer)
  const specs = useEditorState((state) => state.specs)
  if (!offer) return null
  const entries = offer.converters.flatMap((converter): MenuEntry[] => {
    const spec = specs.get(converter.type)
    if (!spec) return []
    return [
      {
        id: spec.type,
        label: tr('insertBetween', { title: spec.title }),
        help: spec.summary,
        onSelect: () => insert(editor, index, offer, converter),
      },
    ]
  })
  return (
    <MenuAt
      at={screenOf(editor, index, offer)}
      entries={[{ id: 'why', heading: tr('convertTitle') }, ...entries]}
      label={tr('convertTitle')}
      onClose={() => editor.store.setState({ offer: null })}
    />
  )
}

/** Beside the port that refused. */
function screenOf(
  { canvas }: EditorContextValue,
  index: GraphIndex,
  { end }: ConverterOffer,
): { x: number; y: number } {
  const port = document.querySelector(
    `.react-flow__node[data-id="${CSS.escape(end.node)}"] [data-handleid="${CSS.escape(end.port)}"]`,
  )
  const box = port?.getBoundingClientRect()
  if (box) return { x: box.right, y: box.bottom }
  const rect = index.rectOf(end.node)
  const { x, y, zoom } = canvas.current?.viewport() ?? { x: 0, y: 0, zoom: 1 }
  return { x: (rect?.x ?? 0) * zoom + x, y: (rect?.y ?? 0) * zoom + y }
}

function insert(
  editor: EditorContextValue,
  index: GraphIndex,
  { start, end }: ConverterOffer,
  { type, inPort, outPort }: ConverterOffer['converters'][number],
): void {
  const { store } = editor
  const spec = store.getState().specs.get(type)
  if (!spec) return
  const [from, to] = start.side === 'out' ? [start, end] : [end, start]
  const [left, right] = [index.rectOf(from.node), index.rectOf(to.node)]
  const middle = {
    x: Math.round(((left ? left.x + left.width : 0) + (right?.x ?? 0) - NODE_WIDTH_PX) / 2),
    y: Math.round(((left?.y ?? 0) + (right?.y ?? 0)) / 2),
  }
  const id = store.newId(type)
  const node = { id, type, version: spec.version, at: onNoOther(editor, spec, middle) }
  store.dispatch(addBetween, { node, from, to, inPort, outPort }, { select: { nodes: [id] } })
  store.setState({ offer: null, connecting: null })
  store.announce(t('added', { title: spec.title }))
  focusNodeSoon(id)
}
