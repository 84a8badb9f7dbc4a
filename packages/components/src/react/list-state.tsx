/** The four pictures of a list: loading, denied, failed, there. An empty list is the caller's, since it teaches. */
import { DeniedState, ErrorState, isDenied, Skeleton } from '@evalflow/ui'
import { useEffect, useState, type ReactNode } from 'react'

export interface ListStateProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => Promise<unknown> }
  children: (data: T) => ReactNode
  /** Lines of the skeleton. */
  lines?: number
}

/** A skeleton before this would only flicker. */
const SKELETON_AFTER_MS = 150

export function ListState<T>({ query, children, lines = 6 }: ListStateProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error)
    return isDenied(query.error) ? (
      <DeniedState />
    ) : (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    )
  return <LateSkeleton lines={lines} />
}

function LateSkeleton({ lines }: { lines: number }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="ev-stack" style={{ padding: 14, minHeight: lines * 30 }} role="status" aria-busy>
      {late &&
        Array.from({ length: lines }, (_, index) => (
          <Skeleton key={index} width={`${90 - ((index * 17) % 40)}%`} height={14} />
        ))}
    </div>
  )
}
