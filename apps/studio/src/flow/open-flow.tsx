/** An open flow: top bar, canvas (or an older version in its place), and one panel: node, versions or problems. */
import {
  EditorProvider,
  FlowEditor,
  useEditorState,
  useEditorValue,
  type EditorCallbacks,
  type HostAction,
} from '@evalflow/editor'
import type { Flow, Problem } from '@evalflow/graph'
import { messageOf, notify } from '@evalflow/ui'
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { t as studioText } from '../messages.ts'
import type { StoredFlow } from './autosave.ts'
import { exportFlow, saveFile, type ExportFormat } from './export-flow.ts'
import './flow.css'
import type { FlowSession } from './flow-session.ts'
import { focusFieldSoon } from './focus-field.ts'
import { studioViews, useLocalSpecs } from './local-specs.ts'
import { addFlow } from './add-flow.ts'
import { t } from './messages.ts'
import { ProblemCount, ProblemsPanel } from './problems-panel.tsx'
import { restoreVersion } from './restore-version.ts'
import { TopBar } from './top-bar.tsx'
import { useLinkedNode } from './use-linked-node.ts'
import { useSessionState } from './use-session.ts'

const NodeDrawer = lazy(async () => ({ default: (await import('./drawer.tsx')).NodeDrawer }))
const ConflictDialog = lazy(async () => ({ default: (await import('./conflict-dialog.tsx')).ConflictDialog }))
const VersionsPanel = lazy(async () => ({ default: (await import('./versions-panel.tsx')).VersionsPanel }))
const OldVersion = lazy(async () => ({ default: (await import('./old-version.tsx')).OldVersion }))
const GalleryDialog = lazy(async () => ({ default: (await import('./starters/gallery-dialog.tsx')).GalleryDialog }))
const ImportDialog = lazy(async () => ({ default: (await import('./import-dialog.tsx')).ImportDialog }))

export interface OpenFlowProps {
  session: FlowSession
  /** From the address: a node and its tab, or without a node `versions` or `problems`. */
  place: FlowPlace
  onPlace: (place: FlowPlace) => void
  onOpenFlow: (flowId: string) => void
}

export interface FlowPlace {
  node?: string | undefined
  tab?: string | undefined
}

