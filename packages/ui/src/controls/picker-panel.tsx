/** What a picker opens: search, and a list of which only the rows in sight are drawn. Loaded with the first opening. */
import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { Check, RefreshCw, Search } from 'lucide-react'
import { useDeferredValue, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useT } from '../i18n/messages.ts'
import { DeniedState, ErrorState } from '../states/states.tsx'
import { Skeleton } from '../states/skeleton.tsx'
import { IconButton } from './button.tsx'
import { usePagedList, type PagedList } from './paged-list.ts'
import type { PickerItem, PickerProps } from './picker-props.ts'

const ROW_HEIGHT_PX = 44
const VISIBLE_ROWS = 6

/** `onChange` is called once, with the choice. */
export function PickerPanel<T extends PickerItem>({ value, onChange, load, empty, footer }: PickerProps<T>) {
  const t = useT()
  const id = useId()
  const [query, setQuery] = useState('')
  const list = usePagedList(load, useDeferredValue(useDebounced(query.trim())), true)
  const [active, setActive] = useState(0)
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- its values stay in this component
  const rows = useVirtualizer({
    count: list.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 4,
    initialRect: { width: 300, height: ROW_HEIGHT_PX * VISIBLE_ROWS },
  })
  const shown = rows.getVirtualItems()
  const [from, to] = [shown[0]?.index, shown.at(-1)?.index]
  const { show } = list
  useEffect(() => {
    if (from !== undefined && to !== undefined) show(from, to)
  }, [show, from, to])
  useEffect(() => setActive(0), [query])

  function onKeyDown(event: KeyboardEvent): void {
    const next = nextActive(event, active, list.total)
    if (next !== undefined) {
      event.preventDefault()
      setActive(next)
      rows.scrollToIndex(next)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const item = list.at(active)
      if (item && item.unavailable === undefined) onChange(item)
    }
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
            aria-autocomplete="list"
            aria-controls={`${id}-list`}
            aria-activedescendant={list.state === 'ready' && list.total > 0 ? `${id}-${active}` : undefined}
            aria-label={t('search')}
            placeholder={t('search')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </span>
        <IconButton
          label={t('refresh')}
          icon={<RefreshCw className={clsx(list.state === 'loading' && 'ev-spinner')} />}
          onClick={list.refresh}
        />
      </div>
      <PickerBlank list={list} query={query} empty={empty} onClear={() => setQuery('')} />
      <div
        ref={scroller}
        id={`${id}-list`}
        role="listbox"
        aria-label={t('choose')}
        tabIndex={-1}
        className="ev-picker-list"
        hidden={list.state !== 'ready' || list.total === 0}
        style={{ height: Math.min(list.total, VISIBLE_ROWS) * ROW_HEIGHT_PX }}
      >
        <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {shown.map((row) => {
            const item = list.at(row.index)
            return (
              <div
                key={row.index}
                id={`${id}-${row.index}`}
                role="option"
                aria-posinset={row.index + 1}
                aria-setsize={list.total}
                aria-selected={item !== undefined && item.id === value?.id}
                aria-disabled={item?.unavailable !== undefined}
                data-active={row.index === active}
                className="ev-picker-option"
                style={{ position: 'absolute', inset: `${row.start}px 0 auto` }}
                onMouseMove={() => setActive(row.index)}
                onClick={() => item && item.unavailable === undefined && onChange(item)}
              >
                {item ? <PickerRow item={item} chosen={item.id === value?.id} /> : <Skeleton width="70%" height={12} />}
              </div>
            )
          })}
        </div>
      </div>
      <div className="ev-picker-foot">
        <span className="ev-num ev-grow" aria-live="polite">
          {list.state === 'ready' ? t('countMatch', { count: list.total }) : ''}
        </span>
        {footer}
      </div>
    </>
  )
}

function PickerRow({ item, chosen }: { item: PickerItem; chosen: boolean }) {
  return (
    <>
      {item.lead}
      <span className="ev-grow">
        <span className="ev-ellipsis" style={{ display: 'block' }}>
          {item.label}
        </span>
        {(item.unavailable ?? item.detail) && <small className="ev-ellipsis">{item.unavailable ?? item.detail}</small>}
      </span>
      {chosen && <Check aria-hidden />}
    </>
  )
}

interface PickerBlankProps<T> {
  list: PagedList<T>
  query: string
  empty: ReactNode
  onClear: () => void
}

function PickerBlank<T>({ list, query, empty, onClear }: PickerBlankProps<T>) {
  const t = useT()
  if (list.state === 'denied') return <DeniedState compact />
  if (list.state === 'error') return <ErrorState compact error={list.error} onRetry={list.refresh} />
  if (list.state === 'loading') return <PickerLoading />
  if (list.total > 0) return null
  return (
    <div className="ev-picker-state" role="status">
      {query === '' ? (
        (empty ?? t('nothingYet'))
      ) : (
        <>
          {t('nothingFound', { query })}
          <button type="button" className="ev-button ev-button-small" onClick={onClear}>
            {t('clearSearch')}
          </button>
        </>
      )}
    </div>
  )
}

function nextActive(event: KeyboardEvent, active: number, total: number): number | undefined {
  const last = Math.max(0, total - 1)
  switch (event.key) {
    case 'ArrowDown':
      return Math.min(last, active + 1)
    case 'ArrowUp':
      return Math.max(0, active - 1)
    case 'PageDown':
      return Math.min(last, active + VISIBLE_ROWS)
    case 'PageUp':
      return Math.max(0, active - VISIBLE_ROWS)
    default:
      return undefined
  }
}

/** Waits until typing pauses, so that each letter is not a request. */
function useDebounced(value: string, delayMs = 180): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs)
    return () => clearTimeout(timer)
  }, [value, delayMs])
  return settled
}

function PickerLoading() {
  const t = useT()
  return (
    <div className="ev-picker-state" role="status" aria-label={t('loading')}>
      <Skeleton width="80%" height={12} />
      <Skeleton width="55%" height={12} />
      <Skeleton width="70%" height={12} />
    </div>
  )
}
