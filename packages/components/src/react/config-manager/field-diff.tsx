/** Two configs side by side, by field: what was, what is. Changes carry a word, not colour alone. */
import { EmptyState } from '@evalflow/ui'
import type { FieldChange } from '@evalflow/configs'
import { useT } from '../messages.ts'

export interface FieldDiffProps {
  changes: readonly (Pick<FieldChange, 'path' | 'kind'> & { before?: unknown; after?: unknown })[]
  /** Heads of the two columns. */
  before: string
  after: string
  label: string
}

export function FieldDiff({ changes, before, after, label }: FieldDiffProps) {
  const t = useT()
  if (changes.length === 0) return <EmptyState title={t('noDifference')}>{t('noDifferenceHelp')}</EmptyState>
  return (
    <div className="evc-diff" tabIndex={0} role="region" aria-label={label}>
      <table className="ev-table">
        <caption className="ev-visually-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ path, kind, ...change }) => (
            <tr key={path} data-change={kind}>
              <th scope="row">
                <span className="ev-mono evc-break">{path}</span>
                <span className="evc-diff-kind">{t(`change_${kind}`)}</span>
              </th>
              <td>
                <Value value={change.before} />
              </td>
              <td>
                <Value value={change.after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Value({ value }: { value: unknown }) {
  if (value === undefined) return <span className="ev-faint">–</span>
  return <pre>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
}
