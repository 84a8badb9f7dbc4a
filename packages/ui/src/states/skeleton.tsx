/** A placeholder of the same size. It stays invisible for 150 ms, so that a quick answer does not flicker. */
import { useEffect, useState } from 'react'

const DELAY_MS = 150

export interface SkeletonProps {
  width?: number | string | undefined
  height?: number | string | undefined
}

export function Skeleton({ width = '100%', height = 14 }: SkeletonProps) {
  const [visible, setVisible] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), DELAY_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <span className="ev-skeleton" aria-hidden style={{ width, height, visibility: visible ? 'visible' : 'hidden' }} />
  )
}
