/** A fixed set of things that one caller at a time may hold; others wait in line and may give up. */
export interface Slots<T> {
  /** Resolves in order of asking. Rejects with the signal's reason if it is aborted before. */
  acquire(signal: AbortSignal): Promise<T>
  release(item: T): void
}

export function createSlots<T>(items: readonly T[]): Slots<T> {
  const free = [...items]
  const waiting: ((item: T) => void)[] = []
  return {
    acquire(signal) {
      if (signal.aborted) return Promise.reject(signal.reason)
      const item = free.pop()
      if (item !== undefined) return Promise.resolve(item)
      return new Promise<T>((resolve, reject) => {
        const take = (given: T) => {
          signal.removeEventListener('abort', giveUp)
          resolve(given)
        }
        const giveUp = () => {
          waiting.splice(waiting.indexOf(take), 1)
          reject(signal.reason)
        }
        waiting.push(take)
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
    release(item) {
      const next = waiting.shift()
      if (next) next(item)
      else free.push(item)
    },
  }
}
