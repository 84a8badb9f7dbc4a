/** Keeps the job of a page as its server-sent events tell it; alerts that come meanwhile are also said. */
import type { StudioClient } from '@evalflow/client'
import type { JobAlert, JobEvent, JobItem, ScoreSummary } from '@evalflow/contract'
import { notify } from '@evalflow/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { formatMoney } from './format-money.ts'
import { t } from './messages.ts'

export type LiveClient = Pick<StudioClient['jobCosts'], 'events'>

/** Follows while `running`; a broken connection is taken up by the client, what it cannot take up is said once. */
export function useJobLive(jobId: string, running: boolean, client: LiveClient): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!running) return undefined
    const stop = new AbortController()
    const openedAt = new Date().toISOString()
    const follow = async () => {
      for await (const event of client.events(jobId, { signal: stop.signal })) {
        const before = queries.getQueryData<JobItem>(['job', jobId])
        if (before) queries.setQueryData(['job', jobId], withEvent(before, event))
        if (event.type === 'alert' && event.at > openedAt)
          notify.info(toAlertText(event.alert, before?.project), { id: `alert-${jobId}` })
        // what the events do not hold, such as the floor of a baseline
        if (event.type === 'end') await queries.invalidateQueries({ queryKey: ['job', jobId] })
      }
    }
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) notify.bad(t('liveAway'), { description: String(error), id: 'live-away' })
    })
    return () => stop.abort()
  }, [jobId, running, client, queries])
}

/** The job after an event. */
export function withEvent(job: JobItem, event: JobEvent): JobItem {
  if (event.type === 'alert') return { ...job, alerts: addAlert(job.alerts ?? [], event.alert) }
  const { status, message, progress, paused } = event
  if (!progress) return { ...job, status, message, paused }
  const scores = progress.scores.map((score) => withFloor(score, job.progress?.scores))
  return { ...job, status, message, paused, progress: { ...progress, scores } }
}

function addAlert(alerts: readonly JobAlert[], alert: JobAlert): JobAlert[] {
  const isKnown = alerts.some(
    ({ at, share, scope }) => at === alert.at && share === alert.share && scope === alert.scope,
  )
  return isKnown ? [...alerts] : [...alerts, alert]
}

function withFloor(score: ScoreSummary, before: readonly ScoreSummary[] | undefined): ScoreSummary {
  const floor = before?.find(
    ({ task, metric, score: name }) => task === score.task && metric === score.metric && name === score.score,
  )?.floor
  return floor ? { ...score, floor } : score
}

export function toAlertText(
  { share, amount, limit, currency, scope }: JobAlert,
  project: string | null | undefined,
): string {
  const figures = {
    percent: Math.round(share * 100),
    amount: formatMoney(amount, currency),
    limit: formatMoney(limit, currency),
  }
  return scope === 'job' ? t('alertJob', figures) : t('alertProject', { ...figures, project: project ?? '' })
}