export function OpenFlow({ session, place, onPlace, onOpenFlow }: OpenFlowProps) {
  const { save, others } = useSessionState(session)
  const narrow = useNarrow()
  const [version, setVersion] = useState<StoredFlow | null>(null)
  const [importing, setImporting] = useState<{ file?: File } | null>(null)
  const [choosing, setChoosing] = useState(false)
  const go = useLatest(onPlace)
  const specs = useLocalSpecs()
  useLayoutEffect(() => session.store.setState({ specs }), [session, specs])
  const callbacks = useMemo<EditorCallbacks>(
    () => ({
      run: (scope) => void session.run(scope),
      stop: (nodes) => void session.stop(nodes),
      openNode: (node, tab) => go.current({ node, tab }),
      action: (action) =>
        act(session, action, {
          onPlace: go.current,
          onImport: () => setImporting({}),
          onTemplates: () => setChoosing(true),
        }),
      dropFiles: ([file]) => file && setImporting({ file }),
    }),
    [session, go],
  )
  const shared = { store: session.store, views: studioViews, runState: session.runState, callbacks }
  const editor = useEditorValue(shared)
  const panel = place.node === undefined ? place.tab : 'node'

  const show = (problem: Problem) => {
    setVersion(null)
    if (problem.node === undefined) return
    const { node, field } = problem
    // the canvas may be drawn only now, in the place of an older version
    requestAnimationFrame(() => editor.canvas.current?.reveal(node, { focus: field === undefined }))
    if (field === undefined) return
    onPlace({ node, tab: 'inspector' })
    const { flow, specs } = session.store.getState()
    const label = specs.field(flow.nodes[node]?.type ?? '', field)?.label
    if (label !== undefined) focusFieldSoon(label)
  }
  const showNow = useLatest(show)
  useEffect(() => session.onShow((problem) => showNow.current(problem)), [session, showNow])
  useEffect(() => {
    const marks = new Map(others.flatMap(({ label, selected }) => selected.map((node) => [node, label] as const)))
    session.store.setState({ marks })
  }, [session, others])

  useLinkedNode(place.node, session, editor)

  const leavePanel = () => {
    setVersion(null)
    onPlace({})
  }
  const restore = (target: StoredFlow) => {
    session.store.dispatch(restoreVersion, {
      target: target.flow,
      label: t('restoreLabel', { revision: target.revision }),
    })
    setVersion(null)
    notify.good(t('restoredVersion', { revision: target.revision }), {
      action: { label: studioText('undo'), onClick: session.store.undo },
    })
  }
  const add = (flow: Flow) => {
    const { nodes } = session.store.dispatch(addFlow, { flow })
    session.store.select({ nodes })
    requestAnimationFrame(() => editor.canvas.current?.fit(nodes))
  }
  const openNode = (node: string) => {
    setVersion(null)
    requestAnimationFrame(() => editor.canvas.current?.reveal(node))
  }

  return (
    <EditorProvider value={editor}>
      <div className="es-flow">
        <TopBar session={session} />
        <div className="es-canvas">
          {version ? (
            <Suspense fallback={null}>
              <OldVersion version={version} onRestore={() => restore(version)} onClose={() => setVersion(null)} />
            </Suspense>
          ) : (
            <FlowEditor {...shared} editor={editor} />
          )}
        </div>
        <Suspense fallback={null}>
          {place.node !== undefined && (
            <NodeDrawer
              node={place.node}
              tab={place.tab}
              fill={narrow}
              onTabChange={(tab) => onPlace({ node: place.node, tab })}
              onClose={leavePanel}
            />
          )}
          {panel === 'problems' && <ProblemsPanel fill={narrow} onShow={show} onClose={leavePanel} />}
          {panel === 'versions' && (
            <VersionsPanel
              session={session}
              shown={version}
              onShow={setVersion}
              onRestore={restore}
              onOpenNode={openNode}
              onClose={leavePanel}
              fill={narrow}
            />
          )}
        </Suspense>
        <StatusParts onProblems={() => onPlace({ tab: 'problems' })} />
        <Suspense fallback={null}>
          {save.state === 'conflict' && <ConflictDialog session={session} conflict={save.conflict} />}
          {importing && (
            <ImportDialog {...importing} onClose={() => setImporting(null)} onImported={onOpenFlow} onAdd={add} />
          )}
          {choosing && <GalleryDialog onClose={() => setChoosing(false)} onOpened={onOpenFlow} onAdd={add} />}
        </Suspense>
      </div>
    </EditorProvider>
  )
}

/** Problems and counts of the graph, in the status line. */
function StatusParts({ onProblems }: { onProblems: () => void }) {
  const nodes = useEditorState((state) => Object.keys(state.flow.nodes).length)
  const edges = useEditorState((state) => Object.keys(state.flow.edges).length)
  const slot = document.getElementById('status-slot')
  return (
    slot &&
    createPortal(
      <>
        <span className="ev-num">{studioText('graphFacts', { nodes, edges })}</span>
        <ProblemCount onOpen={onProblems} />
      </>,
      slot,
    )
  )
}

function act(
  session: FlowSession,
  action: HostAction,
  page: { onPlace: (place: FlowPlace) => void; onImport: () => void; onTemplates: () => void },
): void {
  switch (action) {
    case 'problems':
      return page.onPlace({ tab: 'problems' })
    case 'versions':
    case 'name-version':
      return page.onPlace({ tab: 'versions' })
    case 'templates':
      return page.onTemplates()
    case 'import':
      return page.onImport()
    case 'export-evalflow':
      return void download(session, 'evalflow')
    case 'export-langflow':
      return void download(session, 'langflow')
    case 'copy-json':
      return void copyJson(session)
  }
}

async function download(session: FlowSession, format: ExportFormat): Promise<void> {
  const { flow, specs } = session.store.getState()
  try {
    const file = await exportFlow(flow, specs, format)
    saveFile(file)
    notify.good(t('exported', { name: file.name }))
  } catch (error) {
    notify.bad(messageOf(error))
  }
}

async function copyJson(session: FlowSession): Promise<void> {
  const { flow, specs } = session.store.getState()
  try {
    await navigator.clipboard.writeText((await exportFlow(flow, specs, 'evalflow')).text)
    notify.good(t('copied'))
  } catch {
    notify.bad(t('copyDenied'))
  }
}

function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  return latest
}

const NARROW = '(max-width: 760px)'

function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(NARROW)
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => matchMedia(NARROW).matches,
  )
}
