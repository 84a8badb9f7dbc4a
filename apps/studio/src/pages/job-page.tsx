/** One job: its scores with proof, every sample, its figures, and its files. */
import {
  JobFigures,
  JobProgressLine,
  ListState,
  SamplesView,
  ScoresView,
  useStudioPort,
} from '@evalflow/components/react'
import type { JobItem } from '@evalflow/contract'
import { Button, ConfirmDialog, EmptyState, notify, RelativeTime, StateBadge, TabPanel, Tabs } from '@evalflow/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Download, Square, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { studio } from '../api/clients.ts'
import { useT } from '../messages.ts'
import { Page } from '../shell/page.tsx'
import { JobAlerts, JobMoney } from './costs/job-money.tsx'
import { useJobLive } from './costs/use-job-live.ts'
import { JobControls } from './job-controls.tsx'
import { isRunning, jobState } from './job-state.ts'
import { JobMeasures } from './measures/job-measures.tsx'

const route = getRouteApi('/jobs/$jobId')

export function JobPage() {
  const { jobId } = route.useParams()
  const port = useStudioPort()
  const query = useQuery({
    queryKey: ['job', jobId],
    queryFn: ({ signal }) => port.getJob(jobId, signal),
  })
  useJobLive(jobId, query.data !== undefined && isRunning(query.data.status), studio.jobCosts)
  return <ListState query={query}>{(job) => <JobView job={job} />}</ListState>
}

function JobView({ job }: { job: JobItem }) {
  const t = useT()
  const { tab, sample, ...filters } = route.useSearch()
  const navigate = useNavigate({ from: '/jobs/$jobId' })
  const running = isRunning(job.status)
  const setTab = (next: string) =>
    void navigate({ search: { tab: next === 'samples' || next === 'figures' ? next : 'scores', ...filters } })
  return (
    <Page
      title={
        <span className="ev-row">
          <Link to="/jobs" search={{ search: '', page: 1, status: '', config: '' }} className="es-crumb">
            {t('jobs')}
          </Link>
          <span className="ev-faint">/</span>
          <span className="ev-mono evc-break">{job.config.split('/').at(-1)}</span>
          <StateBadge state={jobState(job.status)} />
        </span>
      }
      help={
        <span className="ev-num">
          <span className="ev-mono">{job.target}</span> ·{' '}
          <span className="ev-mono evc-break">{job.dataset?.replace('hf://datasets/', '') ?? t('ownData')}</span> ·{' '}
          <RelativeTime at={job.created_at} /> · <span className="ev-mono">{job.id}</span>
        </span>
      }
      actions={<JobActions job={job} running={running} />}
    >
      {job.message && jobState(job.status) === 'failed' && (
        <p className="es-banner" data-tone="bad" role="alert">
          {job.message}
        </p>
      )}
      {job.message && jobState(job.status) === 'stopped' && (
        <p className="es-banner" data-tone="warn" role="status">
          {job.message}
        </p>
      )}
      <JobAlerts job={job} />
      {running && (
        <div style={{ padding: '0 14px 8px' }}>
          <JobProgressLine progress={job.progress} />
        </div>
      )}
      {job.progress?.warnings.map((warning) => (
        <p key={warning} className="es-banner" data-tone="warn">
          {warning}
        </p>
      ))}
      <Tabs
        label={t('jobViews')}
        value={tab}
        onChange={setTab}
        items={[
          { value: 'scores', label: t('scores') },
          { value: 'samples', label: t('samples'), ...(job.progress ? { count: job.progress.done } : {}) },
          { value: 'figures', label: t('figures') },
        ]}
      >
        <TabPanel value="scores">
          <div className="es-panel">
            {job.progress && job.progress.scores.length > 0 ? (
              <>
                <div className="es-chart">
                  <ScoresView scores={job.progress.scores} as="chart" onOpen={() => setTab('samples')} />
                </div>
                <ScoresView scores={job.progress.scores} as="table" onOpen={() => setTab('samples')} />
              </>
            ) : (
              <EmptyState title={t('noScores')}>{running ? t('scoresComing') : t('noScoresHelp')}</EmptyState>
            )}
          </div>
        </TabPanel>
        <TabPanel value="samples">
          <SamplesView
            jobId={job.id}
            live={running}
            filters={filters}
            onFiltersChange={(next) => void navigate({ search: { tab: 'samples', ...next }, replace: true })}
            sample={sample}
            onSampleChange={(next) =>
              void navigate({ search: { tab: 'samples', ...filters, sample: next }, replace: true })
            }
          />
        </TabPanel>
        <TabPanel value="figures">
          <div className="es-panel">
            {job.progress ? <JobFigures progress={job.progress} /> : <EmptyState title={t('noFigures')} />}
            <JobMoney job={job} />
            <JobMeasures job={job} client={studio} live={running} />
          </div>
        </TabPanel>
      </Tabs>
    </Page>
  )
}

function JobActions({ job, running }: { job: JobItem; running: boolean }) {
  const t = useT()
  const port = useStudioPort()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const cancel = useMutation({
    mutationFn: () => port.cancelJob(job.id),
    onError: (error) => notify.bad(error.message),
    onSettled: () => queries.invalidateQueries({ queryKey: ['job', job.id] }),
  })
  return (
    <span className="ev-row">
      <JobControls job={job} commands={studio} />
      {running ? (
        <Button icon={<Square aria-hidden />} busy={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('cancelJob')}
        </Button>
      ) : (
        <>
          <a className="ev-button" href={port.resultsUrl(job.id)} download>
            <Download aria-hidden /> {t('downloadResults')}
          </a>
          <Button variant="danger" icon={<Trash2 aria-hidden />} onClick={() => setAsking(true)}>
            {t('deleteJob')}
          </Button>
        </>
      )}
      {asking && (
        <ConfirmDialog
          open
          onOpenChange={setAsking}
          title={t('deleteJobTitle')}
          consequence={t('deleteJobText')}
          names={[job.id]}
          confirmLabel={t('deleteJobConfirm')}
          onConfirm={async () => {
            await port.deleteJob(job.id)
            await queries.invalidateQueries({ queryKey: ['jobs'] })
            await navigate({ to: '/jobs', search: { search: '', page: 1, status: '', config: '' } })
          }}
        />
      )}
    </span>
  )
}
