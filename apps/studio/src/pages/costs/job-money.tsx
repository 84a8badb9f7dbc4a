/** What a job cost: money against its budget, alerts, processor time and energy, each with how it is known. */
import type { JobItem } from '@evalflow/contract'
import { formatDuration, formatNumber, Progress } from '@evalflow/ui'
import { Link } from '@tanstack/react-router'
import { describeJobReason } from '../measures/reason-messages.ts'
import { formatMoney } from './format-money.ts'
import { useT } from './messages.ts'
import { toAlertText } from './use-job-live.ts'

export function JobMoney({ job }: { job: JobItem }) {
  const t = useT()
  const cost = job.progress?.cost ?? null
  const compute = job.compute ?? null
  return (
    <section className="es-money ev-num" aria-label={t('money')}>
      <div className="es-setting">
        <span>{t('spent')}</span>
        {cost ? (
          <span>
            <b>{formatMoney(cost.amount, cost.currency)}</b>
            {cost.budget !== null && <> {t('ofBudget', { limit: formatMoney(cost.budget, cost.currency) })}</>}
          </span>
        ) : (
          <span className="ev-muted">
            {t('noPrice')} <Link to="/settings">{t('addPrice')}</Link>
          </span>
        )}
      </div>
      {cost?.budget != null && (
        <Progress
          label={t('spent')}
          value={cost.amount}
          max={cost.budget}
          tone={cost.amount >= 0.8 * cost.budget ? 'bad' : 'busy'}
        />
      )}
      {job.project && (
        <div className="es-setting">
          <span>{t('project')}</span>
          <span>{job.project}</span>
        </div>
      )}
      {compute && (
        <>
          <Figure
            name={t('compute')}
            value={formatDuration(compute.cpu_seconds * 1000)}
            method={describeJobReason(compute.cpu_because, compute.cpu_method)}
          />
          <Figure
            name={t('energy')}
            value={
              compute.energy_wh === null
                ? t('unavailable')
                : `${formatNumber(compute.energy_wh, compute.energy_wh < 1 ? 4 : 1)} Wh`
            }
            method={describeJobReason(compute.energy_because, compute.energy_method)}
          />
        </>
      )}
    </section>
  )
}

function Figure({ name, value, method }: { name: string; value: string; method: string }) {
  return (
    <div className="es-setting">
      <span>
        {name}
        <span className="ev-faint es-method">{method}</span>
      </span>
      <b>{value}</b>
    </div>
  )
}

/** Shares of budgets that were reached; the last of each scope says it all. */
export function JobAlerts({ job }: { job: JobItem }) {
  const shown = (['job', 'project'] as const).flatMap((scope) =>
    (job.alerts ?? []).filter((alert) => alert.scope === scope).slice(-1),
  )
  return (
    <>
      {shown.map((alert) => (
        <p key={alert.scope} className="es-banner" data-tone="warn" role="status">
          {toAlertText(alert, job.project)}
        </p>
      ))}
    </>
  )
}
