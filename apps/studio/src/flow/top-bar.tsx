/** Name, saved state, undo and redo, connection, Run all. */
import { SnippetsDialog, useStudioPort } from '@evalflow/components/react'
import { commandTitle, editorCommands, keysOf, useEditor, useEditorState, useKeymap } from '@evalflow/editor'
import { setFlowInfo } from '@evalflow/graph'
import { Badge, Button, IconButton, Menu, StateBadge, Tooltip, type MenuEntry } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleAlert, EllipsisVertical, LoaderCircle, Play, Redo2, Square, Undo2 } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useT } from '../messages.ts'
import { FlowCost } from '../pages/costs/flow-cost.tsx'
import { useT as useFlowT } from './messages.ts'
import type { FlowSession } from './flow-session.ts'
import { useSessionState } from './use-session.ts'

export function TopBar({ session }: { session: FlowSession }) {
  const t = useT()
  const { store } = session
  const name = useEditorState((state) => state.flow.name)
  const canUndo = useEditorState((state) => state.history.past.length > 0)
  const canRedo = useEditorState((state) => state.history.future.length > 0)
  const { phase } = useSessionState(session)
  useKeymap()
  return (
    <header className="es-top">
      <h1 className="ev-visually-hidden">{name}</h1>
      <Link to="/flows" search={{ search: '', page: 1 }} className="es-crumb es-wide-only">
        {t('flows')}
      </Link>
      <span className="ev-faint es-wide-only">/</span>
      <input
        className="es-flow-name"
        aria-label={t('flowName')}
        value={name}
        maxLength={200}
        onChange={(event) => store.dispatch(setFlowInfo, { name: event.target.value }, { key: 'flow-name' })}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
      <SaveMark session={session} />
      <IconButton
        size="small"
        label={t('undo')}
        shortcut={keyOf('undo')}
        icon={<Undo2 aria-hidden />}
        disabled={!canUndo}
        onClick={store.undo}
      />
      <IconButton
        size="small"
        label={t('redo')}
        shortcut={keyOf('redo')}
        icon={<Redo2 aria-hidden />}
        disabled={!canRedo}
        onClick={store.redo}
      />
      <span className="ev-grow" />
      <FlowCost flowId={session.id} changed={phase} />
      <Others session={session} />
      <FlowMenu flowId={session.id} />
      <ConnectionBadge />
      {phase === 'idle' ? (
        <Button
          variant="primary"
          shortcut={keyOf('run-all')}
          icon={<Play aria-hidden />}
          onClick={() => void session.run({ kind: 'all' })}
        >
          {t('runAll')}
        </Button>
      ) : (
        <Button icon={<Square aria-hidden />} busy={phase === 'starting'} onClick={() => void session.stop()}>
          {t('stopRun')}
        </Button>
      )}
    </header>
  )
}

function keyOf(id: string): string | undefined {
  const command = editorCommands.find((candidate) => candidate.id === id)
  return command && keysOf(command)[0]
}

/** Who else has this flow open. */
function Others({ session }: { session: FlowSession }) {
  const t = useFlowT()
  const { others } = useSessionState(session)
  if (others.length === 0) return null
  return (
    <span className="esf-others">
      {others.map(({ client_id, label }) => (
        <Tooltip key={client_id} content={t('alsoOpen', { name: label })}>
          <span className="esf-other" role="img" aria-label={t('alsoOpen', { name: label })}>
            {label.slice(0, 2)}
          </span>
        </Tooltip>
      ))}
    </span>
  )
}

const SNIPPETS = 'snippets'
const MENU = [
  'templates',
  '|',
  'versions',
  'problems',
  '|',
  'import',
  'export-evalflow',
  'export-langflow',
  'copy-json',
  SNIPPETS,
  '|',
  'shortcuts',
]

/** The commands for the flow as a whole; the same table as keys and command palette. */
function FlowMenu({ flowId }: { flowId: string }) {
  const t = useFlowT()
  const [isShown, setShown] = useState(false)
  const editor = useEditor()
  const entries = MENU.flatMap((id, place): MenuEntry[] => {
    if (id === '|') return [{ id: `line-${place}`, line: true }]
    if (id === SNIPPETS) return [{ id, label: t('snippets'), onSelect: () => setShown(true) }]
    const command = editorCommands.find((candidate) => candidate.id === id)
    if (!command) return []
    const label = commandTitle(command)
    return [{ id, label, shortcut: keysOf(command)[0], onSelect: () => command.run(editor) }]
  })
  return (
    <>
      <Menu
        trigger={<IconButton size="small" label={t('flowMenu')} icon={<EllipsisVertical aria-hidden />} />}
        entries={entries}
      />
      {isShown && (
        <Suspense>
          <SnippetsDialog origin={location.origin} flowId={flowId} onClose={() => setShown(false)} />
        </Suspense>
      )}
    </>
  )
}

/** Saved, saving or not saved: always on the screen. */
function SaveMark({ session }: { session: FlowSession }) {
  const t = useT()
  const { save } = useSessionState(session)
  switch (save.state) {
    case 'saved':
      return (
        <span className="ev-faint ev-num" role="status">
          {t('savedVersion', { revision: save.revision })}
        </span>
      )
    case 'saving':
      return (
        <span className="ev-faint ev-row" role="status">
          <LoaderCircle aria-hidden className="ev-spinner" style={{ width: 13 }} /> {t('saving')}
        </span>
      )
    case 'failed':
      return (
        <button
          type="button"
          className="es-plain evc-note"
          data-tone="bad"
          role="status"
          title={save.reason}
          onClick={() => void session.autosave.flush()}
        >
          <CircleAlert aria-hidden />
          <span className="ev-ellipsis" style={{ maxWidth: 320 }}>
            {t('notSaved', { reason: save.reason })}
          </span>
        </button>
      )
    case 'conflict':
      return <Badge tone="warn">{t('conflictTitle')}</Badge>
    case 'gone':
      return <Badge tone="bad">{t('flowGone')}</Badge>
  }
}

function ConnectionBadge() {
  const t = useT()
  const port = useStudioPort()
  const query = useQuery({ queryKey: ['system'], staleTime: 60_000, queryFn: ({ signal }) => port.system(signal) })
  if (query.error) return <StateBadge state="broken" label={t('serverAway')} />
  return query.data ? (
    <span className="es-wide-only">
      <Badge tone="good">{query.data.connection.label}</Badge>
    </span>
  ) : null
}
