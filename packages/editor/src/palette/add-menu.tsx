/** Quick add at a point: where a wire was dropped, or where the canvas was double-clicked. */
import { type ComponentSpec } from '@evalflow/graph'
import { Search } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useId, useState, type KeyboardEvent } from 'react'
import { fittingPort } from '../connect.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { HEADER_PX, PORT_ROW_PX } from '../geometry/node-size.ts'
import { useT } from '../messages.ts'
import { portTypeName } from '../reason-messages.ts'
import type { PortEnd } from '../store/editor-store.ts'
import { addComponent } from './add-component.ts'
import { ComponentList, offeredComponents } from './palette.tsx'

export interface AddRequest {
  /** Viewport pixels, for the menu. */
  screen: { x: number; y: number }
  /** The same place in the flow. */
  at: { x: number; y: number }
  /** The port the wire came from; the new node is connected to it. */
  end: PortEnd | null
}

export function AddMenu({ request, onClose }: { request: AddRequest | null; onClose: () => void }) {
  const t = useT()
  return (
    <Popover.Root open={request !== null} onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor asChild>
        <span aria-hidden style={{ position: 'fixed', left: request?.screen.x ?? 0, top: request?.screen.y ?? 0 }} />
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className="ev-pop ef-add"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t('openPalette')}
        >
          {request && <AddPanel request={request} onClose={onClose} />}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function AddPanel({ request, onClose }: { request: AddRequest; onClose: () => void }) {
  const t = useT()
  const editor = useEditor()
  const id = useId()
  const specs = useEditorState((state) => state.specs)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const { end } = request
  const offered = offeredComponents(specs.list, query, end)
  const current = offered[Math.min(active, offered.length - 1)]
  const add = (spec: ComponentSpec) => {
    onClose()
    addComponent(editor, spec, { end, at: placeOf(request, spec) })
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setActive(Math.min(offered.length - 1, active + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1))
    else if (event.key === 'Enter' && current) add(current)
    else return
    event.preventDefault()
  }

  return (
    <>
      <div className="ev-picker-head">
        <span className="ev-input ev-grow">
          <Search aria-hidden />
          <input
            type="search"
            role="combobox"
            autoFocus
            autoComplete="off"
            aria-expanded
            aria-controls={`${id}-list`}
            aria-activedescendant={current ? `${id}-${current.type}` : undefined}
            aria-label={t('findComponent')}
            placeholder={
              end
                ? t(end.side === 'out' ? 'takesFrom' : 'givesTo', { type: portTypeName(end.type) })
                : t('findComponent')
            }
            value={query}
            onChange={(event) => (setQuery(event.target.value), setActive(0))}
            onKeyDown={onKeyDown}
          />
        </span>
      </div>
      <div
        className="ef-add-list"
        role="listbox"
        id={`${id}-list`}
        aria-label={t('palette')}
        tabIndex={-1}
        onClick={(event) => {
          const item = event.target instanceof Element ? event.target.closest('[role="option"]') : null
          const spec = offered.find((candidate) => item?.id === `${id}-${candidate.type}`)
          if (spec && event.detail > 0) add(spec)
        }}
      >
        <ComponentList
          offered={offered}
          grouped={query === ''}
          activeType={current?.type}
          idOf={(spec) => `${id}-${spec.type}`}
          onAdd={add}
        />
        {offered.length === 0 && (
          <p className="ev-picker-state">{end ? t('nothingFits') : t('noComponent', { query })}</p>
        )}
      </div>
    </>
  )
}

/** The port that the wire goes to comes to lie under the pointer. */
function placeOf({ at, end }: AddRequest, spec: ComponentSpec): { x: number; y: number } {
  if (!end) return { x: at.x - 134, y: at.y - 25 }
  const port = fittingPort(spec, end)
  if (end.side === 'out') {
    const row = Math.max(
      0,
      spec.inputs.findIndex((input) => input.id === port?.id),
    )
    return { x: at.x, y: at.y - HEADER_PX - (row + 0.5) * PORT_ROW_PX }
  }
  return { x: at.x - 268, y: at.y - 120 }
}
