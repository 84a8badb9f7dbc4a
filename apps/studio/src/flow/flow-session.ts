/** One open flow: its editor store, saving, run state, and the streams that keep them true. Outside of React. */
import { componentRegistry } from '@evalflow/components'
import { createEditorStore, createRunState, type EditorStore, type RunScope, type RunState } from '@evalflow/editor'
import { applyPatches, newId, parseFlow, reachable, type Flow, type FlowPatch } from '@evalflow/graph'
import { messageOf, notify } from '@evalflow/ui'
import { z } from 'zod'
import { studio } from '../api/clients.ts'
import { queryClient } from '../api/query-client.ts'
import { t } from '../messages.ts'
import { createAutosave, type Autosave, type SaveState } from './autosave.ts'
import { createJournal, readJournal } from './journal.ts'

export type RunPhase = 'idle' | 'starting' | 'running'

export interface SessionState {
  save: SaveState
  phase: RunPhase
}

export interface FlowSession {
  id: string
  store: EditorStore
  runState: RunState
  autosave: Autosave
  run: (scope: RunScope) => Promise<void>
  stop: () => Promise<void>
  getState: () => SessionState
  subscribe: (listener: () => void) => () => void
  close: () => void
}

const RECONNECT_MS = 2000
/** Names this tab to the others, and lets it know its own echo. */
const clientId = newId('tab')

/** @throws ApiError; GraphError if the stored flow cannot be read */
export async function openFlowSession(id: string): Promise<FlowSession> {
  const record = await studio.flows.get(id)
  const stored = { revision: record.revision, flow: parseFlow(record.flow) }
  const ending = new AbortController()
  const runState = createRunState()
  const listeners = new Set<() => void>()
  let state: SessionState = { save: { state: 'saved', revision: record.revision }, phase: 'idle' }
  let runId: string | null = null
  const setState = (changed: Partial<SessionState>) => {
    state = { ...state, ...changed }
    for (const listener of listeners) listener()
  }

  const store: EditorStore = createEditorStore({
    flow: stored.flow,
    specs: componentRegistry,
    // the autosave is made of the store, and the store tells the autosave
    onChange: (patches) => autosave.changed(patches),
  })
  const autosave: Autosave = createAutosave({
    stored,
    journal: createJournal(id),
    current: () => store.getState().flow,
    applyRemote: (patches) => store.applyRemote(patches),
    show: (flow) => store.replaceFlow(flow),
    onState: (save) => setState({ save }),
    newId: () => newId('change'),
    port: {
      patch: ({ baseRevision, patches, changeId }) =>
        studio.flows.patch(id, {
          base_revision: baseRevision,
          patches: toWire(patches),
          change_id: changeId,
          client_id: clientId,
        }),
      load: async () => {
        const { revision, flow } = await studio.flows.get(id)
        return { revision, flow: parseFlow(flow) }
      },
      replace: (flow, baseRevision) => studio.flows.replace(id, z.json().parse(flow), baseRevision),
    },
  })
  restoreUnsaved(id, store, autosave)

  async function run(scope: RunScope): Promise<void> {
    if (state.phase !== 'idle') return
    setState({ phase: 'starting' })
    try {
      // what runs is the stored flow, so it has to be the one on the screen
      if (!(await autosave.flush()))
        throw new Error(state.save.state === 'failed' ? state.save.reason : t('conflictTitle'))
      const snapshot = await studio.runs.start(id, nodesOf(store.getState().flow, scope))
      runState.replace({ ...keptRuns(runState, scope), ...snapshot.nodes })
      await follow(snapshot.id, snapshot.seq)
    } catch (error) {
      setState({ phase: 'idle' })
      if (!ending.signal.aborted) notify.bad(t('runFailed', { reason: messageOf(error) }))
    }
  }

  async function follow(followed: string, seq: number): Promise<void> {
    runId = followed
    setState({ phase: 'running' })
    void queryClient.invalidateQueries({ queryKey: ['jobs'] })
    try {
      for await (const event of studio.runs.events(followed, seq, { signal: ending.signal })) {
        if (event.type === 'node') onNode(event.node)
      }
    } finally {
      if (runId === followed) {
        runId = null
        setState({ phase: 'idle' })
        void queryClient.invalidateQueries()
      }
    }
  }

  function onNode(node: Parameters<RunState['update']>[0]): void {
    const before = runState.get(node.node)?.state
    runState.update(node)
    if (before === node.state) return
    const name = nameOf(store, node.node)
    if (node.state === 'failed' && node.error) {
      notify.bad(t('nodeFailed', { name, reason: node.error.message }), {
        id: `failed-${node.node}`,
        action: { label: t('show'), onClick: () => store.select({ nodes: [node.node] }) },
      })
    }
    store.announce(`${name}: ${node.state}`)
  }

  void attachToRun()
  void followChanges()

  /** A run that goes on in the server is shown again after a reload. */
  async function attachToRun(): Promise<void> {
    try {
      const snapshot = await studio.flows.latestRun(id, { signal: ending.signal })
      if (snapshot === null) return
      runState.replace(snapshot.nodes)
      if (snapshot.state === 'running') await follow(snapshot.id, snapshot.seq)
    } catch {
      // shows when the next run is started
    }
  }

  async function followChanges(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        for await (const event of studio.flows.events(
          id,
          { client_id: clientId, label: 'Studio' },
          { signal: ending.signal, timeoutMs: 2_147_483_647 },
        )) {
          if (event.event !== 'changed' || event.data.client_id === clientId) continue
          autosave.remote({ revision: event.data.revision, patches: event.data.patches })
        }
      } catch {
        // the stream is a comfort: without it, saving still finds out what changed
      }
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS))
    }
  }

  const keepUnsaved = (event: BeforeUnloadEvent) => {
    if (autosave.hasUnsaved()) event.preventDefault()
  }
  window.addEventListener('beforeunload', keepUnsaved)

  return {
    id,
    store,
    runState,
    autosave,
    run,
    stop: async () => {
      if (runId !== null) await studio.runs.cancel(runId)
    },
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      window.removeEventListener('beforeunload', keepUnsaved)
      void autosave.flush().then(() => autosave.close())
      ending.abort()
    },
  }
}

