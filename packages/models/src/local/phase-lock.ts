/**
 * Keeps prompt work and generation apart, so that a request's numbers do not depend on what else runs.
 *
 * The engine puts the tokens of all sequences that are due into one batch, and its kernels round differently for one row than
 * for hundreds: a generated token computed together with another request's prompt comes out slightly different. So a piece of
 * a prompt is computed alone (`exclusive`), and generation steps only beside each other (`shared`), which changes nothing.
 * It costs nothing either: beside a piece of a prompt a step would have to wait for that piece.
 *
 * First come, first served, so neither kind starves the other.
 */
export interface PhaseLock {
  shared<T>(work: () => Promise<T>): Promise<T>
  exclusive<T>(work: () => Promise<T>): Promise<T>
}

export function createPhaseLock(): PhaseLock {
  const waiting: { isExclusive: boolean; start: () => void }[] = []
  let running = 0
  let isExclusive = false

  const startNext = () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (running > 0 && (isExclusive || next.isExclusive)) return
      waiting.shift()
      running += 1
      isExclusive = next.isExclusive
      next.start()
    }
  }

  const run = async <T>(work: () => Promise<T>, alone: boolean): Promise<T> => {
    await new Promise<void>((start) => {
      waiting.push({ isExclusive: alone, start })
      startNext()
    })
    try {
      return await work()
    } finally {
      running -= 1
      startNext()
    }
  }
  return { shared: (work) => run(work, false), exclusive: (work) => run(work, true) }
}
