/**
 * Look-ups of configs are kept for a while, so that lists and dialogs open at once. A write here, or in another tab of this
 * browser, ends them all; what another program writes is seen when the shown time is too old for its reader.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'

const CHANNEL = 'evalflow.configs'
/** First part of the key of every look-up of configs. */
const KEYS: ReadonlySet<unknown> = new Set(['configs', 'config', 'library'])
/** How long a look-up is used without asking again. */
export const CONFIG_STALE_MS = 30_000
/** Of the counts of all kinds, which each page of a list brings up to date. */
export const COUNTS_KEY = ['configs', 'counts'] as const

async function invalidate(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ predicate: ({ queryKey }) => KEYS.has(queryKey[0]) })
}

/** To be called after every write: ends the look-ups here and tells the other tabs. */
export function useConfigWritten(): () => Promise<void> {
  const queries = useQueryClient()
  return useCallback(async () => {
    if (typeof BroadcastChannel !== 'undefined') {
      const channel = new BroadcastChannel(CHANNEL)
      channel.postMessage('written')
      channel.close()
    }
    await invalidate(queries)
  }, [queries])
}

/** Listens to writes of other tabs while it is mounted. */
export function useConfigsOfOtherTabs(): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return
    const channel = new BroadcastChannel(CHANNEL)
    channel.addEventListener('message', () => void invalidate(queries))
    return () => channel.close()
  }, [queries])
}
