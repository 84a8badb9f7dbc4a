/** The numbers of a chart as a table beside it, folded until it is asked for. */
import { useT } from '../messages.ts'

export function ChartTable(props: { label: string; head: readonly string[]; rows: readonly (readonly string[])[] }) {
  const t = useT()
  const { label, head, rows } = props
  return (
    <details className="evc-chart-table">
      <summary className="ev-muted">{t('figuresOf')}</summary>
      <table className="ev-table" aria-label={label}>
        <thead>
          <tr>
            {head.map((name, index) => (
              <th key={name} scope="col" data-align={index === 0 ? undefined : 'right'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr key={cells.join('\n')}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={head[index]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={head[index]} data-align="right">
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
