/** The first rows as a table, and every problem with its row number. */
import type { JsonValue } from '@evalflow/graph'
import { DeniedState, ErrorState, isDenied, Skeleton, Table } from '@evalflow/ui'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useT } from '../messages.ts'
import type { Preview } from '../wire.ts'

export interface RowsPreviewProps {
  preview: Preview | undefined
  error: unknown
  loading: boolean
  onRetry: () => void
}

export function RowsPreview({ preview, error, loading, onRetry }: RowsPreviewProps) {
  const t = useT()
  if (isDenied(error)) return <DeniedState>{error instanceof Error ? error.message : undefined}</DeniedState>
  if (error) return <ErrorState error={error} onRetry={onRetry} />
  if (!preview) return loading ? <Skeleton height={180} /> : null
  const columns = Array.from(new Set(preview.rows.flatMap((row) => Object.keys(row))))
  const rows = preview.rows.map((row, index) => ({ key: String(index + 1), row }))
  return (
    <>
      {preview.issues.length > 0 && <Issues preview={preview} />}
      {rows.length > 0 && (
        <div className="evc-rows-table evc-scroll" role="region" aria-label={t('previewTable')} tabIndex={0}>
          <Table
            label={t('previewTable')}
            rowKey={({ key }) => key}
            rows={rows}
            columns={[
              {
                id: '#',
                header: '#',
                align: 'right',
                width: 40,
                cell: ({ key }) => <span className="ev-faint">{key}</span>,
              },
              ...columns.map((name) => ({
                id: name,
                header: name,
                cell: ({ row }: (typeof rows)[number]) => <Cell value={row[name] ?? null} />,
              })),
            ]}
          />
        </div>
      )}
      {rows.length > 0 && rows.length < preview.total - badRows(preview) && (
        <div className="ev-faint ev-num">{t('firstRows', { count: rows.length, total: preview.total })}</div>
      )}
    </>
  )
}

function Issues({ preview }: { preview: Preview }) {
  const t = useT()
  return (
    <div className="evc-issues" role="region" aria-label={t('issues')} tabIndex={0}>
      {preview.issues.map((issue, index) => (
        <div key={index} className="ev-row" data-severity={issue.severity}>
          {issue.severity === 'error' ? (
            <CircleAlert aria-label={t('error')} />
          ) : (
            <TriangleAlert aria-label={t('warning')} />
          )}
          <span className="ev-num ev-muted" style={{ minWidth: 62 }}>
            {issue.row === 0 ? t('allRows') : t('rowNumber', { row: issue.row })}
          </span>
          <span className="ev-grow">{issue.message}</span>
        </div>
      ))}
      {preview.issues_total > preview.issues.length && (
        <div className="ev-faint">{t('moreIssues', { count: preview.issues_total - preview.issues.length })}</div>
      )}
    </div>
  )
}

function Cell({ value }: { value: JsonValue }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return (
    <div className="evc-cell" title={text.length > 80 ? text.slice(0, 1000) : undefined}>
      {text}
    </div>
  )
}

function badRows(preview: Preview): number {
  return new Set(preview.issues.filter((issue) => issue.severity === 'error').map((issue) => issue.row)).size
}
