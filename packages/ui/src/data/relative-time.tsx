/** `2 days ago`, with the exact time on hover; kept fresh while shown. */
import { useEffect, useState } from 'react'
import { formatDateTime, formatRelativeTime } from '../format/format.ts'
import { useLanguage } from '../i18n/i18n.ts'

const REFRESH_MS = 30_000

export function RelativeTime({ at }: { at: string | Date }) {
  const language = useLanguage()
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), REFRESH_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(at, language)}>
      {formatRelativeTime(at, now, language)}
    </time>
  )
}
