/**
 * `vitest` for tests that run many times in one process: `describe` and `it` only collect, `expect` is Vitest's own.
 *
 * Just what the tests of `graph` and `configs` use. Hooks, `only`, `skip` and mocks are not there, so a test that begins
 * to use them fails while it is loaded.
 */
export { expect } from 'vitest'

export interface Collected {
  name: string
  run: () => unknown
}

const groups: string[] = []
let collected: Collected[] = []

/** The tests that `load` declares, in their order; a name that is there twice is counted. */
export async function collectTests(load: () => Promise<unknown>): Promise<Collected[]> {
  collected = []
  await load()
  const seen = new Map<string, number>()
  return collected.map(({ name, run }) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return { name: count === 1 ? name : `${name} (${count})`, run }
  })
}

export function describe(name: string, declare: () => void): void {
  groups.push(name)
  declare()
  groups.pop()
}

type Rows = readonly unknown[]

export const it = Object.assign(
  (name: string, run: () => unknown): void => {
    collected.push({ name: [...groups, name].join(' > '), run })
  },
  {
    /** A row that is a list gives its items as arguments. */
    each: (rows: Rows) => (name: string, run: (...args: Rows) => unknown) => {
      for (const row of rows) it(name, () => (Array.isArray(row) ? run(...row) : run(row)))
    },
  },
)

/** Time limits are those of the whole run. */
export const vi = { setConfig: (): void => undefined }
