/** What a node gave, per output: as a table, JSON or text. Large values are shown in part, with their size. */
import type { JsonValue } from '@evalflow/graph'
import { portTypeName, type NodeBodyProps } from '@evalflow/editor'
import { CopyButton, EmptyState, formatBytes, Tag } from '@evalflow/ui'
import { useMemo, useState } from 'react'
import { useT as useStudioT } from '../messages.ts'
import { useT } from './messages.ts'
import { toTable, toText, type OutputTable } from './output-table.ts'

const SHAPES = ['table', 'json', 'text'] as const
type Shape = (typeof SHAPES)[number]

/** Characters of JSON or text that are drawn; copying takes all. */
const MAX_SHOWN = 100_000

export function OutputView({ body }: { body: NodeBodyProps }) {
  const t = useStudioT()
  const { outputs, error } = body.run ?? {}
  const ports = new Map(body.spec.outputs.map((port) => [port.id, port]))
  return (
    <div className="es-panel">
      {error && (
        <p className="es-banner" data-tone="bad" role="alert" style={{ whiteSpace: 'pre-line' }}>
          {error.message}
        </p>
      )}
      {!outputs && !error && <EmptyState title={t('noRunYet')}>{t('noRunYetHelp')}</EmptyState>}
      {Object.entries(outputs ?? {}).map(([port, value]) => {
        const type = ports.get(port)?.type
        return (
          <Output
            key={port}
            label={ports.get(port)?.label ?? port}
            type={type ? portTypeName(type) : undefined}
            value={value}
          />
        )
      })}
    </div>
  )
}

function Output({ label, type, value }: { label: string; type: string | undefined; value: JsonValue }) {
  const t = useT()
  const table = useMemo(() => toTable(value), [value])
  const json = useMemo(() => JSON.stringify(value, null, 2), [value])
  const [chosen, setChosen] = useState<Shape | null>(null)
  const shape = chosen ?? (table ? 'table' : typeof value === 'string' ? 'text' : 'json')
  const text = shape === 'text' ? toText(value) : json
  return (
    <section className="esf-output" aria-label={label}>
      <div className="ev-row">
        <b>{label}</b>
        {type && <Tag>{type}</Tag>}
        <span className="ev-faint ev-num ev-grow">{formatBytes(json.length)}</span>
        <div className="esf-shapes" role="group" aria-label={t('outputShape')}>
          {SHAPES.map((name) => (
            <button
              key={name}
              type="button"
              className="esf-shape"
              aria-pressed={shape === name}
              disabled={name === 'table' && !table}
              onClick={() => setChosen(name)}
            >
              {t(`shape_${name}`)}
            </button>
          ))}
        </div>
        <CopyButton text={() => (shape === 'text' ? toText(value) : json)} />
      </div>
      {shape === 'table' && table ? (
        <Rows table={table} label={label} />
      ) : (
        <>
          <pre className="evc-json" tabIndex={0} aria-label={label}>
            {text.slice(0, MAX_SHOWN)}
          </pre>
          {text.length > MAX_SHOWN && (
            <p className="ev-muted">
              {t('outputCut', { shown: formatBytes(MAX_SHOWN), total: formatBytes(text.length) })}
            </p>
          )}
        </>
      )}
    </section>
  )
}

function Rows({ table: { columns, rows, total }, label }: { table: OutputTable; label: string }) {
  const t = useT()
  return (
    <>
      <div className="esf-rows" tabIndex={0} role="region" aria-label={label}>
        <table>
          {columns.length > 0 && (
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {rows.map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, at) =>
                  columns.length === 0 && at === 0 ? (
                    <th key={at} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={at}>{cell}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length < total && <p className="ev-muted">{t('outputRows', { shown: rows.length, total })}</p>}
    </>
  )
}
