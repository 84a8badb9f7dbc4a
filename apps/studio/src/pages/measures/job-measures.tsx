/** How a job ran: the pipeline of each task with its reasons, times by role, and what the process did over time. */
import type { StudioClient } from '@evalflow/client'
import type { JobItem, JobTimeline } from '@evalflow/contract'
import { formatBytes, formatDuration, formatNumber, Tag } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { describeJobReason } from './reason-messages.ts'
import { LineChart } from './line-chart.tsx'
import { type t as Texts, useT } from './messages.ts'
import { RoleTimes } from './role-times.tsx'

export type MeasuresClient = Pick<StudioClient, 'jobTimeline'>
const EVERY_MS = 2_000

export function JobMeasures({ job, client, live }: { job: JobItem; client: MeasuresClient; live: boolean }) {
  const t = useT()
  const { data } = useQuery({
    queryKey: ['job-timeline', job.id, live],
    queryFn: ({ signal }) => client.jobTimeline(job.id, { signal }),
    refetchInterval: live ? EVERY_MS : false,
  })
  return (
    <>
      <Pipelines pipelines={job.progress?.pipelines ?? []} />
      {data &&
        (data.timeline.length === 0 ? (
          <p className="ev-muted">{t('noTimeline')}</p>
        ) : (
          <>
            <Times timeline={data} />
            <OverTime timeline={data} />
            <Servers servers={data.servers ?? []} />
          </>
        ))}
    </>
  )
}

function Pipelines({ pipelines }: { pipelines: NonNullable<NonNullable<JobItem['progress']>['pipelines']> }) {
  const t = useT()
  if (pipelines.length === 0) return null
  return (
    <section aria-label={t('howItRan')} className="es-measures">
      <h2>{t('howItRan')}</h2>
      {pipelines.map(({ task, pipeline, reasons, because }) => (
        <div key={task} className="es-pipeline">
          <span className="ev-mono evc-break">{task}</span> <Tag>{toPipelineName(t, pipeline)}</Tag>
          <ul>
            {reasons.map((reason, i) => (
              <li key={reason}>{describeJobReason(because?.[i], reason)}</li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function Times({ timeline }: { timeline: JobTimeline }) {
  const t = useT()
  const { goodput } = timeline
  return (
    <section aria-label={t('times')} className="es-measures">
      <h2>{t('times')}</h2>
      {(['target', 'judge', 'user', 'encoder'] as const).map((role) => {
        const figures = timeline[role]
        return figures ? <RoleTimes key={role} role={figures} name={t(`role_${role}`)} /> : null
      })}
      {goodput && (
        <p className="ev-num">
          {t('goodput', {
            met: formatNumber(goodput.met),
            all: formatNumber(goodput.met + goodput.missed),
            rate: formatNumber(goodput.per_second, 1),
            unmeasured:
              goodput.unmeasured > 0 ? t('goodputUnmeasured', { count: formatNumber(goodput.unmeasured) }) : '',
          })}
        </p>
      )}
    </section>
  )
}

function OverTime({ timeline: { timeline, process } }: { timeline: JobTimeline }) {
  const t = useT()
  const of = (name: 'in_flight' | 'rss_bytes' | 'cpu_percent' | 'loop_delay_ms') => timeline.map((point) => point[name])
  const servers = [...new Set(timeline.flatMap(({ server }) => Object.keys(server ?? {})))]
  return (
    <section aria-label={t('overTime')} className="es-measures">
      <h2>{t('overTime')}</h2>
      <div className="es-line-charts">
        <LineChart name={t('rate')} values={toRates(timeline)} format={(value) => formatNumber(value, 1)} />
        <LineChart name={t('inFlight')} values={of('in_flight')} format={(value) => formatNumber(value)} />
        <LineChart name={t('memory')} values={of('rss_bytes')} format={formatBytes} />
        <LineChart name={t('cpu')} values={of('cpu_percent')} format={(value) => `${formatNumber(value)} %`} />
        <LineChart name={t('loopDelay')} values={of('loop_delay_ms')} format={formatDuration} />
        {servers.map((name) => (
          <LineChart
            key={name}
            name={name}
            values={timeline.map(({ server }) => server?.[name] ?? 0)}
            format={(value) => formatNumber(value, 2)}
          />
        ))}
      </div>
      {process && (
        <p className="ev-muted">
          {t('process', {
            memory: formatBytes(process.rss_max_bytes),
            cpu: formatDuration(process.cpu_seconds * 1000),
          })}
        </p>
      )}
    </section>
  )
}

function Servers({ servers }: { servers: NonNullable<JobTimeline['servers']> }) {
  const t = useT()
  return servers.map(({ endpoint, url, failure, scrapes, counters, distributions }) => (
    <section key={url} aria-label={`${t('servers')} ${endpoint}`} className="es-measures">
      <h2>
        {t('servers')} <span className="ev-mono">{endpoint}</span>
      </h2>
      {failure !== null && <p className="ev-muted">{t('serverFailed', { reason: failure })}</p>}
      {scrapes > 0 && (
        <>
          <p className="ev-muted">{t('serverRead', { scrapes: formatNumber(scrapes), url })}</p>
          <dl className="evc-figures ev-num">
            {[
              ...Object.entries(counters).map(([series, grown]) => [series, formatNumber(grown)] as const),
              ...Object.entries(distributions).map(
                ([series, { count, mean }]) =>
                  [series, `${formatNumber(count)} · Ø ${mean === null ? '–' : formatNumber(mean, 4)}`] as const,
              ),
            ].map(([series, value]) => (
              <div key={series}>
                <dt className="ev-mono evc-break">{series}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  ))
}

const NAMED = ['generation', 'log-likelihood', 'chat-letters', 'judge', 'code', 'retrieval', 'agentic'] as const

/** One that this version does not know keeps its own name. */
function toPipelineName(t: typeof Texts, pipeline: string): string {
  const known = NAMED.find((name) => name === pipeline)
  return known === undefined ? pipeline : t(`pipeline_${known}`)
}

/** Rows per second between points; a job that goes on after a pause has a gap, not a rate over the pause. */
export function toRates(timeline: JobTimeline['timeline']): number[] {
  return timeline.map(({ at, done }, index) => {
    const before = timeline[index - 1]
    const seconds = before ? (Date.parse(at) - Date.parse(before.at)) / 1000 : 1
    return seconds > 0 ? Math.max(0, done - (before?.done ?? 0)) / seconds : 0
  })
}
