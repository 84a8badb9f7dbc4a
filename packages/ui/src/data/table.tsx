/**
 * A table with sticky head, sorting and selection. Pages come from the server: the table shows the rows it is given.
 * Selection by check box, Shift+click for a span, Space on a row; arrows move between rows.
 */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { Checkbox } from '../controls/checkbox.tsx'
import { useT } from '../i18n/messages.ts'

export interface Column<Row> {
  id: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  align?: 'left' | 'right'
  sortable?: boolean
  width?: number | string
}
export interface Sort {
  column: string
  direction: 'asc' | 'desc'
}

export interface TableProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Name of a row for screen readers; its key otherwise. */
  rowLabel?: (row: Row) => string
  selected?: ReadonlySet<string> | undefined
  onSelectedChange?: ((selected: ReadonlySet<string>) => void) | undefined
  sort?: Sort | undefined
  onSortChange?: ((sort: Sort) => void) | undefined
  onOpen?: ((row: Row) => void) | undefined
  /** Row shown as current (the sample that is open). */
  currentKey?: string | undefined
  /** Shown instead of rows when there are none. */
  empty?: ReactNode
  /** Below 760 px a row becomes a card: the first cell above, the others two side by side under their column's name. */
  cards?: boolean
}

export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowKey, selected, onSelectedChange, empty, cards } = props
  const t = useT()
  const anchor = useRef<number | null>(null)
  const keys = rows.map(rowKey)
  const chosenHere = keys.filter((key) => selected?.has(key)).length
  const all = chosenHere === 0 ? false : chosenHere === keys.length ? true : 'indeterminate'

  function choose(index: number, on: boolean, span: boolean): void {
    const next = new Set(selected)
    const from = span && anchor.current !== null ? anchor.current : index
    for (const key of keys.slice(Math.min(from, index), Math.max(from, index) + 1)) {
      if (on) next.add(key)
      else next.delete(key)
    }
    anchor.current = index
    onSelectedChange?.(next)
  }
  function chooseAll(on: boolean): void {
    const next = new Set(selected)
    for (const key of keys) {
      if (on) next.add(key)
      else next.delete(key)
    }
    onSelectedChange?.(next)
  }

  return (
    <div className="ev-table-wrap">
      <table className="ev-table" aria-label={label} data-cards={cards}>
        <thead>
          <tr>
            {onSelectedChange && (
              <th className="ev-table-check">
                <Checkbox checked={all} onChange={chooseAll} aria-label={t('selectAll')} />
              </th>
            )}
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} onSortChange={props.onSortChange} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <BodyRow key={rowKey(row)} {...props} row={row} index={index} onChoose={choose} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && empty}
    </div>
  )
}

interface HeadCellProps<Row> {
  column: Column<Row>
  sort: Sort | undefined
  onSortChange: ((sort: Sort) => void) | undefined
}

function HeadCell<Row>({ column, sort, onSortChange }: HeadCellProps<Row>) {
  const direction = sort?.column === column.id ? sort.direction : undefined
  const style = column.width === undefined ? undefined : { width: column.width }
  if (!column.sortable || !onSortChange) {
    return (
      <th scope="col" data-align={column.align} style={style}>
        {column.header}
      </th>
    )
  }
  const Arrow = direction === 'desc' ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      data-align={column.align}
      style={style}
      aria-sort={direction === undefined ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
    >
      <button
        type="button"
        className="ev-sort"
        onClick={() => onSortChange({ column: column.id, direction: direction === 'asc' ? 'desc' : 'asc' })}
      >
        {column.header}
        <Arrow aria-hidden style={{ visibility: direction ? 'visible' : 'hidden' }} />
      </button>
    </th>
  )
}

interface BodyRowProps<Row> extends TableProps<Row> {
  row: Row
  index: number
  onChoose: (index: number, on: boolean, span: boolean) => void
}

function BodyRow<Row>({
  row,
  index,
  onChoose,
  columns,
  rowKey,
  rowLabel,
  selected,
  onSelectedChange,
  onOpen,
  currentKey,
}: BodyRowProps<Row>) {
  const t = useT()
  const key = rowKey(row)
  const chosen = selected?.has(key) ?? false
  const name = rowLabel?.(row) ?? key

  function onClick(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest('button, a, input, label')) return
    if (event.shiftKey && onSelectedChange) onChoose(index, !chosen, true)
    else onOpen?.(row)
  }
  function onKeyDown(event: KeyboardEvent<HTMLTableRowElement>): void {
    if (event.target !== event.currentTarget) return
    if (event.key === ' ' && onSelectedChange) onChoose(index, !chosen, event.shiftKey)
    else if (event.key === 'Enter' && onOpen) onOpen(row)
    else if (event.key === 'ArrowDown') focusRow(event.currentTarget.nextElementSibling)
    else if (event.key === 'ArrowUp') focusRow(event.currentTarget.previousElementSibling)
    else return
    event.preventDefault()
  }

  return (
    <tr
      tabIndex={onOpen || onSelectedChange ? 0 : undefined}
      aria-selected={onSelectedChange || currentKey !== undefined ? chosen || key === currentKey : undefined}
      data-clickable={onOpen !== undefined}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      {onSelectedChange && (
        <td
          className="ev-table-check"
          onClickCapture={(event) =>
            event.shiftKey && (event.preventDefault(), event.stopPropagation(), onChoose(index, !chosen, true))
          }
        >
          <Checkbox
            checked={chosen}
            onChange={(on) => onChoose(index, on, false)}
            aria-label={t('selectRow', { label: name })}
          />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.id}
          data-align={column.align}
          data-header={typeof column.header === 'string' ? column.header : undefined}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
}

function focusRow(row: Element | null): void {
  if (row instanceof HTMLElement) row.focus()
}
