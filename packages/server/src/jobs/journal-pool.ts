/**
 * One connection to each journal in use, shared by the run, the pages asked of it and downloads.
 *
 * A connection nobody holds stays open for a while, since pages of one job are asked one after another; the oldest goes
 * first when there are too many. `drop` waits until the last holder has let go, so that files can be deleted.
 */
import { type Journal, openJournalAside } from '@evalflow/engine'

const IDLE_MS = 30_000
const MAX_IDLE = 4

interface Entry {
  opened: Promise<Journal>
  holders: number
  idle: NodeJS.Timeout | undefined
  onFree: (() => void)[]
}

export interface HeldJournal {
  journal: Journal
  release: () => void
}

export type JournalPool = ReturnType<typeof createJournalPool>

export function createJournalPool() {
  const entries = new Map<string, Entry>()

  async function hold(path: string): Promise<HeldJournal> {
    let entry = entries.get(path)
    if (!entry) entries.set(path, (entry = { opened: openJournalAside(path), holders: 0, idle: undefined, onFree: [] }))
    const held = entry
    held.holders++
    clearTimeout(held.idle)
    let journal: Journal
    try {
      journal = await held.opened
    } catch (error) {
      held.holders--
      if (entries.get(path) === held) entries.delete(path)
      throw error
    }
    let released = false
    return {
      journal,
      release() {
        if (released) return
        released = true
        held.holders--
        if (held.holders === 0) rest(path, held)
      },
    }
  }

  function rest(path: string, entry: Entry): void {
    for (const onFree of entry.onFree.splice(0)) onFree()
    if (entries.get(path) !== entry) return
    entry.idle = setTimeout(() => void close(path, entry), IDLE_MS)
    entry.idle.unref()
    // the map keeps the order of opening
    const idle = [...entries].filter(([, other]) => other.holders === 0)
    for (const [oldest, other] of idle.slice(0, Math.max(0, idle.length - MAX_IDLE))) void close(oldest, other)
  }

  async function close(path: string, entry: Entry): Promise<void> {
    clearTimeout(entry.idle)
    if (entries.get(path) === entry) entries.delete(path)
    await entry.opened.then(
      (journal) => journal.close(),
      () => {},
    )
  }

  return {
    /** @throws EngineError `journal_unreadable` for a file of another format */
    hold,
    /** Closes it once the last holder has released it. */
    async drop(path: string): Promise<void> {
      const entry = entries.get(path)
      if (!entry) return
      if (entry.holders > 0) await new Promise<void>((resolve) => entry.onFree.push(resolve))
      await close(path, entry)
    },
    /** Closes those nobody holds. */
    async close(): Promise<void> {
      await Promise.all(
        [...entries].filter(([, { holders }]) => holders === 0).map(([path, entry]) => close(path, entry)),
      )
    },
  }
}
