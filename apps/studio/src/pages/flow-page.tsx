/** One flow: top bar, editor, drawer. */
import { componentViews } from '@evalflow/components/react'
import { EditorProvider, FlowEditor, useEditorState, useEditorValue, type EditorCallbacks } from '@evalflow/editor'
import '@evalflow/editor/styles.css'
import { DeniedState, EmptyState, ErrorState, isDenied } from '@evalflow/ui'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { ConflictDialog } from '../flow/conflict-dialog.tsx'
import { NodeDrawer } from '../flow/drawer.tsx'
import type { FlowSession } from '../flow/flow-session.ts'
import { TopBar } from '../flow/top-bar.tsx'
import { useFlowSession, useSessionState } from '../flow/use-session.ts'
import { useT } from '../messages.ts'

const route = getRouteApi('/flows/$flowId')

export function FlowPage() {
  const t = useT()
  const { flowId } = route.useParams()
  const [attempt, setAttempt] = useState(0)
  const load = useFlowSession(flowId, attempt)
  if (load.state === 'ready') return <OpenFlow key={load.session.id} session={load.session} />
  if (load.state === 'loading') return <div className="es-flow" aria-busy />
  if (isDenied(load.error)) return <DeniedState />
  if (isNotFound(load.error)) {
    return (
      <EmptyState
        title={t('notFound')}
        action={
          <Link className="ev-button" to="/flows" search={{ search: '', page: 1 }}>
            {t('flows')}
          </Link>
        }
      >
        {t('notFoundHelp')}
      </EmptyState>
    )
  }
  return <ErrorState error={load.error} title={t('unusableFlow')} onRetry={() => setAttempt(attempt + 1)} />
}

function OpenFlow({ session }: { session: FlowSession }) {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/flows/$flowId' })
  const { save } = useSessionState(session)
  const narrow = useNarrow()
  const callbacks = useMemo<EditorCallbacks>(
    () => ({
      run: (scope) => void session.run(scope),
      stop: () => void session.stop(),
      openNode: (node, tab) => void navigate({ search: { node, tab: tab ?? undefined }, replace: true }),
    }),
    [session, navigate],
  )
  const shared = { store: session.store, views: componentViews, runState: session.runState, callbacks }
  const editor = useEditorValue(shared)
  return (
    <EditorProvider value={editor}>
      <div className="es-flow">
        <TopBar session={session} />
        <div className="es-canvas">
          <FlowEditor {...shared} />
        </div>
        {search.node !== undefined && (
          <NodeDrawer
            node={search.node}
            tab={search.tab}
            fill={narrow}
            onTabChange={(tab) => void navigate({ search: { node: search.node, tab }, replace: true })}
            onClose={() => void navigate({ search: {}, replace: true })}
          />
        )}
        <GraphFacts />
        {save.state === 'conflict' && <ConflictDialog session={session} conflict={save.conflict} />}
      </div>
    </EditorProvider>
  )
}

/** Counts of the graph, in the status line. */
function GraphFacts() {
  const t = useT()
  const nodes = useEditorState((state) => Object.keys(state.flow.nodes).length)
  const edges = useEditorState((state) => Object.keys(state.flow.edges).length)
  const slot = document.getElementById('status-slot')
  return slot && createPortal(<span className="ev-num">{t('graphFacts', { nodes, edges })}</span>, slot)
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

function isNotFound(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 404
}
