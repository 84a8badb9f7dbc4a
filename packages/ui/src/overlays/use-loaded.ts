/** A part of this package that comes in a file of its own, because few visits need it. */
import { useCallback, useState } from 'react'

const parts = new WeakMap<() => Promise<unknown>, unknown>()

export interface Loaded<Part> {
  /** Undefined until it is here. Once one reader has loaded it, all have it at once. */
  part: Part | undefined
  /** @throws what fetching gave; it may be called again */
  load: () => Promise<void>
}

/** `from` must be one function for all readers. */
export function useLoaded<Part>(from: () => Promise<Part>): Loaded<Part> {
  const [, setCount] = useState(0)
  const load = useCallback(async () => {
    if (!parts.has(from)) parts.set(from, await from())
    setCount((count) => count + 1)
  }, [from])
  return { part: parts.get(from) as Part | undefined, load }
}
