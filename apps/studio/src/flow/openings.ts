/** Which openings of flows are alive, in any tab: what a dead one left unsaved may be taken up, and only that. */
const PREFIX = 'evalflow.opening.'

/** Says that `owner` is alive until the returned function is called or the tab is gone. */
export function holdOpening(owner: string): () => void {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  // absent where the page is not a secure context, that is on another machine without TLS
  void navigator.locks?.request(`${PREFIX}${owner}`, () => held).catch(() => {})
  return release
}

/** Owners that are alive. Without the Web Locks API none is known, and every draft is offered. */
export async function livingOpenings(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  return new Set(held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [])))
}
