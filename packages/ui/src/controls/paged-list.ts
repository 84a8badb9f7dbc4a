/**
 * Pages of a remote list, loaded as they come into view and kept until the query changes. No React in the rules;
 * the hook below only subscribes.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'

export interface Page<T> {
  items: readonly T[]
  total: number
}
/** `page` counts from 1. Must reject with an error; an error with `status` 401 or 403 is shown as denied. */
export type LoadPage<T> = (query: string, page: number, signal: AbortSignal) => Promise<Page<T>>

export interface PagedList<T> {
  state: 'loading' | 'ready' | 'error' | 'denied'
  total: number
  error: unknown
  /** The item, or undefined while its page is on the way. */
  at: (index: number) => T | undefined
  /** Tells which rows are on screen, so that their pages are fetched. */
  show: (from: number, to: number) => void
  refresh: () => void
}

interface Loaded<T> {
  key: string
  total: number | null
  pageSize: number
  pages: ReadonlyMap<number, readonly T[]>
  error: unknown
}

const FIRST_PAGE = 1

export function usePagedList<T>(load: LoadPage<T>, query: string, enabled: boolean): PagedList<T> {
  const [generation, setGeneration] = useState(0)
  const key = `${generation}\n${query}`
  const [loaded, setLoaded] = useState<Loaded<T>>(() => emptyList(key))
  const current = loaded.key === key ? loaded : emptyList<T>(key)
  const loadRef = useRef(load)
  useLayoutEffect(() => {
    loadRef.current = load
  })
  const flight = useMemo(() => ({ key, pages: new Set<number>(), abort: new AbortController() }), [key])

  const fetchPage = useCallback(
    async (page: number) => {
      if (flight.pages.has(page)) return
      flight.pages.add(page)
      try {
        const result = await loadRef.current(query, page, flight.abort.signal)
        if (!flight.abort.signal.aborted) setLoaded((old) => withPage(old, flight.key, page, result))
      } catch (error) {
        flight.pages.delete(page)
        if (!flight.abort.signal.aborted)
          setLoaded((old) => ({ ...(old.key === flight.key ? old : emptyList(flight.key)), error }))
      }
    },
    [flight, query],
  )

  useEffect(() => {
    if (!enabled) return
    void fetchPage(FIRST_PAGE)
  }, [enabled, fetchPage])
  useEffect(() => () => flight.abort.abort(), [flight])

  const { pageSize, total, pages, error } = current
  const show = useCallback(
    (from: number, to: number) => {
      if (pageSize === 0) return
      for (let page = Math.floor(from / pageSize) + 1; page <= Math.floor(to / pageSize) + 1; page++)
        void fetchPage(page)
    },
    [fetchPage, pageSize],
  )
  const at = useCallback(
    (index: number) => (pageSize === 0 ? undefined : pages.get(Math.floor(index / pageSize) + 1)?.[index % pageSize]),
    [pageSize, pages],
  )
  const refresh = useCallback(() => setGeneration((count) => count + 1), [])
  const state = error !== null ? (isDenied(error) ? 'denied' : 'error') : total === null ? 'loading' : 'ready'
  return { state, total: total ?? 0, error, at, show, refresh }
}

/** 401 and 403, as axios errors and the typed clients carry them. */
export function isDenied(error: unknown): boolean {
  const status = readStatus(error) ?? (isObject(error) ? readStatus(error['response']) : undefined)
  return status === 401 || status === 403
}

function readStatus(value: unknown): number | undefined {
  return isObject(value) && typeof value['status'] === 'number' ? value['status'] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function emptyList<T>(key: string): Loaded<T> {
  return { key, total: null, pageSize: 0, pages: new Map(), error: null }
}

/** The first page tells the page size; the server may give fewer than it was asked for. */
function withPage<T>(old: Loaded<T>, key: string, page: number, result: Page<T>): Loaded<T> {
  const base = old.key === key ? old : emptyList<T>(key)
  const pageSize = page === FIRST_PAGE ? Math.max(1, result.items.length) : base.pageSize
  return { key, total: result.total, pageSize, pages: new Map(base.pages).set(page, result.items), error: null }
}
