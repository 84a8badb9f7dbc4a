/** As many programs at once as there are processor cores; the rest wait in order. */
import { availableParallelism } from 'node:os'

export interface ExecutionQueue {
  run<T>(task: () => Promise<T>): Promise<T>
}

export function createExecutionQueue(limit: number = availableParallelism()): ExecutionQueue {
  let running = 0
  const waiting: (() => void)[] = []
  return {
    async run(task) {
      if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
      else running++
      try {
        return await task()
      } finally {
        // the place goes to the next in line, so that nobody overtakes
        const next = waiting.shift()
        if (next === undefined) running--
        else next()
      }
    },
  }
}
