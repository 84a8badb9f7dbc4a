/**
 * Saves a flow as it changes.
 *
 * 1. Patches go out in order, one request at a time, each with an id, so a lost answer is retried and applied once.
 * 2. What is not yet acknowledged is kept in `journal`, so a closed tab loses nothing.
 * 3. When the stored flow moved on, changes to other things are merged without asking; changes to the same thing stop
 *    saving and ask. Nothing is dropped before a person chose.
 *
 *   saved ── edit ──> waiting ── pause ──> saving ── ok ──> saved
 *                                            │ no answer: failed, retried with growing pauses
 *                                            └ 409: merged, or conflict
 */
import { applyPatches, type Flow, type FlowPatch, type LoosePatch } from '@evalflow/graph'
import { overlappingPaths, patchesBetween } from './json-patches.ts'

export interface StoredFlow {
  revision: number
  flow: Flow
}

export interface AutosavePort {
  /** @throws an error with `status`: 409 when `baseRevision` is not the stored one */
  patch: (request: {
    baseRevision: number
    patches: readonly FlowPatch[]
    changeId: string
  }) => Promise<{ revision: number }>
  load: () => Promise<StoredFlow>
  replace: (flow: Flow, baseRevision: number) => Promise<{ revision: number }>
}

/** What is not acknowledged. */
export interface Pending {
  baseRevision: number
  /** Sent, and perhaps stored: sent again under the same id, it is applied once. */
  flight: { id: string; patches: FlowPatch[] } | null
  waiting: FlowPatch[]
}

/** Where unsaved patches outlive the tab. */
export interface Journal {
  write: (pending: Pending) => void
  clear: () => void
}

export interface Conflict {
  paths: readonly (readonly string[])[]
  mine: Flow
  theirs: StoredFlow
}

export type SaveState =
  | { state: 'saved'; revision: number }
  | { state: 'saving' }
  | { state: 'failed'; reason: string }
  | { state: 'conflict'; conflict: Conflict }
  | { state: 'gone' }

export interface AutosaveOptions {
  stored: StoredFlow
  port: AutosavePort
  journal: Journal
  /** What an earlier visit left, on top of `stored`; sent at once. */
  pending?: Pick<Pending, 'flight' | 'waiting'> | undefined
  /** The flow as the editor shows it now. */
  current: () => Flow
  /** Brings other people's changes into the editor. */
  applyRemote: (patches: readonly LoosePatch[]) => void
  /** Shows another document. */
  show: (flow: Flow) => void
  onState: (state: SaveState) => void
  newId: () => string
  delay?: (run: () => void, ms: number) => () => void
}

export interface Autosave {
  changed: (patches: readonly FlowPatch[]) => void
  /** Another tab saved `revision`; null patches mean that the whole flow was replaced. */
  remote: (event: { revision: number; patches: readonly LoosePatch[] | null }) => void
  /** Sends at once; resolves when everything is stored, or saving has stopped. */
  flush: () => Promise<boolean>
  resolve: (choice: 'mine' | 'theirs') => Promise<void>
  hasUnsaved: () => boolean
  /** What the shown document stands on: the stored revision, and how many patches come on top of it. */
  standing: () => { revision: number; unsaved: number }
  close: () => void
}

/** Long enough to gather a gesture, short enough that nobody waits for it. */
const PAUSE_MS = 400
const FIRST_RETRY_MS = 1000
/** Work is stored within 5 s of the server's return. */
const LONGEST_RETRY_MS = 3000