/** Patches that an earlier visit could not send are put back, if they still fit. */
function restoreUnsaved(id: string, store: EditorStore, autosave: Autosave): void {
  const entry = readJournal(id)
  if (!entry || entry.patches.length === 0) return
  try {
    applyPatches(store.getState().flow, entry.patches)
  } catch {
    // they were sent after all, or what they change is gone
    return
  }
  store.applyRemote(entry.patches)
  autosave.changed(entry.patches.map(toPatch))
  notify.info(t('restored'))
}

function toPatch({
  op,
  path,
  value,
}: {
  op: FlowPatch['op']
  path: readonly string[]
  value?: FlowPatch extends { value: infer V } ? V : unknown
}): FlowPatch {
  return op === 'remove' ? { op, path: [...path] } : { op, path: [...path], value: z.json().parse(value ?? null) }
}

function toWire(patches: readonly FlowPatch[]) {
  return patches.map((patch) => ({ ...patch, path: [...patch.path] }))
}

function nodesOf(flow: Flow, scope: RunScope): string[] | undefined {
  if (scope.kind === 'all') return undefined
  return scope.kind === 'only' ? scope.nodes : Array.from(reachable(flow, scope.nodes, 'downstream'))
}

/** Results of nodes that do not run this time stay on the screen. */
function keptRuns(runState: RunState, scope: RunScope) {
  return scope.kind === 'all' ? {} : runState.all()
}

function nameOf(store: EditorStore, node: string): string {
  const { flow, specs } = store.getState()
  const found = flow.nodes[node]
  return found?.name ?? (found && specs.get(found.type)?.title) ?? node
}
