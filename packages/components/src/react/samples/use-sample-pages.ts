/**
 * The samples of a job as one long list, of which only the pages on screen are asked for. A page that is passed by in a
 * fast scroll is not asked; what was asked and left is aborted.
 */
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { useStudioPort, type SampleQuery } from '../port.ts'
import type { Sample } from '../wire.ts'

/** Of one request, in rows. */
export const PAGE_SIZE = 100
const LIVE_MS = 2000
/** How long a place has to be held before its page is asked for. */
const REST_MS = 60
/** Pages left behind are forgotten, so that a walk through a million rows needs little memory. */
const KEPT_MS = 60_000

export interface SamplePages {
  total: number | undefined
  error: unknown
  /** Undefined while its page is on the way. */
  at: (place: number) => Sample | undefined
  /** The row at a place, asked for if need be; undefined beyond the end. */
  fetch: (place: number) => Promise<Sample | undefined>
  refetch: () => Promise<unknown>
}

/** @param shown first and last place on screen, from 0 */
export function useSamplePages(
  jobId: string,
  filters: SampleQuery,
  { shown, live }: { shown: readonly [number, number]; live: boolean },
): SamplePages {
  const port = useStudioPort()
  const queries = useQueryClient()
  const [first, last] = useRested(pageOf(shown[0]), pageOf(shown[1]))
  const options = (page: number) => ({
    queryKey: ['samples', jobId, filters, page],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      port.listSamples(jobId, { ...filters, page, page_size: PAGE_SIZE }, signal),
    gcTime: KEPT_MS,
    staleTime: live ? 0 : Infinity,
  })
  const refetchInterval = live ? LIVE_MS : false
  // the first page is always held: it tells how many there are, while another is on the way
  const start = useQuery({ ...options(1), refetchInterval, placeholderData: keepPreviousData })
  const pages = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  const found = useQueries({ queries: pages.map((page) => ({ ...options(page), refetchInterval })) })
  const data = new Map(pages.map((page, index) => [page, found[index]?.data]))
  return {
    total: start.data?.pagination.total_results,
    error: found.find((one) => one.error)?.error ?? start.error,
    at: (place) => data.get(pageOf(place))?.data[place % PAGE_SIZE],
    fetch: async (place) => (await queries.fetchQuery(options(pageOf(place)))).data[place % PAGE_SIZE],
    refetch: useCallback(() => queries.invalidateQueries({ queryKey: ['samples', jobId] }), [queries, jobId]),
  }
}

/** Pages count from 1. */
const pageOf = (place: number): number => Math.floor(Math.max(0, place) / PAGE_SIZE) + 1

/** A step to the next page counts at once, a jump only when it rests. */
function useRested(first: number, last: number): readonly [number, number] {
  const [rested, setRested] = useState<readonly [number, number]>([first, last])
  const near = first >= rested[0] - 1 && last <= rested[1] + 1
  useEffect(() => {
    if (near && first === rested[0] && last === rested[1]) return
    const timer = setTimeout(() => setRested([first, last]), near ? 0 : REST_MS)
    return () => clearTimeout(timer)
  }, [first, last, near, rested])
  return rested
}
