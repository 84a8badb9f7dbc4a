/** Charts made of all rows of one job: distribution of each metric, and a heat map of its groups. */
import { useQuery } from '@tanstack/react-query'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { SampleSummary } from '../wire.ts'
import { HeatMap } from './heat-map.tsx'
import { Histogram } from './histogram.tsx'

export function SampleCharts({ jobId, as }: { jobId: string; as: 'distribution' | 'heat' }) {
  const t = useT()
  const port = useStudioPort()
  const query = useQuery({
    queryKey: ['sample-summary', jobId],
    queryFn: ({ signal }) => port.sampleSummary(jobId, signal),
    staleTime: Infinity,
  })
  return (
    <ListState query={query} lines={4}>
      {(summary) =>
        summary.rows === 0 ? (
          <p className="ev-muted">{t('noRowsKept')}</p>
        ) : as === 'distribution' ? (
          <div className="evc-charts">
            {summary.metrics.map((metric) => (
              <Histogram key={metric.metric} {...metric} />
            ))}
          </div>
        ) : (
          <GroupMaps summary={summary} />
        )
      }
    </ListState>
  )
}

function GroupMaps({ summary }: { summary: SampleSummary }) {
  const t = useT()
  const columns = summary.metrics.map(({ metric }) => metric)
  if (summary.groups.length === 0) return <p className="ev-muted">{t('noGroups')}</p>
  return (
    <div className="ev-stack" style={{ gap: 14 }}>
      {summary.groups.map(({ by, values }) => (
        <HeatMap
          key={by}
          label={t('groupBy', { name: by })}
          columns={columns}
          rows={values.map(({ value, rows, metrics }) => ({
            id: value,
            label: value,
            rows,
            cells: Object.fromEntries(
              Object.entries(metrics).map(([metric, { mean, n }]) => [metric, { value: mean, n }]),
            ),
          }))}
        />
      ))}
    </div>
  )
}
