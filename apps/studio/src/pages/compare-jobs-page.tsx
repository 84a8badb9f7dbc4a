/** `/jobs/compare?ids=a,b`: two to five jobs beside each other. */
import { CompareJobs } from '@evalflow/components/react'
import { MOST_COMPARED } from '@evalflow/contract'
import { EmptyState } from '@evalflow/ui'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useT as useShellT } from '../messages.ts'
import { Page } from '../shell/page.tsx'
import { useT } from './jobs/messages.ts'

const route = getRouteApi('/jobs/compare')

export function CompareJobsPage() {
  const t = useT()
  const shell = useShellT()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/jobs/compare' })
  const ids = [...new Set(search.ids.split(',').filter((id) => id !== ''))]
  return (
    <Page
      title={
        <span className="ev-row">
          <Link to="/jobs" search={{ search: '', page: 1, status: '', config: '' }} className="es-crumb">
            {shell('jobs')}
          </Link>
          <span className="ev-faint">/</span>
          {t('comparison')}
        </span>
      }
      help={t('comparisonHelp')}
    >
      {ids.length < 2 || ids.length > MOST_COMPARED ? (
        <EmptyState
          title={t('chooseJobs')}
          action={
            <Link className="ev-button" to="/jobs" search={{ search: '', page: 1, status: '', config: '' }}>
              {t('toJobs')}
            </Link>
          }
        >
          {t('chooseJobsHelp', { most: MOST_COMPARED })}
        </EmptyState>
      ) : (
        <CompareJobs
          ids={ids}
          baseline={search.baseline}
          rows={search.rows}
          onChange={(changed) => void navigate({ search: { ...search, ...changed }, replace: true })}
        />
      )}
    </Page>
  )
}
