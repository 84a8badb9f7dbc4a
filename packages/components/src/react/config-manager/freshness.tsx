/** When a look-up was made, to the second, and a way to make it again. */
import { Button, formatRelativeTime, useLanguage } from '@evalflow/ui'
import { RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useT } from '../messages.ts'

const TICK_MS = 1000
const MINUTE_MS = 60_000

export interface FreshQuery {
  dataUpdatedAt: number
  isFetching: boolean
  refetch: () => Promise<unknown>
}

export function Freshness({ query }: { query: FreshQuery }) {
  const t = useT()
  const language = useLanguage()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  if (query.dataUpdatedAt === 0) return null
  const ageMs = Math.max(0, now - query.dataUpdatedAt)
  const at = new Date(query.dataUpdatedAt)
  const age =
    ageMs < MINUTE_MS
      ? t('secondsAgo', { seconds: Math.floor(ageMs / 1000) })
      : formatRelativeTime(at, new Date(Math.max(now, query.dataUpdatedAt)), language)
  return (
    <Button
      size="small"
      variant="ghost"
      icon={<RefreshCw aria-hidden className={query.isFetching ? 'ev-spinner' : ''} />}
      onClick={() => void query.refetch()}
    >
      <span className="ev-visually-hidden">{t('refresh')}, </span>
      <span className="evc-fresh">{t('checkedAgo', { age })}</span>
    </Button>
  )
}
