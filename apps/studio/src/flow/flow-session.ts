/** One open flow: its editor store, saving, run state, and the streams that keep them true. Outside of React. */
import { createEditorStore, createRunState, type EditorStore, type RunScope, type RunState } from '@evalflow/editor'
import { newId, parseFlow, type FlowPatch, type Problem } from '@evalflow/graph'
import { notify } from '@evalflow/ui'
import { z } from 'zod'
import { studio } from '../api/clients.ts'
import { t as studioText } from '../messages.ts'
import { createAutosave, type Autosave, type SaveState, type StoredFlow } from './autosave.ts'
import { createDraftKeeper } from './draft-keeper.ts'
import { createDraftStore } from './draft-store.ts'
import { localSpecs } from './local-specs.ts'
import { t } from './messages.ts'
import { holdOpening, livingOpenings } from './openings.ts'
import { followPresence, type Presence } from './presence.ts'
import { reopen } from './reopen.ts'
import { restoreVersion } from './restore-version.ts'
import { createSessionRuns, type RunPhase, type SessionRuns } from './session-runs.ts'

export type { RunPhase } from './session-runs.ts'

export interface SessionState {
  save: SaveState
  phase: RunPhase
  /** Other readers of this flow. */
  others: readonly Presence[]
}

export interface FlowSession {
  id: string
  store: EditorStore
  runState: RunState
  autosave: Autosave
  run: (scope: RunScope) => Promise<void>
  stop: SessionRuns['stop']
  /** The document as it was at `revision`. */
  loadVersion: (revision: number) => Promise<StoredFlow>
  /** Who shows a problem where it is; the page sets it. */
  onShow: (show: (problem: Problem) => void) => void
  getState: () => SessionState
  subscribe: (listener: () => void) => () => void
  close: () => void
}

const RECONNECT_MS = 1000
const PATCH_TIMEOUT_MS = 15_000

/** @throws ApiError; GraphError if the stored flow cannot be read */
export async function openFlowSession(id: string): Promise<FlowSession> {
  const record = await studio.flows.get(id)
  // names this opening to the others, and lets it know its own echo
  const owner = newId('tab')
  const drafts = createDraftStore()
  const loadVersion = async (revision: number): Promise<StoredFlow> => {
    const version = await studio.flows.version(id, revision)
    return { revision: version.revision, flow: parseFlow(version.flow) }
  }
  const opened = await reopen(
    id,
    { revision: record.revision, flow: parseFlow(record.flow) },
    { drafts, living: await livingOpenings(), loadVersion },
  )
  const release = holdOpening(owner)
  const keeper = createDraftKeeper(id, owner, drafts)
  const ending = new AbortController()
  const runState = createRunState()
  const listeners = new Set<() => void>()
  let show: (problem: Problem) => void = () => {}
  let state: SessionState = {
    save: opened.pending ? { state: 'saving' } : { state: 'saved', revision: record.revision },
    phase: 'idle',
    others: [],
  }
  const setState = (changed: Partial<SessionState>) => {
    state = { ...state, ...changed }
    for (const listener of listeners) listener()
  }

  const store: EditorStore = createEditorStore({
    flow: opened.shown,
    history: opened.history,
    specs: localSpecs(),
    // the autosave is made of the store, and the store tells the autosave
    onChange: (patches) => autosave.changed(patches),
  })
  const autosave: Autosave = createAutosave({
    stored: opened.stored,
    pending: opened.pending,
    journal: keeper.journal,
    current: () => store.getState().flow,
    applyRemote: (patches) => store.applyRemote(patches),
    // as an undo step: what was here comes back with one key
    show: (flow) =>
      store.applyRemote(
        restoreVersion(store.getState().flow, { target: flow, label: '' }).patches,
        t('takeTheirsLabel'),
      ),
    onState: (save) => {
      setState({ save })
      if (save.state === 'saved') keeper.keepHistory()
    },
    newId: () => newId('change'),
    port: {
      // saving has its own retries, and it must know at once when the server is back
      patch: ({ baseRevision, patches, changeId }) =>
        studio.flows.patch(
          id,
          { base_revision: baseRevision, patches: toWire(patches), change_id: changeId, client_id: owner },
          { maxRetries: 0, timeoutMs: PATCH_TIMEOUT_MS },
        ),
      load: async () => {
        const { revision, flow } = await studio.flows.get(id)
        return { revision, flow: parseFlow(flow) }
      },
      replace: (flow, baseRevision) => studio.flows.replace(id, z.json().parse(flow), baseRevision),
    },
  })
  keeper.follow(store, autosave)
  keeper.keepHistory()
  // a record that stays although it was taken over does no harm: its change ids were seen, its history fits no more
  if (opened.taken !== null) void drafts.removeDraft(id, opened.taken).catch(() => {})
  for (const dead of opened.over) void drafts.removeHistory(id, dead).catch(() => {})
  if (opened.pending) notify.info(studioText('restored'))
  if (opened.unusable) notify.bad(t('draftUnusable'), { action: copyAction(opened.unusable) })

  const runs = createSessionRuns({
    flowId: id,
    store,
    runState,
    save: async () => {
      if (await autosave.flush()) return
      throw new Error(state.save.state === 'failed' ? state.save.reason : studioText('conflictTitle'))
    },
    phase: () => state.phase,
    onPhase: (phase) => setState({ phase }),
    show: (problem) => show(problem),
    signal: ending.signal,
  })
  void runs.attach()
  void followChanges()
  const presence = followPresence({ flowId: id, clientId: owner, store, signal: ending.signal })

  async function followChanges(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        for await (const event of studio.flows.events(
          id,
          { client_id: owner, label: presence.label },
          { signal: ending.signal, timeoutMs: 2_147_483_647, maxRetries: 0 },
        )) {
          if (event.event === 'presence') setState({ others: presence.others(event.data.clients) })
          else if (event.data.client_id !== owner) {
            autosave.remote({ revision: event.data.revision, patches: event.data.patches })
            // the stream just came back: so did the server
            if (autosave.hasUnsaved() && state.save.state === 'failed') void autosave.flush()
          }
        }
      } catch {
        // the stream is a comfort: without it, saving still finds out what changed
      }
      if (!ending.signal.aborted && state.others.length > 0) setState({ others: [] })
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS))
    }
  }

  const askIfLost = (event: BeforeUnloadEvent) => {
    if (autosave.hasUnsaved() && !keeper.isKept()) event.preventDefault()
  }
  const onLeave = () => {
    keeper.keepHistory()
    release()
  }
  window.addEventListener('beforeunload', askIfLost)
  window.addEventListener('pagehide', onLeave)

  return {
    id,
    store,
    runState,
    autosave,
    run: runs.run,
    stop: runs.stop,
    loadVersion,
    onShow: (next) => {
      show = next
    },
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      window.removeEventListener('beforeunload', askIfLost)
      window.removeEventListener('pagehide', onLeave)
      void autosave.flush().then(() => {
        keeper.keepHistory()
        keeper.close()
        autosave.close()
        release()
      })
      ending.abort()
    },
  }
}

function copyAction(draft: unknown) {
  return { label: t('copyDraft'), onClick: () => void navigator.clipboard.writeText(JSON.stringify(draft, null, 2)) }
}

function toWire(patches: readonly FlowPatch[]) {
  return patches.map((patch) => ({ ...patch, path: [...patch.path] }))
}
