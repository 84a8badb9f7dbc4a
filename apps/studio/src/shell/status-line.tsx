/** Running jobs, connection and language, always in sight. */
import { useStudioPort } from '@evalflow/components/react'
import { chooseLanguage, LANGUAGES, messageOf, notify, StateBadge, useLanguage } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useT } from '../messages.ts'

const IDLE_MS = 15_000
const BUSY_MS = 4_000

export function StatusLine() {
  const t = useT()
  const port = useStudioPort()
  const language = useLanguage()
  const jobs = useQuery({
    queryKey: ['jobs', 'running-count'],
    queryFn: async ({ signal }) =>
      (await port.listJobs({ status: 'running', page_size: 1 }, signal)).pagination.total_results,
    // asked seldom while nothing runs; a run of this tab wakes it at once
    refetchInterval: (query) => ((query.state.data ?? 0) > 0 ? BUSY_MS : IDLE_MS),
  })
  const running = jobs.data ?? 0
  const next = LANGUAGES[(LANGUAGES.indexOf(language) + 1) % LANGUAGES.length] ?? 'en'
  const switchLanguage = () => void chooseLanguage(next).catch((error: unknown) => notify.bad(messageOf(error)))
  return (
    <footer className="es-status">
      {jobs.error ? (
        <StateBadge state="broken" label={t('serverAway')} />
      ) : running > 0 ? (
        <Link to="/jobs" search={{ search: '', page: 1, status: 'running', config: '' }}>
          <StateBadge state="running" label={t('runningCount', { count: running })} />
        </Link>
      ) : (
        <span className="ev-faint">{t('nothingRuns')}</span>
      )}
      <span className="es-status-slot" id="status-slot" />
      <span className="ev-grow" />
      <button type="button" className="es-plain" onClick={switchLanguage}>
        <span className="ev-visually-hidden">{t('switchLanguage')} </span>
        {language.toUpperCase()}
      </button>
    </footer>
  )
}
