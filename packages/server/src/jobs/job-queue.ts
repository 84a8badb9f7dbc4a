/**
 * Who runs next: at most `width` at a time, and of those waiting the oldest of the namespace with the fewest running,
 * so that one namespace with a hundred jobs does not keep the others out.
 */
export interface QueuedJob {
  id: string
  namespace: string
}

export type JobQueue = ReturnType<typeof createJobQueue>

export function createJobQueue(width: number, run: (job: QueuedJob) => Promise<void>) {
  const waiting: QueuedJob[] = []
  const running = new Map<string, QueuedJob>()
  let paused = false

  function pump(): void {
    while (!paused && running.size < width && waiting.length > 0) {
      const next = waiting.toSorted((a, b) => load(a.namespace) - load(b.namespace))[0] // stable: oldest first among equals
      if (!next) return
      waiting.splice(waiting.indexOf(next), 1)
      running.set(next.id, next)
      void run(next).finally(() => {
        running.delete(next.id)
        pump()
      })
    }
  }

  const load = (namespace: string) => [...running.values()].filter((job) => job.namespace === namespace).length

  return {
    add(job: QueuedJob): void {
      if (running.has(job.id) || waiting.some((other) => other.id === job.id)) return
      waiting.push(job)
      pump()
    },
    /** True if it was waiting and now never runs. */
    take(id: string): boolean {
      const at = waiting.findIndex((job) => job.id === id)
      if (at >= 0) waiting.splice(at, 1)
      return at >= 0
    },
    /** Starts nothing any more. */
    pause(): void {
      paused = true
    },
    figures: () => ({ running: running.size, waiting: waiting.length }),
  }
}