export function createAutosave(options: AutosaveOptions): Autosave {
  const { port, journal, onState, newId } = options
  const delay = options.delay ?? timeout
  let base = options.stored
  let waiting: FlowPatch[] = [...(options.pending?.waiting ?? [])]
  let flight: Pending['flight'] = options.pending?.flight ?? null
  let sending: Promise<void> | null = null
  let conflict: Conflict | null = null
  let retryMs = FIRST_RETRY_MS
  let cancelTimer = () => {}
  let closed = false
  /** Newest revision that another tab told of. It may come while a change is on its way, and is taken over after it. */
  let heard = 0

  const unsaved = (): FlowPatch[] => [...(flight?.patches ?? []), ...waiting]
  const remember = () =>
    unsaved().length === 0
      ? journal.clear()
      : journal.write({ baseRevision: base.revision, flight, waiting: [...waiting] })
  const schedule = (ms: number) => {
    cancelTimer()
    cancelTimer = delay(() => void send(), ms)
  }

  function send(): Promise<void> {
    sending ??= sendOnce().finally(() => {
      sending = null
      if (!closed && !conflict && waiting.length > 0 && flight === null) schedule(PAUSE_MS)
    })
    return sending
  }

  async function sendOnce(): Promise<void> {
    if (closed || conflict) return
    if (!flight) {
      if (waiting.length === 0) return
      flight = { id: newId(), patches: waiting }
      waiting = []
      remember()
    }
    onState({ state: 'saving' })
    try {
      const { revision } = await port.patch({
        baseRevision: base.revision,
        patches: flight.patches,
        changeId: flight.id,
      })
      base = { revision, flow: applyPatches(base.flow, flight.patches) }
      flight = null
      retryMs = FIRST_RETRY_MS
      remember()
      onState(waiting.length === 0 ? { state: 'saved', revision } : { state: 'saving' })
      if (heard > revision) catchUp()
    } catch (error) {
      await recover(error)
    }
  }

  async function recover(error: unknown): Promise<void> {
    const status = statusOf(error)
    if (status === 404) {
      closed = true
      onState({ state: 'gone' })
      return
    }
    if (status === 409) {
      try {
        mergeWith(await port.load())
        return
      } catch (loadError) {
        fail(loadError)
        return
      }
    }
    fail(error)
  }

  function fail(error: unknown): void {
    onState({ state: 'failed', reason: error instanceof Error ? error.message : String(error) })
    schedule(retryMs)
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
  }

  function catchUp(): void {
    void port.load().then((stored) => {
      // a flight that left meanwhile will be refused and merge, or land and come here again
      if (!closed && !conflict && flight === null && stored.revision > base.revision) mergeWith(stored)
    }, fail)
  }

  /** Takes what is stored now as the new base, and puts what is unsaved on top. */
  function mergeWith(theirs: StoredFlow): void {
    const mine = unsaved()
    const others = patchesBetween(toJson(base.flow), toJson(theirs.flow))
    const paths = overlappingPaths(mine, others)
    if (paths.length > 0) {
      conflict = { paths, mine: options.current(), theirs }
      onState({ state: 'conflict', conflict })
      return
    }
    try {
      if (mine.length > 0) applyPatches(theirs.flow, mine)
      options.applyRemote(others)
    } catch {
      // both are fine alone and do not fit together (a wire to a node that is gone)
      conflict = { paths: mine.map((patch) => patch.path), mine: options.current(), theirs }
      onState({ state: 'conflict', conflict })
      return
    }
    base = theirs
    flight = null
    waiting = mine
    remember()
    if (mine.length > 0) schedule(0)
    else onState({ state: 'saved', revision: base.revision })
  }

  if (unsaved().length > 0) {
    remember()
    schedule(0)
  }

  return {
    changed: (patches) => {
      if (closed) return
      waiting.push(...patches)
      remember()
      if (conflict) return
      onState({ state: 'saving' })
      if (!sending) schedule(PAUSE_MS)
    },
    remote: ({ revision, patches }) => {
      if (closed || conflict || revision <= base.revision) return
      if (revision === base.revision + 1 && patches && flight === null) {
        try {
          mergeWith({ revision, flow: applyPatches(base.flow, patches) })
          return
        } catch {
          // the patches are for another base; the stored flow tells
        }
      }
      heard = Math.max(heard, revision)
      if (flight === null) catchUp()
    },
    flush: async () => {
      cancelTimer()
      while (unsaved().length > 0 && !conflict && !closed) {
        const before = unsaved().length
        await send()
        if (unsaved().length >= before) return false
      }
      return unsaved().length === 0
    },
    resolve: async (choice) => {
      if (!conflict) return
      const { theirs } = conflict
      if (choice === 'mine')
        base = { revision: (await port.replace(options.current(), theirs.revision)).revision, flow: options.current() }
      else {
        base = theirs
        options.show(theirs.flow)
      }
      conflict = null
      flight = null
      waiting = []
      remember()
      onState({ state: 'saved', revision: base.revision })
    },
    hasUnsaved: () => unsaved().length > 0,
    standing: () => ({ revision: base.revision, unsaved: unsaved().length }),
    close: () => {
      closed = true
      cancelTimer()
    },
  }
}

function timeout(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

function statusOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined
}

/** A flow is JSON by its schema; its interfaces only lack the index signature that says so. */
function toJson(flow: Flow): Parameters<typeof patchesBetween>[0] {
  return flow as unknown as Parameters<typeof patchesBetween>[0]
}
