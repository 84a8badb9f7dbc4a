/** For what follows a gesture but need not keep up with it: at once, and then at most once in a while, the last time too. */
export function inTurn(run: () => void, everyMs: number): { (): void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDue = false
  const next = () => {
    timer = undefined
    if (!isDue) return
    isDue = false
    run()
    timer = setTimeout(next, everyMs)
  }
  const call = () => {
    isDue = true
    if (timer === undefined) next()
  }
  return Object.assign(call, { cancel: () => clearTimeout(timer) })
}
