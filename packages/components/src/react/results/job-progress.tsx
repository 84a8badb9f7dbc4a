/** Live figures of a job: fixed height, so nothing moves while they change. */
import { formatDuration, formatNumber, Progress } from '@evalflow/ui'
import { useT } from '../messages.ts'
import type { JobProgress } from '../wire.ts'

export function JobProgressLine({ progress, percent }: { progress: JobProgress | null; percent?: number | null }) {
  const t = useT()
  if (!progress) return <Progress label={t('progress')} value={percent ?? null} max={100} />
  const { done, total, rate, eta_seconds: eta } = progress
  const finished = total !== null && done >= total
  const facts = finished
    ? []
    : [
        rate === null ? null : t('perSecond', { rate: formatNumber(rate, rate < 10 ? 1 : 0) }),
        eta === null ? null : t('timeLeft', etaWords(eta)),
      ].filter((fact) => fact !== null)
  return (
    <div>
      <div className="ev-row ev-num evc-progress-line">
        <span>
          <b>{formatNumber(done)}</b>{' '}
          <span className="ev-muted">{total === null ? t('rowsWord') : t('ofTotal', { total })}</span>
        </span>
        <span className="ev-grow" />
        <span className="ev-muted">
          {facts.length === 0 && total !== null && !finished ? t('estimating') : facts.join(' · ')}
        </span>
      </div>
      <Progress
        label={t('progress')}
        value={total === null ? null : done}
        max={total ?? 1}
        tone={finished ? 'good' : 'busy'}
      />
    </div>
  )
}

/** Whole seconds: an estimate with decimals would claim to know them. */
function etaWords({ low, high }: { low: number; high: number }): { low: string; high: string } {
  const words = (seconds: number) =>
    seconds < 60 ? `${formatNumber(Math.ceil(seconds))} s` : formatDuration(seconds * 1000)
  return { low: high < 60 ? formatNumber(Math.ceil(low)) : words(low), high: words(high) }
}

/** Everything else a running job tells: speed, retries, tokens, cost. */
export function JobFigures({ progress }: { progress: JobProgress }) {
  const t = useT()
  const { latency, tokens, cost } = progress
  const rows: [string, string][] = [
    [t('done'), `${formatNumber(progress.done)}${progress.total === null ? '' : ` / ${formatNumber(progress.total)}`}`],
    [t('filter_failed'), formatNumber(progress.failed)],
    [t('filter_unscored'), formatNumber(progress.unscored)],
    [t('cached'), formatNumber(progress.cached)],
    [t('retried'), formatNumber(progress.retried)],
    [t('rateLimited'), formatNumber(progress.rate_limited)],
    [t('inFlight'), `${formatNumber(progress.in_flight)} / ${formatNumber(progress.concurrency)}`],
    [t('elapsed'), formatDuration(progress.elapsed_seconds * 1000)],
    ...(['target', 'ttft', 'judge'] as const).flatMap((name): [string, string][] => {
      const figures = latency[name]
      // without a stream there is no first token to time; saying nothing would look like an oversight
      if (!figures && name === 'ttft') return [[t('latency_ttft'), t('unavailable')]]
      return figures
        ? [
            [
              t(`latency_${name}`),
              `p50 ${formatDuration(figures.p50_ms)} · p90 ${formatDuration(figures.p90_ms)} · p99 ${formatDuration(figures.p99_ms)}`,
            ],
          ]
        : []
    }),
    [
      t('tokens'),
      `${formatNumber(tokens.prompt)} + ${formatNumber(tokens.completion)}${tokens.unknown > 0 ? ` · ${t('unknownTokens', { count: tokens.unknown })}` : ''}`,
    ],
    ...(cost ? [[t('cost'), `${formatNumber(cost.amount, 2)} ${cost.currency}`] as [string, string]] : []),
  ]
  return (
    <dl className="evc-figures ev-num">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
