/** A table whose cells are shaded by their value within their column: groups by metric, or runs by metric. */
import { formatNumber } from '@evalflow/ui'
import { useT } from '../messages.ts'

export interface HeatRow {
  id: string
  label: string
  /** How many rows stand behind it, where that is known. */
  rows?: number
  cells: Readonly<Record<string, { value: number; n: number } | undefined>>
}

export function HeatMap({
  label,
  columns,
  rows,
}: {
  label: string
  columns: readonly string[]
  rows: readonly HeatRow[]
}) {
  const t = useT()
  const span = (column: string) => {
    const values = rows.map(({ cells }) => cells[column]?.value).filter((value) => value !== undefined)
    return { low: Math.min(...values), high: Math.max(...values) }
  }
  const spans = new Map(columns.map((column) => [column, span(column)]))
  const shade = (column: string, value: number) => {
    const { low = 0, high = 0 } = spans.get(column) ?? {}
    return high === low ? 0.5 : (value - low) / (high - low)
  }
  return (
    <div className="evc-heat" role="region" aria-label={label} tabIndex={0}>
      <table className="ev-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            {columns.map((column) => (
              <th key={column} scope="col" data-align="right">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" className="evc-break">
                {row.label}{' '}
                {row.rows !== undefined && <span className="ev-faint ev-num">{formatNumber(row.rows)}</span>}
              </th>
              {columns.map((column) => {
                const cell = row.cells[column]
                if (cell === undefined)
                  return (
                    <td key={column} data-align="right" className="ev-faint">
                      –
                    </td>
                  )
                const percent = Math.round(6 + shade(column, cell.value) * 34)
                return (
                  <td
                    key={column}
                    data-align="right"
                    title={t('meanOverRows', { n: cell.n })}
                    style={{ background: `color-mix(in oklab, var(--accent) ${percent}%, var(--panel))` }}
                  >
                    {formatNumber(cell.value, 3)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
