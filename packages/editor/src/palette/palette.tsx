/** The list of components: search, categories, drag or Enter to add, narrowed to what fits a port. */
import { type ComponentCategory, type ComponentSpec } from '@evalflow/graph'
import { Button, Tag } from '@evalflow/ui'
import { Box, Search } from 'lucide-react'
import { useId, useState, type DragEvent, type KeyboardEvent } from 'react'
import { KeyOf } from '../commands/key-of.tsx'
import { focusPalette, PALETTE_INPUT_ID } from '../commands/view.ts'
import { fittingPort } from '../connect.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { hueStyle } from '../canvas/node-frame.tsx'
import { useT, type MessageKey } from '../messages.ts'
import { portTypeName } from '../reason-messages.ts'
import type { PortEnd } from '../store/editor-store.ts'
import { addComponent } from './add-component.ts'
import { searchComponents } from './search.ts'

/** What a component carries while it is dragged onto the canvas: its type. */
export const COMPONENT_MIME = 'application/x-evalflow-component'

export const CATEGORIES: readonly { id: ComponentCategory; title: MessageKey }[] = [
  { id: 'data', title: 'categoryData' },
  { id: 'evaluate', title: 'categoryEvaluate' },
  { id: 'results', title: 'categoryResults' },
  { id: 'canvas', title: 'categoryCanvas' },
]

/** Components in the order of the palette, best first with a query. */
export function offeredComponents(
  specs: readonly ComponentSpec[],
  query: string,
  end: PortEnd | null,
): ComponentSpec[] {
  const fitting = end ? specs.filter((spec) => fittingPort(spec, end) !== undefined) : specs
  if (query.trim() !== '') return searchComponents(fitting, query)
  return CATEGORIES.flatMap(({ id }) => fitting.filter((spec) => spec.category === id))
}

export function Palette({ onAdded }: { onAdded?: () => void }) {
  const t = useT()
  const editor = useEditor()
  const id = useId()
  const specs = useEditorState((state) => state.specs)
  const portFilter = useEditorState((state) => state.portFilter)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const offered = offeredComponents(specs.list, query, portFilter)
  const current = offered[Math.min(active, offered.length - 1)]
  const add = (spec: ComponentSpec) => {
    addComponent(editor, spec, { end: portFilter })
    setQuery('')
    onAdded?.()
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setActive(Math.min(offered.length - 1, active + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1))
    else if (event.key === 'Enter' && current) add(current)
    else if (event.key === 'Escape') {
      setQuery('')
      editor.store.setState({ portFilter: null })
      if (event.target instanceof HTMLElement) event.target.blur()
    } else return
    event.preventDefault()
  }

  return (
    <section className="ef-palette" aria-label={t('palette')}>
      <span className="ev-input">
        <Search aria-hidden />
        <input
          id={PALETTE_INPUT_ID}
          type="search"
          role="combobox"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${current.type}` : undefined}
          aria-label={t('findComponent')}
          placeholder={t('findComponent')}
          autoComplete="off"
          value={query}
          onChange={(event) => (setQuery(event.target.value), setActive(0))}
          onKeyDown={onKeyDown}
        />
        <KeyOf command={focusPalette} />
      </span>
      {portFilter && (
        <div className="ef-palette-filter">
          <Tag onRemove={() => editor.store.setState({ portFilter: null })}>
            {t(portFilter.side === 'out' ? 'takesFrom' : 'givesTo', { type: portTypeName(portFilter.type) })}
          </Tag>
        </div>
      )}
      <div className="ef-palette-list" role="listbox" id={`${id}-list`} aria-label={t('palette')} tabIndex={-1}>
        <ComponentList
          offered={offered}
          grouped={query.trim() === ''}
          activeType={query === '' ? undefined : current?.type}
          idOf={(spec) => `${id}-${spec.type}`}
          onAdd={add}
        />
      </div>
      {offered.length === 0 && (
        <div className="ev-blank">
          <p>{query === '' ? t('nothingFits') : t('noComponent', { query })}</p>
          <Button size="small" onClick={() => (setQuery(''), editor.store.setState({ portFilter: null }))}>
            {t('clearSearch')}
          </Button>
        </div>
      )}
    </section>
  )
}

export interface ComponentListProps {
  offered: readonly ComponentSpec[]
  grouped: boolean
  activeType: string | undefined
  idOf: (spec: ComponentSpec) => string
  onAdd: (spec: ComponentSpec) => void
}

export function ComponentList({ offered, grouped, activeType, idOf, onAdd }: ComponentListProps) {
  const t = useT()
  const { views } = useEditor()
  const groups = grouped
    ? CATEGORIES.map(({ id, title }) => ({ title: t(title), list: offered.filter((spec) => spec.category === id) }))
    : [{ title: '', list: offered }]
  return groups
    .filter((group) => group.list.length > 0)
    .map((group) => (
      <div key={group.title} role="group" aria-label={group.title || t('palette')}>
        {group.title && (
          <div className="ef-palette-category" aria-hidden>
            {group.title}
          </div>
        )}
        {group.list.map((spec) => {
          const Icon = views[spec.type]?.icon ?? Box
          return (
            <div
              key={spec.type}
              id={idOf(spec)}
              role="option"
              aria-selected={spec.type === activeType}
              className="ef-palette-item"
              title={spec.summary}
              draggable
              style={hueStyle(spec.outputs[0] ?? spec.inputs[0], views[spec.type])}
              onDragStart={(event) => startDrag(event, spec)}
              onDoubleClick={() => onAdd(spec)}
              onClick={(event) => event.detail === 0 && onAdd(spec)}
            >
              <span className="ef-icon" aria-hidden>
                <Icon />
              </span>
              <span className="ev-grow">
                <span className="ev-ellipsis ef-palette-title">{spec.title}</span>
                <span className="ev-ellipsis ef-palette-what">{spec.summary}</span>
              </span>
            </div>
          )
        })}
      </div>
    ))
}

function startDrag(event: DragEvent, spec: ComponentSpec): void {
  event.dataTransfer.setData(COMPONENT_MIME, spec.type)
  event.dataTransfer.setData('text/plain', spec.title)
  event.dataTransfer.effectAllowed = 'copy'
}
