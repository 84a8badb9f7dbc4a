/** All jobs: what ran over what, and how it went. */
import { ListState, scoreLabel, useStudioPort } from '@evalflow/components/react'
import type { JobItem } from '@evalflow/contract'
import {
  EmptyState,
  formatNumber,
  formatScore,
  Pagination,
  RelativeTime,
  Select,
  StateBadge,
  Table,
  TextInput,
} from '@evalflow/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ListTodo, Search } from 'lucide-react'
import { useDeferredValue } from 'react'
import { useT } from '../messages.ts'
import { Page } from '../shell/page.tsx'
import { CostTotals } from './costs/cost-totals.tsx'
import { formatMoney } from './costs/format-money.ts'
import { useT as useCostT } from './costs/messages.ts'
import { isRunning, jobState } from './job-state.ts'

const route = getRouteApi('/jobs')
const PAGE_SIZE = 25
const RUNNING_MS = 2000
const STATUSES = ['running', 'completed', 'failed', 'cancelled'] as const

export function JobsPage() {
  const t = useT()
  const costText = useCostT()
  const port = useStudioPort()
  const filters = route.useSearch()
  const navigate = useNavigate({ from: '/jobs' })
  const open = useNavigate()
  const search = useDeferredValue(filters.search)
  const query = useQuery({
    queryKey: ['jobs', search, filters.status, filters.config, filters.page],
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
        },
        signal,
      ),
    refetchInterval: ({ state }) => (state.data?.data.some((job) => isRunning(job.status)) ? RUNNING_MS : false),
  })
  const openJob = (job: JobItem) =>
    void open({
      to: '/jobs/$jobId',
      params: { jobId: job.id },
      search: { search: '', filter: 'all', sort: 'index', page: 1, tab: 'scores' },
    })
  return (
    <Page title={t('jobs')} help={t('jobsHelp')}>
      <div className="evc-toolbar">
        <TextInput
          type="search"
          className="evc-search"
          icon={<Search aria-hidden />}
          aria-label={t('searchJobs')}
          placeholder={t('searchJobs')}
          value={filters.search}
          onChange={(value) => navigate({ search: { ...filters, search: value, page: 1 }, replace: true })}
        />
        <span style={{ width: 150 }}>
          <Select
            aria-label={t('state')}
            value={filters.status === '' ? 'any' : filters.status}
            options={[
              { value: 'any', label: t('anyState') },
              ...STATUSES.map((value) => ({ value, label: t(`status_${value}`) })),
            ]}
            onChange={(value) =>
              void navigate({ search: { ...filters, status: value === 'any' ? '' : value, page: 1 } })
            }
          />
        </span>
        {filters.config !== '' && (
          <Link className="ev-button ev-button-small" to="/jobs" search={{ ...filters, config: '' }}>
            {t('ofConfig', { name: filters.config })} ×
          </Link>
        )}
      </div>
      <ListState query={query}>
        {(data) => (
          <Table
            label={t('jobs')}
            rows={data.data}
            rowKey={(job) => job.id}
            rowLabel={(job) => job.config}
            onOpen={openJob}
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
              search === '' && filters.status === '' && filters.config === '' ? (
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
