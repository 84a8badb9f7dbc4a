/** What is wrong with a config before it is created, each with its field; asked of the server while it is typed. */
import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useDeferredValue, useEffect, useState } from 'react'
import type { JsonObject } from '../../services.ts'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { CONFIG_STALE_MS } from './config-cache.ts'
import type { ConfigProblem } from './library-port.ts'

/** Typing goes on until this long passes. */
const SETTLED_MS = 400

export interface ConfigProblemsProps {
  /** As it would be sent; null while it cannot be said. */
  body: JsonObject | null
  filesUrl?: string | undefined
  /** It changes one that exists. */
  exists?: boolean | undefined
}

export function ConfigProblems({ body, filesUrl, exists }: ConfigProblemsProps) {
  const t = useT()
  const port = useStudioPort()
  const asked = useSettled(useDeferredValue(body === null ? null : JSON.stringify(body)))
  const check = useQuery({
    queryKey: ['library', 'check', asked, filesUrl, exists],
    enabled: asked !== null,
    staleTime: CONFIG_STALE_MS,
    retry: false,
    queryFn: ({ signal }) =>
      port.configLibrary.check(
        {
          config: JSON.parse(asked ?? '{}') as JsonObject, // written above
          ...(filesUrl === undefined ? {} : { files_url: filesUrl }),
          ...(exists ? { exists } : {}),
        },
        { signal },
      ),
  })
  if (asked === null) return null
  if (check.error) return <div className="ev-muted">{t('checkFailed', { reason: check.error.message })}</div>
  if (!check.data) return <div className="ev-muted">{t('checking')}</div>
  return <ProblemList problems={check.data.problems} />
}

export function ProblemList({ problems }: { problems: readonly ConfigProblem[] }) {
  const t = useT()
  if (problems.length === 0)
    return (
      <div className="evc-note" role="status">
        <CircleCheck aria-hidden className="evc-good" /> {t('noProblems')}
      </div>
    )
  return (
    <div className="ev-stack" style={{ gap: 4 }} role="status">
      <b>{t('problemCount', { count: problems.length })}</b>
      <ul className="evc-problems">
        {problems.map(({ path, message, severity }) => (
          <li key={`${path} ${message}`} data-severity={severity}>
            <CircleAlert aria-hidden />
            <span>
              <span className="ev-mono evc-break">{path || t('wholeConfig')}</span> {message}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function useSettled(value: string | null): string | null {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
