/** All jobs: what ran over what, and how it went. */
import { ListState, scoreLabel, useStudioPort } from '@evalflow/components/react'
import { MOST_COMPARED, type JobItem } from '@evalflow/contract'
import {
  Button,
  EmptyState,
  formatNumber,
  formatScore,
  Pagination,
  RelativeTime,
  StateBadge,
  Table,
} from '@evalflow/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { GitCompare, ListTodo } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import '../styles/jobs.css'
import { useT } from '../messages.ts'
import { Page } from '../shell/page.tsx'
import { CostTotals } from './costs/cost-totals.tsx'
import { formatMoney } from './costs/format-money.ts'
import { useT as useCostT } from './costs/messages.ts'
import { isRunning, jobState } from './job-state.ts'
import { isFiltered, JobFilterBar } from './jobs/job-filters.tsx'
import { useT as useJobsT } from './jobs/messages.ts'

const route = getRouteApi('/jobs')
const PAGE_SIZE = 25
const RUNNING_MS = 2000
const NONE: ReadonlySet<string> = new Set()

export function JobsPage() {
  const t = useT()
  const costText = useCostT()
  const port = useStudioPort()
  const filters = route.useSearch()
  const navigate = useNavigate({ from: '/jobs' })
  const open = useNavigate()
  const search = useDeferredValue(filters.search)
  const query = useQuery({
    queryKey: ['jobs', { ...filters, search }],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      port.listJobs(
        {
          page: filters.page,
          page_size: PAGE_SIZE,
          sort: '-created_at',
          ...(search === '' ? {} : { search }),
          ...(filters.status === '' ? {} : { status: filters.status }),
          ...(filters.config === '' ? {} : { config: filters.config }),
          ...(filters.target === undefined ? {} : { target: filters.target }),
          ...(filters.from === undefined ? {} : { from: filters.from }),
          ...(filters.until === undefined ? {} : { until: filters.until }),
        },
        signal,
      ),
    refetchInterval: ({ state }) => (state.data?.data.some((job) => isRunning(job.status)) ? RUNNING_MS : false),
  })
  // ticks stay while pages and filters change
  const [selected, setSelected] = useState(NONE)
  const openJob = (job: JobItem) =>
    void open({
      to: '/jobs/$jobId',
      params: { jobId: job.id },
      search: { search: '', filter: 'all', category: '', sort: 'index', tab: 'scores' },
    })
  return (
    <Page title={t('jobs')} help={t('jobsHelp')}>
      <JobFilterBar
        filters={filters}
        onChange={(changed) => void navigate({ search: { ...filters, ...changed, page: 1 }, replace: true })}
      />
      <CompareBar selected={selected} onClear={() => setSelected(NONE)} />
      <ListState query={query}>
        {(data) => (
          <Table
            cards
            label={t('jobs')}
            rows={data.data}
            rowKey={(job) => job.id}
            rowLabel={(job) => job.config}
            onOpen={openJob}
            selected={selected}
            onSelectedChange={setSelected}
            columns={[
              {
                id: 'config',
                header: t('config'),
                cell: (job) => (
                  <div>
                    <div className="ev-mono evc-break">{job.config.replace(/^default\//, '')}</div>
                    <div className="ev-faint">{job.config_type}</div>
                  </div>
                ),
              },
              {
                id: 'target',
                header: t('target'),
                cell: (job) => <span className="ev-mono evc-break">{job.target.replace(/^default\//, '')}</span>,
              },
              {
                id: 'dataset',
                header: t('dataset'),
                cell: (job) => (
                  <span className="ev-mono evc-break">{job.dataset?.replace('hf://datasets/', '') ?? '–'}</span>
                ),
              },
              { id: 'score', header: t('score'), cell: (job) => <Headline job={job} /> },
              {
                id: 'samples',
                header: t('samples'),
                align: 'right',
                cell: (job) =>
                  job.progress
                    ? `${formatNumber(job.progress.done)}${job.progress.total === null ? '' : ` / ${formatNumber(job.progress.total)}`}`
                    : '–',
              },
              {
                id: 'money',
                header: costText('money'),
                align: 'right',
                cell: ({ progress }) =>
                  progress?.cost ? formatMoney(progress.cost.amount, progress.cost.currency) : '–',
              },
              {
                id: 'created',
                header: t('started'),
                align: 'right',
                cell: (job) => <RelativeTime at={job.created_at} />,
              },
              {
                id: 'state',
                header: t('state'),
                cell: (job) => (
                  <span title={job.message ?? undefined}>
                    <StateBadge state={jobState(job.status)} />
                  </span>
                ),
              },
            ]}
            empty={
              !isFiltered({ ...filters, search }) ? (
                <EmptyState
                  icon={<ListTodo aria-hidden />}
                  title={t('noJobs')}
                  action={
                    <Link className="ev-button ev-button-primary" to="/">
                      {t('openFlow')}
                    </Link>
                  }
                >
                  {t('noJobsHelp')}
                </EmptyState>
              ) : (
                <EmptyState title={t('nothingMatches')}>{t('searchLess')}</EmptyState>
              )
            }
          />
        )}
      </ListState>
      {query.data && query.data.pagination.total_results > PAGE_SIZE && (
        <Pagination
          page={filters.page}
          pageSize={PAGE_SIZE}
          total={query.data.pagination.total_results}
          onPageChange={(page) => void navigate({ search: { ...filters, page } })}
        />
      )}
      <CostTotals />
    </Page>
  )
}

/** Says how many are ticked, and leads to their comparison when they are two to five. */
function CompareBar({ selected, onClear }: { selected: ReadonlySet<string>; onClear: () => void }) {
  const t = useJobsT()
  const navigate = useNavigate()
  const count = selected.size
  if (count === 0) return null
  const usable = count >= 2 && count <= MOST_COMPARED
  return (
    <div className="evc-toolbar" role="status">
      <Button
        variant="primary"
        icon={<GitCompare aria-hidden />}
        disabled={!usable}
        onClick={() =>
          void navigate({ to: '/jobs/compare', search: { ids: Array.from(selected).join(','), rows: 'same' } })
        }
      >
        {t('compare', { count })}
      </Button>
      <Button onClick={onClear}>{t('untick')}</Button>
      {!usable && (
        <span className="ev-muted">
          {count > MOST_COMPARED
            ? t('tooMany', { most: MOST_COMPARED, count })
            : t('compareHint', { most: MOST_COMPARED })}
        </span>
      )}
    </div>
  )
}

/** The first score, never without its interval and n. */
function Headline({ job }: { job: JobItem }) {
  const score = job.progress?.scores[0]
  if (!score) return <>–</>
  return (
    <div className="ev-num">
      <div>
        {scoreLabel(score)} <b>{score.value === null ? '–' : formatScore(score.value, score.ci ?? undefined)}</b>
      </div>
      <div className="ev-faint">n = {formatNumber(score.n)}</div>
    </div>
  )
}
