/** Find a node on the canvas by its name, component or values; Enter goes from match to match. */
import { titleOf, type Flow, type NodeId, type SpecIndex } from '@evalflow/graph'
import { IconButton } from '@evalflow/ui'
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import { useMemo, useState, type KeyboardEvent } from 'react'
import { useEditor, useEditorState } from '../editor-context.ts'
import { useT } from '../messages.ts'

export function FindBar() {
  const open = useEditorState((state) => state.overlay === 'find')
  return open ? <Bar /> : null
}

function Bar() {
  const t = useT()
  const { store, canvas } = useEditor()
  const flow = useEditorState((state) => state.flow)
  const specs = useEditorState((state) => state.specs)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const matches = useMemo(() => findNodes(flow, specs, query), [flow, specs, query])
  const close = () => store.setState({ overlay: null })

  function go(index: number, list: readonly NodeId[] = matches): void {
    const next = list.length === 0 ? 0 : (index + list.length) % list.length
    setAt(next)
    const node = list[next]
    if (node === undefined) return
    if (canvas.current) canvas.current.reveal(node, { focus: false })
    else store.select({ nodes: [node] })
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') go(at + (event.shiftKey ? -1 : 1))
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
  }
  const type = (text: string) => {
    setQuery(text)
    go(0, findNodes(flow, specs, text))
  }

  return (
    <div className="ef-find" role="search">
      <span className="ev-input ev-grow">
        <Search aria-hidden />
        <input
          type="search"
          autoFocus
          aria-label={t('findNode')}
          placeholder={t('findNode')}
          value={query}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span className="ev-faint ev-num" aria-live="polite">
          {query !== '' &&
            (matches.length > 0 ? t('findCount', { index: at + 1, count: matches.length }) : t('findNone'))}
        </span>
      </span>
      <IconButton size="small" label={t('previousMatch')} icon={<ChevronUp aria-hidden />} onClick={() => go(at - 1)} />
      <IconButton size="small" label={t('nextMatch')} icon={<ChevronDown aria-hidden />} onClick={() => go(at + 1)} />
      <IconButton size="small" label={t('close')} icon={<X aria-hidden />} onClick={close} />
    </div>
  )
}

/** In reading order. Text values are searched too, so that a dataset's name finds its node. */
export function findNodes(flow: Flow, specs: SpecIndex, query: string): NodeId[] {
  const word = query.trim().toLowerCase()
  if (word === '') return []
  return Object.values(flow.nodes)
    .filter((node) =>
      [titleOf(flow, specs, node.id), specs.get(node.type)?.title ?? '', node.type, ...Object.values(node.values)].some(
        (text) => typeof text === 'string' && text.toLowerCase().includes(word),
      ),
    )
    .map((node) => node.id)
    .toSorted((a, b) => {
      const [first, second] = [flow.layout.nodes[a], flow.layout.nodes[b]]
      return (first?.x ?? 0) - (second?.x ?? 0) || (first?.y ?? 0) - (second?.y ?? 0)
    })
}
