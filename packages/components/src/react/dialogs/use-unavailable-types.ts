/** Which evaluation types this server cannot run, and why: BigCode, for one, needs a sandbox that not every machine has. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'

/** The sandbox of a running server does not come and go. */
const SYSTEM_STALE_MS = 60_000

/**
 * The reason by the type's id. Empty while it is not known and if the server cannot be asked: nothing is greyed out then,
 * and the server itself refuses what it cannot run.
 */
export function useUnavailableTypes(): Readonly<Record<string, string>> {
  const t = useT()
  const port = useStudioPort()
  const { data } = useQuery({
    queryKey: ['system'],
    staleTime: SYSTEM_STALE_MS,
    queryFn: ({ signal }) => port.system(signal),
  })
  const withoutReason = t('typeUnavailable')
  return useMemo(() => {
    const gone = data?.evaluation_types.filter(({ available }) => !available) ?? []
    return Object.fromEntries(gone.map(({ id, reason }) => [id, reason ?? withoutReason]))
  }, [data, withoutReason])
}
