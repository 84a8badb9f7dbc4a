/** Times of the calls of one role, as percentiles; what was not measured says why. */
import type { JobTimeline } from '@evalflow/contract'
import { formatDuration, formatNumber } from '@evalflow/ui'
import { useT } from './messages.ts'

type Role = NonNullable<JobTimeline['target']>
const MEASURES = ['queue', 'e2e', 'ttft', 'tpot', 'itl'] as const

export function RoleTimes({ role, name }: { role: Role; name: string }) {
  const t = useT()
  return (
    <div>
      <table className="es-times ev-num">
        <caption>
          <b>{name}</b>{' '}
          <span className="ev-muted">
            {t('throughput', {
              requests: formatNumber(role.requests_per_second, 1),
              tokens: formatNumber(role.completion_tokens_per_second, 1),
            })}
            {role.tokens_per_chunk != null && (
              <> · {t('perChunk', { tokens: formatNumber(role.tokens_per_chunk, 1) })}</>
            )}
          </span>
        </caption>
        <thead>
          <tr>
            {(['measure', 'count', 'p50', 'p90', 'p99', 'most'] as const).map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MEASURES.map((measure) => (
            <tr key={measure}>
              <th scope="row">{t(measure)}</th>
              <Cells figures={role[measure]} />
            </tr>
          ))}
        </tbody>
      </table>
      {(role.ttft_unavailable ?? []).map(({ reason, requests }) => (
        <p key={reason} className="ev-muted">
          {t('noTtft', { reason, requests: formatNumber(requests) })}
        </p>
      ))}
    </div>
  )
}

function Cells({ figures }: { figures: Role['e2e'] }) {
  const t = useT()
  if (figures === null)
    return (
      <td colSpan={5} className="ev-muted">
        {t('unavailable')}
      </td>
    )
  return (
    <>
      <td>{formatNumber(figures.n)}</td>
      <td>{formatDuration(figures.p50_ms)}</td>
      <td>{formatDuration(figures.p90_ms)}</td>
      <td>{formatDuration(figures.p99_ms)}</td>
      <td>{formatDuration(figures.max_ms)}</td>
    </>
  )
}
